import { Text } from '@mantine/core'
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
    cell: (fact) => <What fact={fact} />,
  },
  { id: 'about', header: 'About', width: 140, cell: aboutWords },
  { id: 'when', header: 'When', width: 120, cell: (fact) => <Moment at={fact.occurredAt} /> },
  {
    id: 'from',
    header: 'Where from',
    width: 200,
    cell: (fact) => [fact.from, fact.actor && `by ${fact.actor}`].filter(Boolean).join(', '),
  },
  { id: 'reason', header: 'Reason', width: 160, cell: (fact) => fact.reason },
  { id: 'evidence', header: 'Evidence', width: 160, cell: (fact) => fact.evidence },
  {
    id: 'doubt',
    header: 'In doubt',
    width: 160,
    cell: (fact) => fact.doubt,
  },
  { id: 'address', header: 'Address', width: 200, cell: (fact) => fact.address ?? 'all' },
  {
    id: 'recorded',
    header: 'Recorded',
    width: 120,
    cell: (fact) => <Moment at={fact.recordedAt} />,
  },
  { id: 'decides', header: 'Decides', width: 80, cell: (fact) => (fact.decides ? 'decides' : '') },
]

function What({ fact }: { fact: Fact }) {
  if (fact.optedIn) {
    return (
      <>
        <StateBadge tone="good" icon={IconCircleCheck}>
          {fact.isExplicit ? 'Opted in' : 'Implied consent'}
        </StateBadge>
        {fact.expiresAt && (
          <Text size="xs" c="dimmed" component="div">
            until <Moment at={fact.expiresAt} />
          </Text>
        )}
      </>
    )
  }
  return (
    <>
      <StateBadge tone="bad" icon={fact.cause === 'complaint' ? IconAlertTriangle : IconBellOff}>
        {fact.cause === 'complaint' ? 'Reported as spam' : 'Opted out'}
      </StateBadge>
      {fact.doubt !== '' && (
        <Text size="xs" c="dimmed">
          Perhaps not their own doing: {fact.doubt}. It holds all the same.
        </Text>
      )}
    </>
  )
}

function aboutWords(fact: Fact): string {
  if (fact.topic !== null && fact.topicId === null) {
    return `${fact.topic} at the ESP, which stands for no topic: the whole address`
  }
  if (fact.scope === 'topic') return fact.topic ?? 'a topic'
  return fact.scope === 'everything' ? 'everything' : 'this address only'
}

/** All that was ever said about writing to this person, newest first; nothing is overwritten. */
export function ConsentFacts({ facts }: { facts: Fact[] }) {
  return (
    <DataTable
      label="Opt-outs"
      columns={columns}
      rows={facts}
      rowKey={(fact) => `${fact.id} ${fact.topicId ?? 0}`}
      empty={
        <EmptyState title="Nothing was said">
          When this person opts out or consents anywhere, it stands here with its date, source and
          reason.
        </EmptyState>
      }
    />
  )
}
