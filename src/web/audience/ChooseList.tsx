import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'

interface Props {
  from: number | null
  /** The connection that is chosen at first; null: any. */
  at: string | null
  onChosen: (pushId: number, listId: number, step: 'people' | 'review') => void
}

/**
 * The first step: a list of a service, or a new one; then a push begins as a draft. Where its
 * people come from a list or segment of our own, they are chosen at once, and the plan is next.
 */
export function ChooseList({ from, at, onChosen }: Props) {
  const { able, unknown } = useFillable()
  const [chosen, setConnection] = useState(at)
  const [list, setList] = useState<string | null>(null)
  const connection = chosen ?? (able?.[0] ? String(able[0].id) : null)
  const connectionId = Number(connection)
  const canMake = able?.find(({ id }) => id === connectionId)?.canMake === true
  const lists = useAnswer(
    'lists.list',
    { params: { connectionId } },
    { isWanted: connection !== null },
  )
  const [isExact, setExact] = useState(false)
  const source = useAnswer(
    'personLists.show',
    { params: { listId: from ?? 0 } },
    { isWanted: from !== null },
  )
  const begin = useChange('pushes.create', ['pushes.list'])
  const choose = useChange('pushes.choose', ['pushes.show'])
  const make = useChange('lists.create', ['lists.list'])
  if (unknown) return <ErrorNotice error={unknown} />
  if (!able) return <LinesSkeleton lines={3} />
  if (able.length === 0) {
    return (
      <EmptyState
        title={t`No e-mail service is connected`}
        action={<ButtonLink to="/connections">{t`Connections`}</ButtonLink>}
      >
        {t`Lists are filled over a connection to your e-mail service.`}
      </EmptyState>
    )
  }

  async function next(listId: number) {
    const push = await begin.mutateAsync({ body: { connectionId, isExact } })
    if (from === null) return onChosen(push.id, listId, 'people')
    const body = { listId, whom: { personListId: from } }
    await choose.mutateAsync({ params: { pushId: push.id }, body })
    onChosen(push.id, listId, 'review')
  }

  async function makeOne(name: string) {
    const made = await make.mutateAsync({ params: { connectionId }, body: { name } })
    await next(made.id)
  }

  const held = (lists.data?.items ?? []).filter((one) => one.goneAt === null)
  const error = begin.error ?? choose.error ?? make.error ?? lists.error ?? source.error
  return (
    <Stack gap="md" maw={520}>
      {source.data && (
        <Text>
          {t`Everybody on
            “${source.data.name}” is chosen. Whoever may not be written to is left out, with the
            reason, and you see the plan before anything goes out.`}
        </Text>
      )}
      {able.length > 1 && (
        <Select
          label={t`Service`}
          data={able.map((one) => ({ value: String(one.id), label: one.name }))}
          value={connection}
          allowDeselect={false}
          onChange={(id) => {
            setConnection(id)
            setList(null)
          }}
        />
      )}
      <Select
        label={t`List`}
        placeholder={t`Choose a list`}
        searchable
        data={held.map((one) => ({
          value: String(one.id),
          label: `${one.name} · ${counted(one.members, 'member')}`,
        }))}
        nothingFoundMessage={t`No list of this name.`}
        value={list}
        onChange={setList}
      />
      {from !== null && (
        <Checkbox
          label={t`The list shall hold exactly these people`}
          description={t`Whoever else is on it is taken off; they stay subscribed. Many of them wait
            for an approval.`}
          checked={isExact}
          onChange={(event) => setExact(event.currentTarget.checked)}
        />
      )}
      <Group>
        <Button
          disabled={list === null}
          loading={begin.isPending || choose.isPending}
          onClick={() => void next(Number(list)).catch(() => {})}
        >
          {from === null ? t`Next: choose people` : t`Next: see the plan`}
        </Button>
      </Group>
      {canMake && (
        <MakeList
          isMaking={make.isPending || begin.isPending || choose.isPending}
          onMake={(name) => void makeOne(name).catch(() => {})}
        />
      )}
      {error && <ErrorNotice error={error} />}
    </Stack>
  )
}

/** The connections whose lists can be filled; undefined until they are known. */
function useFillable() {
  const connections = useAnswer('connections.list', {})
  const connectors = useAnswer('connectors.list', {})
  const able = fillable(connections.data?.items, connectors.data?.items)
  return { able, unknown: connections.error ?? connectors.error }
}

type Connections = AnswerTo<'connections.list'>['items']
type Connectors = AnswerTo<'connectors.list'>['items']

/** Those that send mailings first; of each, whether a list can be made there. */
function fillable(connections: Connections | undefined, connectors: Connectors | undefined) {
  if (connections === undefined || connectors === undefined) return undefined
  const able = connections
    .filter((one) => one.status !== 'awaiting_authorisation')
    .flatMap((one) => {
      const kind = connectors.find(({ id }) => id === one.connector)
      const has = (part: string) =>
        kind?.capabilities.some(({ name, isPresent }) => name === part && isPresent) === true
      if (!has('audience')) return []
      return [{ ...one, sends: kind?.system === 'esp', canMake: has('create_list') }]
    })
  return able.toSorted((a, b) => Number(b.sends) - Number(a.sends))
}

function MakeList(props: { isMaking: boolean; onMake: (name: string) => void }) {
  const [name, setName] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        props.onMake(name.trim())
      }}
    >
      <Text size="sm" c="dimmed" mb={4}>
        {t`Or make a list, which is there at the service at once:`}
      </Text>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t`Name of a new list`}
          value={name}
          maxLength={255}
          style={{ flex: '1 1 200px' }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={name.trim() === ''}
          loading={props.isMaking}
        >
          {t`Make it and go on`}
        </Button>
      </Group>
    </form>
  )
}
