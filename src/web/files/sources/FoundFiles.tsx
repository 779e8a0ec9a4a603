import { Text } from '@mantine/core'
import { usePages, type RowOf } from '../../api.ts'
import { jt, t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { DataTable, type Column } from '../../pieces/DataTable.tsx'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { bytes, wholeNumber } from '../../pieces/format.ts'
import { Moment } from '../../pieces/Moment.tsx'
import { StateBadge, type Tone } from '../../pieces/StateBadge.tsx'
import type { Source } from './kinds.ts'

type Found = RowOf<'fileSources.found'>
const PAGE_ROWS = 20
const EVERY_MS = 5_000

const columns: Column<Found>[] = [
  {
    id: 'file',
    header: t`File`,
    width: 130,
    cell: ({ name, movedTo }) => (
      <>
        {name}
        {movedTo !== '' && (
          <Text size="xs" c="dimmed">
            {t`now ${movedTo}`}
          </Text>
        )}
      </>
    ),
  },
  {
    id: 'state',
    header: t`State`,
    cell: (file) => {
      const { tone, word } = stateOf(file)
      return <StateBadge tone={tone}>{word}</StateBadge>
    },
  },
  { id: 'found', header: t`Found`, cell: ({ foundAt }) => <Moment at={foundAt} /> },
  { id: 'size', header: t`Size`, isFigure: true, cell: (file) => bytes(file.bytes) },
  {
    id: 'rows',
    header: t`Rows`,
    isFigure: true,
    cell: ({ fileId, rows }) => (fileId === null ? '–' : wholeNumber(rows)),
  },
  {
    id: 'problems',
    header: t`Problems`,
    isFigure: true,
    cell: ({ fileId, problems }) => (fileId === null ? '–' : wholeNumber(problems)),
  },
  { id: 'why', header: t`What to know`, width: 280, cell: (file) => <Why file={file} /> },
]

function stateOf({ status, isRepeated, waiting, tries }: Found): { tone: Tone; word: string } {
  if (status === 'refused') return { tone: 'bad', word: t`Refused` }
  if (status === 'settling' && tries > 0) return { tone: 'bad', word: t`Failing` }
  if (status === 'settling') return { tone: 'waiting', word: t`Settling` }
  if (waiting > 0) return { tone: 'waiting', word: t`Being read` }
  return isRepeated ? { tone: 'plain', word: t`Known` } : { tone: 'good', word: t`Taken` }
}

function Why({ file }: { file: Found }) {
  const { status, fault, remedy, settlesAt, isRepeated, tries } = file
  if (fault !== '') {
    return (
      <Text size="sm">
        {said(fault)} {said(remedy)}
      </Text>
    )
  }
  if (status === 'settling' && tries === 0) {
    return (
      <Text size="sm">
        {jt`It must stand still for a minute; it is taken ${(<Moment at={settlesAt} />)}.`}
      </Text>
    )
  }
  return isRepeated ? (
    <Text size="sm">{t`The same bytes came before: nothing counts twice.`}</Text>
  ) : null
}

/** Files that were found at a source, newest first, with what became of each. */
export function FoundFiles({ source }: { source: Source }) {
  const { rows, more, isPending, error, retry } = usePages(
    'fileSources.found',
    { params: { sourceId: source.id }, query: { limit: PAGE_ROWS } },
    { every: EVERY_MS },
  )
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  return (
    <DataTable
      label={t`Files found at ${said(source.title)}`}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      more={more}
      isPending={isPending}
      empty={<Text size="sm">{t`No file that fits “${source.pattern}” was found there yet.`}</Text>}
    />
  )
}
