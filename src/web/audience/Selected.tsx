import { Button, Select, Text } from '@mantine/core'
import { useAnswer, useChange, usePages, type Given, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import type { Push } from './words.ts'

type Item = RowOf<'pushes.items'>

/** Who is selected, in pages, each with the list it goes to: another one may be chosen. */
export function Selected({ push, count }: { push: Push; count: number }) {
  const params = { pushId: push.id }
  const items = usePages('pushes.items', { params, query: { limit: 50 } })
  const lists = useAnswer('lists.list', { params: { connectionId: push.connectionId } })
  const refreshed = ['pushes.show', 'pushes.items'] as const
  const drop = useChange('pushes.drop', [...refreshed])
  const retarget = useChange('pushes.retarget', [...refreshed])
  const out = (whom: Given<'pushes.drop'>['body']['whom']) =>
    drop.mutate({ params, body: { whom } })
  const targets = (lists.data?.items ?? [])
    .filter((one) => one.goneAt === null)
    .map((one) => ({ value: String(one.id), label: one.name }))

  const columns: Column<Item>[] = [
    { id: 'name', header: t`Name`, width: 130, cell: ({ name }) => name || t`No name` },
    {
      id: 'list',
      header: t`Goes to`,
      width: 180,
      cell: ({ name, personId, listId }) => (
        <Select
          aria-label={t`List for ${name || t`No name`}`}
          size="xs"
          allowDeselect={false}
          data={targets}
          value={String(listId)}
          onChange={(next) =>
            next !== null
            && personId !== null
            && retarget.mutate({
              params,
              body: { listId: Number(next), whom: { personIds: [personId] } },
            })
          }
        />
      ),
    },
    {
      id: 'drop',
      header: t`Drop`,
      width: 80,
      cell: ({ name, personId }) =>
        personId !== null && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t`Drop ${name || t`No name`}`}
            onClick={() => out({ personIds: [personId] })}
          >
            {t`Drop`}
          </Button>
        ),
    },
  ]
  const error = items.error ?? drop.error ?? retarget.error
  return (
    <Panel
      title={t`Selected: ${wholeNumber(count)}`}
      isPlain
      actions={
        count > 0 && (
          <Button size="xs" variant="default" onClick={() => out({ filter: {} })}>
            {t`Drop all`}
          </Button>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={items.retry} />}
      <DataTable
        label={t`People selected`}
        columns={columns}
        rowKey={(item) => item.id}
        empty={<Text size="sm">{t`Nobody yet. Select people on the left.`}</Text>}
        {...items}
      />
    </Panel>
  )
}
