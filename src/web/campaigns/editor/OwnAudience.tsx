import { MultiSelect, Radio, Stack, Text } from '@mantine/core'
import { useAnswer } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import type { PartProps } from './parts.ts'

const NOBODY = { lists: [] as number[], without: [] as number[], topicId: null }

interface WhomProps extends PartProps {
  title: string
}

/** To whom it goes: lists of the service, or lists and segments of the firm's own. */
export function WhomChoice({ draft, words, write, isClosed, title }: WhomProps) {
  return (
    <Stack gap="md" mb="md">
      <Radio.Group
        label={t`To whom`}
        value={words.whom === null ? 'theirs' : 'ours'}
        onChange={(word) => write({ whom: word === 'ours' ? NOBODY : null, lists: [] })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="theirs" label={t`Lists at ${title}`} disabled={isClosed} />
          <Radio value="ours" label={t`Lists and segments of ours`} disabled={isClosed} />
        </Stack>
      </Radio.Group>
      {words.whom !== null && <OwnLists {...{ draft, words, write, isClosed, title }} />}
    </Stack>
  )
}

function OwnLists({ words, write, isClosed, title }: WhomProps) {
  const query = { limit: 200, isArchived: false }
  const { data, error, refetch } = useAnswer('personLists.list', { query })
  const whom = words.whom ?? NOBODY
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  const choices = (data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))
  const field = (name: 'lists' | 'without', label: string) => (
    <MultiSelect
      label={label}
      data={choices}
      value={(whom[name] ?? []).map(String)}
      disabled={isClosed}
      searchable
      onChange={(ids) => write({ whom: { ...whom, [name]: ids.map(Number) } })}
    />
  )
  return (
    <Stack gap="sm">
      {field('lists', t`Everybody on`)}
      {field('without', t`But nobody on`)}
      <Text size="xs" c="dimmed">
        {t`Whom it is meant for is frozen when it is scheduled. A list is then made at
          ${title}, filled with exactly these people, read back, and set on the campaign.`}
      </Text>
    </Stack>
  )
}
