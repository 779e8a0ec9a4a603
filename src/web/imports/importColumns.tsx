import type { RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'

export type ImportRun = RowOf<'imports.list'>

const STATES: Record<ImportRun['status'], { tone: Tone; word: string }> = {
  receiving: { tone: 'waiting', word: t`Receiving` },
  running: { tone: 'waiting', word: t`Under way` },
  done: { tone: 'good', word: t`Done` },
  failed: { tone: 'bad', word: t`Failed` },
  cancelled: { tone: 'plain', word: t`Cancelled` },
}

/** An import's state as word and icon. */
export function ImportState({ run }: { run: ImportRun }) {
  const { tone, word } = STATES[run.status]
  return <StateBadge tone={tone}>{word}</StateBadge>
}

export const importColumns: Column<ImportRun>[] = [
  {
    id: 'file',
    header: t`File`,
    width: 200,
    cell: (run) => (
      <TextLink to="/imports/$importId" params={{ importId: String(run.id) }} size="sm" fw={500}>
        {run.fileName}
      </TextLink>
    ),
  },
  { id: 'state', header: t`State`, cell: (run) => <ImportState run={run} /> },
  { id: 'begun', header: t`Begun`, cell: (run) => <Moment at={run.startedAt} /> },
  { id: 'rows', header: t`Rows`, isFigure: true, cell: (run) => wholeNumber(run.rowsRead) },
  {
    id: 'created',
    header: t`People added`,
    isFigure: true,
    cell: (run) => wholeNumber(run.peopleCreated),
  },
  {
    id: 'updated',
    header: t`Updated`,
    isFigure: true,
    cell: (run) => wholeNumber(run.peopleUpdated),
  },
  {
    id: 'refused',
    header: t`Refused`,
    isFigure: true,
    cell: (run) => wholeNumber(run.rowsRefused),
  },
]
