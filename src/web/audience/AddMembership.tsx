import { Button, Group, Select } from '@mantine/core'
import { useState } from 'react'
import { t } from '../languages/messages.ts'
import type { Marked, Memberships } from './memberships.ts'

/** Picks a person and a list; marked only, until it is saved. */
export function AddMembership(props: {
  data: Memberships
  marked: Marked
  onMark: (marked: Marked) => void
}) {
  const { data, marked, onMark } = props
  const only = data.people.length === 1 ? String(data.people[0]!.id) : null
  const [person, setPerson] = useState<string | null>(only)
  const [list, setList] = useState<string | null>(null)
  if (data.lists.length === 0 || data.people.length === 0) return null

  function add() {
    const one = { personId: Number(person), listId: Number(list) }
    const isMarked = marked.on.some(
      (other) => other.personId === one.personId && other.listId === one.listId,
    )
    if (!isMarked) onMark({ ...marked, on: [...marked.on, one] })
    setList(null)
  }

  return (
    <Group align="flex-end" gap="xs">
      <Select
        label={t`Person`}
        placeholder={t`Choose a person`}
        searchable
        w={220}
        data={data.people.map((one) => ({ value: String(one.id), label: one.name || t`No name` }))}
        value={person}
        onChange={setPerson}
      />
      <Select
        label={t`List`}
        placeholder={t`Choose a list`}
        searchable
        w={260}
        data={groupsOf(data)}
        value={list}
        onChange={setList}
      />
      <Button variant="default" disabled={person === null || list === null} onClick={add}>
        {t`Add`}
      </Button>
    </Group>
  )
}

/** The lists under the connection they belong to. */
function groupsOf({ lists }: Memberships) {
  const groups = new Map<number, { group: string; items: { value: string; label: string }[] }>()
  for (const { id, name, connectionId, connectionName } of lists) {
    const group = groups.get(connectionId) ?? { group: connectionName, items: [] }
    group.items.push({ value: String(id), label: name })
    groups.set(connectionId, group)
  }
  return [...groups.values()]
}
