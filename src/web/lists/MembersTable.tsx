import { Button, Checkbox, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { call, refresh, usePages, type RowOf } from '../api.ts'
import { jt, msg, plural, t, verbatim } from '../languages/messages.ts'
import { usePeopleColumns } from '../people/peopleColumns.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { notifyRefusal } from '../refusals.ts'
import type { PersonList } from './words.ts'

type Row = RowOf<'personLists.members'>

const CHANGED = ['personLists.members', 'personLists.size', 'personLists.list'] as const

/** The people of a list; those that are ticked can be taken off it, and put back. */
export function MembersTable({ list, canEdit }: { list: PersonList; canEdit: boolean }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set())
  const [isWorking, setWorking] = useState(false)
  const params = { listId: list.id }
  const notice = `removed-from-list-${list.id}`
  const members = usePages('personLists.members', { params, query: { limit: 100 } })
  const tick = useCallback((id: number, isTicked: boolean) => {
    setTicked((before) => {
      const next = new Set(before)
      if (isTicked) next.add(id)
      else next.delete(id)
      return next
    })
  }, [])
  const columns = useColumns(list.kind, tick, canEdit ? ticked : null)

  async function putBack(personIds: number[]) {
    notifications.hide(notice)
    await call('personLists.add', { params, body: { personIds } }).catch(notifyRefusal)
    await refresh(queryClient, [...CHANGED])
  }

  async function remove() {
    const personIds = [...ticked]
    setWorking(true)
    try {
      const { removed } = await call('personLists.take', { params, body: { personIds } })
      setTicked(new Set())
      await refresh(queryClient, [...CHANGED])
      notifications.show({
        id: notice,
        color: 'green',
        autoClose: 12_000,
        message: (
          <Group gap="xs" justify="space-between">
            <Text size="sm">{removedWords(removed, list.name)}</Text>
            <Button size="compact-xs" variant="default" onClick={() => void putBack(personIds)}>
              {t`Undo`}
            </Button>
          </Group>
        ),
      })
    } catch (refusal) {
      notifyRefusal(refusal)
    } finally {
      setWorking(false)
    }
  }

  if (members.error) return <ErrorNotice error={members.error} onRetry={members.retry} />
  return (
    <div>
      {canEdit && (
        <Group gap="xs" mb="xs" mih={36}>
          <Button
            color="red"
            variant="light"
            disabled={ticked.size === 0}
            loading={isWorking}
            onClick={() => void remove()}
          >
            {ticked.size === 0
              ? t`Tick people to remove them`
              : removeWords(ticked.size, list.name)}
          </Button>
        </Group>
      )}
      <DataTable
        label={t`People`}
        choice={verbatim('list members')}
        columns={columns}
        rowKey={(person) => person.id}
        onOpen={(person) =>
          void navigate({ to: '/people/$personId', params: { personId: String(person.id) } })
        }
        empty={<Nobody list={list} />}
        {...members}
      />
    </div>
  )
}

/** Those of people, with when they were put on it; where some can be taken off, first a tick. */
function useColumns(
  kind: PersonList['kind'],
  tick: (id: number, isTicked: boolean) => void,
  ticked: ReadonlySet<number> | null,
): Column<Row>[] {
  const people = usePeopleColumns()
  return useMemo(() => {
    const shown: Column<Row>[] = people.filter(({ id }) => id !== 'title' && id !== 'left')
    if (kind !== 'segment') shown.push(ADDED)
    return ticked === null ? shown : [tickColumn(tick, ticked), ...shown]
  }, [people, kind, tick, ticked])
}

const ADDED: Column<Row> = {
  id: 'added',
  header: t`Put on it`,
  width: 140,
  cell: (person) => jt`${(<Moment at={person.addedAt} />)} by ${person.addedBy}`,
}

function tickColumn(
  tick: (id: number, isTicked: boolean) => void,
  ticked: ReadonlySet<number>,
): Column<Row> {
  return {
    id: 'tick',
    header: t`Remove`,
    cell: (person) => (
      <Checkbox
        size="xs"
        data-tick
        aria-label={removalOf(person)}
        checked={ticked.has(person.id)}
        onChange={(event) => tick(person.id, event.currentTarget.checked)}
      />
    ),
  }
}

function removalOf(person: Row): string {
  const called = person.name || person.address
  return called ? t`Remove ${called}` : t`Remove this person`
}

function removedWords(count: number, name: string): string {
  const shown = wholeNumber(count)
  return plural(
    count,
    msg`Removed ${shown} person from “${name}”.`,
    msg`Removed ${shown} people from “${name}”.`,
  )
}

function removeWords(count: number, name: string): string {
  const shown = wholeNumber(count)
  return plural(
    count,
    msg`Remove ${shown} person from “${name}”`,
    msg`Remove ${shown} people from “${name}”`,
  )
}

function Nobody({ list }: { list: PersonList }) {
  if (list.kind === 'segment') {
    return (
      <EmptyState title={t`Nobody fits now`}>
        {t`Whoever fits the conditions later is in it then, without a change.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState title={t`Nobody on it yet`}>
      {t`Add people by their addresses, or whoever is in a segment.`}
    </EmptyState>
  )
}
