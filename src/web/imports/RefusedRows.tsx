import { Text } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { wholeNumber } from '../pieces/format.ts'
import type { ImportRun } from './importColumns.tsx'

type Refused = RowOf<'imports.refusals'>

const SHOWN_CHARACTERS_MAX = 200

const columns: Column<Refused>[] = [
  { id: 'line', header: 'Line', isFigure: true, width: 64, cell: (row) => wholeNumber(row.line) },
  { id: 'field', header: 'Column', width: 120, cell: (row) => row.field },
  { id: 'reason', header: 'Reason', width: 280, cell: (row) => row.reason },
  { id: 'record', header: 'The row', width: 320, cell: (row) => told(row.record) },
]

/** The rows that could not be taken: to be mended in the downloaded file and sent again. */
export function RefusedRows({ run }: { run: ImportRun }) {
  const refused = usePages(
    'imports.refusals',
    { params: { importId: run.id }, query: { limit: 100 } },
    { isWanted: run.rowsRefused > 0 },
  )
  if (run.rowsRefused === 0) {
    return (
      <Text size="sm">
        No row was refused. What came in stands under{' '}
        <TextLink to="/people" underline="always" size="sm">
          People
        </TextLink>
        .
      </Text>
    )
  }
  return (
    <div id="refused">
      <Panel isPlain title="Refused rows">
        <Text size="sm" c="dimmed" mb="xs">
          Download them, mend them and send that file: the other rows are in already.
        </Text>
        {refused.error ? (
          <ErrorNotice error={refused.error} onRetry={refused.retry} />
        ) : (
          <DataTable
            label="Refused rows"
            columns={columns}
            rowKey={(row) => row.line}
            {...refused}
          />
        )}
      </Panel>
    </div>
  )
}

function told(record: Refused['record']): string {
  const text = Object.values(record).filter(Boolean).join(' · ')
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text
}
