import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { recordDoor, recordWords } from './auditRecords.ts'

type Entry = RowOf<'audit.list'>

const columns: Column<Entry>[] = [
  { id: 'when', header: t`When`, width: 90, cell: (entry) => <Moment at={entry.at} /> },
  { id: 'what', header: t`What`, width: 200, cell: (entry) => said(entry.sentence) },
  { id: 'who', header: t`Who`, width: 100, cell: (entry) => entry.actor },
  { id: 'subject', header: t`Record`, width: 120, cell: (entry) => <Subject entry={entry} /> },
]

/** Who did what, newest first; nobody can change it. */
export default function AuditScreen() {
  const entries = usePages('audit.list', { query: { limit: 100 } })
  if (entries.error) return <ErrorNotice error={entries.error} onRetry={entries.retry} />
  return (
    <DataTable
      label={t`Audit log`}
      columns={columns}
      rowKey={(entry) => entry.id}
      empty={
        <EmptyState title={t`Nothing yet`}>
          {t`Each correction, opt-out, import and change of settings will stand here with its
            author.`}
        </EmptyState>
      }
      {...entries}
    />
  )
}

/** Leads to the record where there is a screen for it. */
function Subject({ entry: { subject, subjectId } }: { entry: Entry }) {
  const words = recordWords(subject, subjectId)
  const door = recordDoor(subject, subjectId)
  if (door === undefined) return words
  return (
    <TextLink {...door} size="sm">
      {words}
    </TextLink>
  )
}
