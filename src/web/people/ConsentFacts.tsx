import { IconAlertTriangle, IconBellOff, IconCircleCheck } from '@tabler/icons-react'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import type { Person } from './PersonHeader.tsx'

type Fact = Person['consent']['facts'][number]

const columns: Column<Fact>[] = [
  {
    id: 'what',
    header: 'What',
    width: 140,
    cell: (fact) =>
      fact.optedIn ? (
        <StateBadge tone="good" icon={IconCircleCheck}>
          Lifted
        </StateBadge>
      ) : fact.cause === 'complaint' ? (
        <StateBadge tone="bad" icon={IconAlertTriangle}>
          Complained
        </StateBadge>
      ) : (
        <StateBadge tone="bad" icon={IconBellOff}>
          Opted out
        </StateBadge>
      ),
  },
  { id: 'when', header: 'When', width: 120, cell: (fact) => <Moment at={fact.occurredAt} /> },
  {
    id: 'from',
    header: 'Where from',
    width: 200,
    cell: (fact) => [fact.from, fact.actor && `by ${fact.actor}`].filter(Boolean).join(', '),
  },
  { id: 'reason', header: 'Reason', width: 160, cell: (fact) => fact.reason },
  { id: 'evidence', header: 'Evidence', width: 160, cell: (fact) => fact.evidence },
  { id: 'address', header: 'Address', width: 200, cell: (fact) => fact.address ?? 'all' },
  {
    id: 'recorded',
    header: 'Recorded',
    width: 120,
    cell: (fact) => <Moment at={fact.recordedAt} />,
  },
  { id: 'decides', header: 'Decides', width: 80, cell: (fact) => (fact.decides ? 'decides' : '') },
]

/** All that was ever said about writing to this person, newest first; nothing is overwritten. */
export function ConsentFacts({ facts }: { facts: Fact[] }) {
  return (
    <DataTable
      label="Opt-outs"
      columns={columns}
      rows={facts}
      rowKey={(fact) => fact.id}
      empty={
        <EmptyState title="No opt-out">
          When this person opts out anywhere, it stands here with its date, source and reason.
        </EmptyState>
      }
    />
  )
}
