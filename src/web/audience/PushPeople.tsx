import { Button, Text } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
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
    header: t`Name`,
    width: 140,
    cell: ({ personId, name }) =>
      personId === null ? (
        <Text size="sm" c="dimmed">
          {t`nobody any more`}
        </Text>
      ) : (
        <TextLink to="/people/$personId" params={{ personId: String(personId) }} size="sm" fw={500}>
          {name || t`No name`}
        </TextLink>
      ),
  },
  {
    id: 'address',
    header: t`Address`,
    width: 180,
    cell: ({ address }) => address ?? t`no address`,
  },
  {
    id: 'what',
    header: t`What`,
    width: 160,
    cell: (item) => <What item={item} />,
  },
  {
    id: 'state',
    header: t`State`,
    width: 120,
    cell: ({ status }) => {
      const { tone, word } = itemStateOf(status)
      return <StateBadge tone={tone}>{word}</StateBadge>
    },
  },
  { id: 'why', header: t`Why`, width: 220, cell: ({ sentence }) => said(sentence) },
]

/** Of details: each with what there is and what shall be. */
function What({ item: { verb, list, changes } }: { item: Item }) {
  if (verb !== 'tell') return verb === 'add' ? t`Add to ${list}` : t`Remove from ${list}`
  return changes.map(({ label, before, after }) => (
    <Text key={label} size="sm">
      {label}:{' '}
      {before === after
        ? t`“${after}” goes along as it is`
        : `${quoted(before)} → ${quoted(after)}`}
    </Text>
  ))
}

function quoted(value: string): string {
  return value === '' ? t`nothing` : `“${value}”`
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
      {t`Show all`}
    </Button>
  )
  return (
    <Panel title={t`People`} isPlain actions={all}>
      <DataTable
        label={t`People of this push`}
        columns={COLUMNS}
        rowKey={(item) => item.id}
        empty={<Text size="sm">{t`Nobody.`}</Text>}
        {...people}
      />
    </Panel>
  )
}
