import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'

type Entry = RowOf<'audit.list'>

const columns: Column<Entry>[] = [
  { id: 'when', header: t`When`, width: 120, cell: (entry) => <Moment at={entry.at} /> },
  { id: 'who', header: t`Who`, width: 160, cell: (entry) => entry.actor },
  { id: 'what', header: t`What`, width: 360, cell: (entry) => said(entry.sentence) },
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
function Subject({ entry }: { entry: Entry }) {
  const { subject, subjectId } = entry
  const kind = subject.replaceAll('_', ' ')
  if (!/^\d+$/.test(subjectId)) return kind
  const words = `${kind} ${subjectId}`
  if (subject === 'person') {
    return (
      <TextLink to="/people/$personId" params={{ personId: subjectId }} size="sm">
        {words}
      </TextLink>
    )
  }
  if (subject === 'import') {
    return (
      <TextLink to="/imports/$importId" params={{ importId: subjectId }} size="sm">
        {words}
      </TextLink>
    )
  }
  if (subject === 'connection') {
    return (
      <TextLink to="/connections/$connectionId" params={{ connectionId: subjectId }} size="sm">
        {words}
      </TextLink>
    )
  }
  return words
}
