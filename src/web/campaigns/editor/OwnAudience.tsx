import { MultiSelect, Radio, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { useAnswer } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { withUnknown } from '../../lists/choices.tsx'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import type { PartProps } from './parts.ts'

/** As many as one page of the route holds. */
const OFFERED_MAX = 200
const PAUSE_MS = 300
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
  const whom = words.whom ?? NOBODY
  const field = (name: 'lists' | 'without', label: string) => (
    <ListsField
      label={label}
      ids={(whom[name] ?? []) as number[]}
      isClosed={isClosed}
      onChoose={(ids) => write({ whom: { ...whom, [name]: ids } })}
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

interface ListsFieldProps {
  label: string
  ids: number[]
  isClosed: boolean
  onChoose: (ids: number[]) => void
}

/** Lists by their names; where a firm has more than are offered, the others are found by typing. */
function ListsField({ label, ids, isClosed, onChoose }: ListsFieldProps) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const first = useAnswer('personLists.list', { query: { limit: OFFERED_MAX } })
  const found = useAnswer(
    'personLists.list',
    { query: { limit: OFFERED_MAX, search } },
    { isWanted: search !== '' && Boolean(first.data?.next) },
  )
  // What was chosen is called by its name, be it far beyond what is offered, or archived since.
  const names = useRef(new Map<number, string>()).current
  const learn = (answer: typeof first) =>
    answer.data?.items.forEach(({ id, name }) => names.set(id, name))
  learn(first)
  learn(found)
  const beyond = ids.filter((id) => !names.has(id)).slice(0, OFFERED_MAX)
  const chosen = useAnswer(
    'personLists.list',
    { query: { limit: OFFERED_MAX, ids: beyond.join(',') } },
    { isWanted: beyond.length > 0 && !first.isPending },
  )
  learn(chosen)
  if (first.error && !first.data) {
    return <ErrorNotice error={first.error} onRetry={() => void first.refetch()} />
  }
  return (
    <MultiSelect
      label={label}
      data={withUnknown(
        [...names].map(([id, name]) => ({ value: String(id), label: name })),
        ids,
      )}
      value={ids.map(String)}
      disabled={isClosed}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t`There is none of that name.`}
      onChange={(chosen) => onChoose(chosen.map(Number))}
    />
  )
}
