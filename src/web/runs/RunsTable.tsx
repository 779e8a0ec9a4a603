import { useNavigate } from '@tanstack/react-router'
import { Text } from '@mantine/core'
import { usePages } from '../api.ts'
import { kindsWords } from '../connections/kinds.ts'
import { t, tc } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { duration, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { RunState } from './RunState.tsx'
import { durationMs, skippedCount, startedByWords, type Run } from './words.ts'

const COLUMNS: Column<Run>[] = [
  {
    id: 'queued',
    header: t`Started`,
    cell: (run) => (
      <TextLink size="sm" to="/runs/$runId" params={{ runId: String(run.id) }}>
        <Moment at={run.startedAt ?? run.queuedAt} />
      </TextLink>
    ),
  },
  { id: 'state', header: t`State`, cell: (run) => <RunState run={run} /> },
  {
    id: 'read',
    header: tc('rows')`Read`,
    isFigure: true,
    cell: (run) => wholeNumber(run.eventsRead),
  },
  { id: 'new', header: t`New`, isFigure: true, cell: (run) => wholeNumber(run.eventsWritten) },
  {
    id: 'skipped',
    header: t`Skipped`,
    isFigure: true,
    cell: (run) => wholeNumber(skippedCount(run)),
  },
  { id: 'problems', header: t`Problems`, isFigure: true, cell: (run) => wholeNumber(run.problems) },
  {
    id: 'duration',
    header: t`Took`,
    isFigure: true,
    cell: (run) => (run.endedAt === null ? '–' : duration(durationMs(run, 0) ?? 0)),
  },
  {
    id: 'what',
    header: t`What`,
    cell: (run) => run.campaign?.name ?? kindsWords(run.kinds),
    width: 240,
  },
  { id: 'by', header: t`Started by`, width: 160, cell: startedByWords },
]

/** Runs, newest first, of one connection. Refreshed by whoever starts or follows a run. */
export function RunsTable({ connectionId }: { connectionId: number }) {
  const navigate = useNavigate()
  const { rows, error, retry, ...table } = usePages('runs.list', { query: { connectionId } })
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  return (
    <DataTable
      label={t`Runs`}
      columns={COLUMNS}
      rows={rows}
      rowKey={(run) => run.id}
      onOpen={(run) => void navigate({ to: '/runs/$runId', params: { runId: String(run.id) } })}
      more={table.more}
      isPending={table.isPending}
      empty={
        <Text size="sm" c="dimmed">
          {t`Nothing has been read over this connection yet.`}
        </Text>
      }
    />
  )
}
