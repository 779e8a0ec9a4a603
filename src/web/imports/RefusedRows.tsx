import { Text } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { wholeNumber } from '../pieces/format.ts'
import type { ImportRun } from './importColumns.tsx'

type Refused = RowOf<'imports.refusals'>

const SHOWN_CHARACTERS_MAX = 200

const columns: Column<Refused>[] = [
  { id: 'line', header: t`Line`, isFigure: true, width: 64, cell: (row) => wholeNumber(row.line) },
  { id: 'field', header: t`Column`, width: 120, cell: (row) => row.field },
  { id: 'reason', header: t`Reason`, width: 280, cell: (row) => said(row.reason) },
  { id: 'record', header: t`The row`, width: 320, cell: (row) => told(row.record) },
]

/** The rows that could not be taken: to be mended in the downloaded file and sent again. */
export function RefusedRows({ run }: { run: ImportRun }) {
  const refused = usePages(
    'imports.refusals',
    { params: { importId: run.id }, query: { limit: 100 } },
    { isWanted: run.rowsRefused > 0 },
  )
  if (run.status === 'failed' && run.rowsRefused === 0) {
    return (
      <Text size="sm">
        {jt`Mend the file and ${(
          <TextLink to="/imports" underline="always" size="sm">
            {t`send it again`}
          </TextLink>
        )}: what came in already is updated, never doubled.`}
      </Text>
    )
  }
  if (run.rowsRefused === 0) {
    return (
      <Text size="sm">
        {jt`No row was refused. What came in stands under ${(
          <TextLink to="/people" underline="always" size="sm">
            {t`People`}
          </TextLink>
        )}.`}
      </Text>
    )
  }
  return (
    <div id="refused">
      <Panel isPlain title={t`Refused rows`}>
        <Text size="sm" c="dimmed" mb="xs">
          {t`Download them, mend them and send that file: the other rows are in already.`}
        </Text>
        {refused.error ? (
          <ErrorNotice error={refused.error} onRetry={refused.retry} />
        ) : (
          <DataTable
            label={t`Refused rows`}
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
