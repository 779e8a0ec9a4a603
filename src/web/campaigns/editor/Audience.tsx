import { Button, Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { jt, t } from '../../languages/messages.ts'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { counted } from '../../pieces/format.ts'
import { Moment } from '../../pieces/Moment.tsx'
import { Panel } from '../../pieces/Panel.tsx'
import type { PartProps } from './parts.ts'
import { WhomChoice } from './OwnAudience.tsx'
import type { Choices } from './words.ts'

interface AudienceProps extends PartProps {
  title: string
  choices: {
    data: Choices | undefined
    error: Error | null
    isFetching: boolean
    refetch: () => Promise<unknown>
  }
}

/** The lists it goes to, read from the service when the editor opens. */
export function Audience({ draft, words, write, isClosed, title, choices }: AudienceProps) {
  const { data } = choices
  return (
    <Panel
      title={t`Lists`}
      actions={
        <Group gap="xs">
          {data && (
            <Text size="xs" c="dimmed">
              {jt`as of ${(<Moment at={data.asOf} />)}`}
            </Text>
          )}
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={choices.isFetching}
            onClick={() => void choices.refetch()}
          >
            {t`Read lists again`}
          </Button>
        </Group>
      }
    >
      <WhomChoice {...{ draft, words, write, isClosed, title }} />
      {words.whom === null && (
        <ServiceLists {...{ draft, words, write, isClosed, title, choices }} />
      )}
    </Panel>
  )
}

function ServiceLists({ words, write, isClosed, title, choices }: AudienceProps) {
  const { data, error } = choices
  const chosen = new Set(words.lists.map(({ id }) => id))
  const gone = data ? words.lists.filter(({ id }) => data.lists.every((one) => one.id !== id)) : []
  const toggle = (list: { id: string; name: string }) =>
    write({
      lists: chosen.has(list.id)
        ? words.lists.filter(({ id }) => id !== list.id)
        : [...words.lists, { id: list.id, name: list.name }],
    })
  return (
    <>
      {error && !data && <ErrorNotice error={error} onRetry={() => void choices.refetch()} />}
      {!error && !data && <Skeleton height={96} role="status" aria-label={t`Reading the lists`} />}
      {data?.lists.length === 0 && (
        <Text size="sm">
          {t`There is no list at ${title} yet. Make one there, then read them again.`}
        </Text>
      )}
      <Stack gap="xs">
        {data?.lists.map((list) => (
          <Checkbox
            key={list.id}
            label={
              list.members === null
                ? list.name
                : `${list.name} · ${counted(list.members, 'contact')}`
            }
            checked={chosen.has(list.id)}
            disabled={isClosed}
            onChange={() => toggle(list)}
          />
        ))}
        {gone.map((list) => (
          <Checkbox
            key={list.id}
            label={t`${list.name || list.id}: not at ${title} any more`}
            checked
            disabled={isClosed}
            onChange={() => toggle(list)}
          />
        ))}
      </Stack>
      <Text size="xs" c="dimmed" mt="md">
        {t`${title} sends to everybody on these lists who may be written to.`}
      </Text>
    </>
  )
}
