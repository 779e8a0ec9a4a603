import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useAnswer, usePages } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { TasksUnderWay } from '../problems/TasksUnderWay.tsx'
import { useMay } from '../session/session.ts'
import { ReadAgain } from './ReadAgain.tsx'
import { RECEIPT_COLUMNS } from './receiptColumns.tsx'

const route = getRouteApi('/inside/receipts')
const PAGE_ROWS = 100

/** What came in, page by page as it came: of a run, of a connection, or all of it. */
export default function ReceiptsScreen() {
  const navigate = useNavigate()
  const search = route.useSearch()
  const runId = idOf(search.runId)
  const connectionId = idOf(search.connectionId)
  const receipts = usePages('receipts.list', { query: { runId, connectionId, limit: PAGE_ROWS } })
  return (
    <>
      <PageHeader
        title={t`Receipts`}
        sub={<Sub runId={runId} connectionId={connectionId} />}
        actions={connectionId !== undefined && <Again connectionId={connectionId} />}
      />
      <TasksUnderWay />
      {receipts.error ? (
        <ErrorNotice error={receipts.error} onRetry={receipts.retry} />
      ) : (
        <DataTable
          label={t`Receipts`}
          columns={RECEIPT_COLUMNS}
          rows={receipts.rows}
          rowKey={(receipt) => receipt.id}
          onOpen={({ id }) =>
            void navigate({ to: '/receipts/$receiptId', params: { receiptId: String(id) } })
          }
          more={receipts.more}
          isPending={receipts.isPending}
          isStale={receipts.isStale}
          choice="receipts"
          empty={
            <EmptyState title={t`Nothing has come in yet`}>
              {t`Each page a run reads, and each message a service sends, is kept here as it came.`}
            </EmptyState>
          }
        />
      )}
    </>
  )
}

function Sub({ runId, connectionId }: { runId?: number; connectionId?: number }) {
  const connections = useAnswer('connections.list', {}, { isWanted: connectionId !== undefined })
  if (runId !== undefined) {
    return (
      <>
        {jt`The pages of ${(
          <TextLink
            size="sm"
            underline="always"
            to="/runs/$runId"
            params={{ runId: String(runId) }}
          >
            {t`one run`}
          </TextLink>
        )}, as they came.`}
      </>
    )
  }
  const name = connections.data?.items.find(({ id }) => id === connectionId)?.name
  return (
    <>{name === undefined ? t`Every page, as it came.` : t`Every page of ${name}, as it came.`}</>
  )
}

function Again({ connectionId }: { connectionId: number }) {
  const may = useMay()
  return may('sync') ? <ReadAgain connectionId={connectionId} /> : null
}

function idOf(word: string | undefined): number | undefined {
  return word !== undefined && /^[1-9]\d{0,8}$/.test(word) ? Number(word) : undefined
}
