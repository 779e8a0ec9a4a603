import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'

/** The first step: a list of a service, or a new one; then a push begins as a draft. */
export function ChooseList({ onChosen }: { onChosen: (pushId: number, listId: number) => void }) {
  const connections = useAnswer('connections.list', {})
  const [chosen, setConnection] = useState<string | null>(null)
  const [list, setList] = useState<string | null>(null)
  const able = connections.data?.items.filter((one) => one.status !== 'awaiting_authorisation')
  const connection = chosen ?? (able?.[0] ? String(able[0].id) : null)
  const connectionId = Number(connection)
  const lists = useAnswer(
    'lists.list',
    { params: { connectionId } },
    { isWanted: connection !== null },
  )
  const begin = useChange('pushes.create', ['pushes.list'])
  const make = useChange('lists.create', ['lists.list'])
  if (connections.error) return <ErrorNotice error={connections.error} />
  if (!able) return <LinesSkeleton lines={3} />
  if (able.length === 0) {
    return (
      <EmptyState
        title="No e-mail service is connected"
        action={<ButtonLink to="/connections">Connections</ButtonLink>}
      >
        Lists are filled over a connection to your e-mail service.
      </EmptyState>
    )
  }

  async function next(listId: number) {
    const push = await begin.mutateAsync({ body: { connectionId } })
    onChosen(push.id, listId)
  }

  async function makeOne(name: string) {
    const made = await make.mutateAsync({ params: { connectionId }, body: { name } })
    await next(made.id)
  }

  const held = (lists.data?.items ?? []).filter((one) => one.goneAt === null)
  const error = begin.error ?? make.error ?? lists.error
  return (
    <Stack gap="md" maw={520}>
      {able.length > 1 && (
        <Select
          label="Service"
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
        label="List"
        placeholder="Choose a list"
        searchable
        data={held.map((one) => ({
          value: String(one.id),
          label: `${one.name} · ${counted(one.members, 'member')}`,
        }))}
        nothingFoundMessage="No list of this name."
        value={list}
        onChange={setList}
      />
      <Group>
        <Button
          disabled={list === null}
          loading={begin.isPending}
          onClick={() => void next(Number(list)).catch(() => {})}
        >
          Next: choose people
        </Button>
      </Group>
      <MakeList isMaking={make.isPending} onMake={(name) => void makeOne(name).catch(() => {})} />
      {error && <ErrorNotice error={error} />}
    </Stack>
  )
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
        Or make a list, which is there at the service at once:
      </Text>
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Name of a new list"
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
          Make it and go on
        </Button>
      </Group>
    </form>
  )
}
