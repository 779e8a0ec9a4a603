import { Drawer, Text } from '@mantine/core'
import { useChange, usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { notifyDone } from '../refusals.ts'
import { changesOf } from './changes.ts'

type Version = RowOf<'mapping.versions'>

/** What was saved, newest first; each earlier one can be brought back. */
export function Versions(props: { connectionId: number; version: number; onClose: () => void }) {
  const { connectionId, version, onClose } = props
  const params = { connectionId }
  const { error, retry, ...pages } = usePages('mapping.versions', { params, query: { limit: 20 } })
  const restore = useChange('mapping.restore', ['mapping.show', 'mapping.versions'])
  const columns: Column<Version>[] = [
    { id: 'version', header: t`Version`, isFigure: true, cell: (one) => one.version },
    {
      id: 'changes',
      header: t`What it changed`,
      cell: (one) => (
        <>
          <Text size="sm">{wordsOf(one, pages.rows, pages.more.has)}</Text>
          <Text size="xs" c="dimmed">
            {one.madeBy} · <Moment at={one.madeAt} />
          </Text>
        </>
      ),
    },
    {
      id: 'back',
      header: t`Bring back`,
      cell: (one) =>
        one.version === version ? (
          t`in force`
        ) : (
          <ConfirmAction
            label={t`Bring back`}
            confirmLabel={t`Bring version ${one.version} back`}
            size="compact-xs"
            consequence={t`Its rules are in force again, as a new version. Nothing is told by
              that.`}
            onConfirm={async () => {
              await restore.mutateAsync({ params, body: { version, restored: one.version } })
              notifyDone(t`The rules of version ${one.version} are in force.`)
              onClose()
            }}
          />
        ),
    },
  ]
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={t`Earlier versions`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {error ? (
        <ErrorNotice error={error} onRetry={retry} />
      ) : (
        <DataTable label={t`Versions`} columns={columns} rowKey={(one) => one.version} {...pages} />
      )}
    </Drawer>
  )
}

/** Against the version before, the next row; the last row's comes with the next page. */
function wordsOf(one: Version, rows: readonly Version[], hasMore: boolean): string {
  const before = rows[rows.indexOf(one) + 1]
  if (before === undefined && hasMore) return '…'
  const words = changesOf(one, before ?? null)
  const back = one.restored === null ? [] : [t`Brought version ${one.restored} back.`]
  return [...back, ...words].join(' ')
}
