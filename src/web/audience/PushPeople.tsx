import { Button, Text } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { itemStateOf, type PushCount } from './words.ts'

type Item = RowOf<'pushes.items'>

const COLUMNS: Column<Item>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 140,
    cell: ({ personId, name }) =>
      personId === null ? (
        <Text size="sm" c="dimmed">
          nobody any more
        </Text>
      ) : (
        <TextLink to="/people/$personId" params={{ personId: String(personId) }} size="sm" fw={500}>
          {name || 'No name'}
        </TextLink>
      ),
  },
  { id: 'address', header: 'Address', width: 180, cell: ({ address }) => address ?? 'no address' },
  {
    id: 'what',
    header: 'What',
    width: 160,
    cell: (item) => <What item={item} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 120,
    cell: ({ status }) => {
      const { tone, word } = itemStateOf(status)
      return <StateBadge tone={tone}>{word}</StateBadge>
    },
  },
  { id: 'why', header: 'Why', width: 220, cell: ({ sentence }) => sentence },
]

/** Of details: each with what there is and what shall be. */
function What({ item: { verb, list, changes } }: { item: Item }) {
  if (verb !== 'tell') return `${verb === 'add' ? 'Add to' : 'Remove from'} ${list}`
  return changes.map(({ label, before, after }) => (
    <Text key={label} size="sm">
      {label}:{' '}
      {before === after ? `“${after}” goes along as it is` : `${said(before)} → ${said(after)}`}
    </Text>
  ))
}

function said(value: string): string {
  return value === '' ? 'nothing' : `“${value}”`
}

/** The people behind a count of a push, or all of them; each with what becomes of it and why. */
export function PushPeople(props: {
  pushId: number
  of?: PushCount | undefined
  every?: number | false
  /** Lets go of the count: all are shown. */
  onAll: () => void
}) {
  const { pushId, of, every, onAll } = props
  const people = usePages(
    'pushes.items',
    {
      params: { pushId },
      query: {
        limit: 100,
        ...(of && {
          listId: of.listId,
          verb: of.verb,
          status: of.status,
          ...(of.reason !== '' && { reason: of.reason }),
        }),
      },
    },
    { every: every ?? false },
  )
  if (people.error) return <ErrorNotice error={people.error} onRetry={people.retry} />
  const all = of && (
    <Button size="xs" variant="default" onClick={onAll}>
      Show all
    </Button>
  )
  return (
    <Panel title="People" isPlain actions={all}>
      <DataTable
        label="People of this push"
        columns={COLUMNS}
        rowKey={(item) => item.id}
        empty={<Text size="sm">Nobody.</Text>}
        {...people}
      />
    </Panel>
  )
}
