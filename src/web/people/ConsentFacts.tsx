import { Text } from '@mantine/core'
import { IconAlertTriangle, IconBellOff, IconCircleCheck } from '@tabler/icons-react'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import type { Person } from './PersonHeader.tsx'

type Fact = Person['consent']['facts'][number]

const columns: Column<Fact>[] = [
  {
    id: 'what',
    header: t`What`,
    width: 140,
    cell: (fact) => <What fact={fact} />,
  },
  { id: 'about', header: t`About`, width: 140, cell: aboutWords },
  { id: 'when', header: t`When`, width: 120, cell: (fact) => <Moment at={fact.occurredAt} /> },
  {
    id: 'from',
    header: t`Where from`,
    width: 200,
    cell: (fact) => [fact.from, fact.actor && t`by ${fact.actor}`].filter(Boolean).join(', '),
  },
  { id: 'reason', header: t`Reason`, width: 136, cell: (fact) => fact.reason },
  { id: 'evidence', header: t`Evidence`, width: 136, cell: (fact) => fact.evidence },
  {
    id: 'doubt',
    header: t`In doubt`,
    width: 112,
    cell: (fact) => said(fact.doubt),
  },
  {
    id: 'address',
    header: t`Address`,
    width: 280,
    cell: (fact) => fact.address ?? tc('addresses')`all`,
  },
  {
    id: 'recorded',
    header: t`Recorded`,
    width: 120,
    cell: (fact) => <Moment at={fact.recordedAt} />,
  },
  {
    id: 'decides',
    header: t`Decides`,
    width: 80,
    cell: (fact) => (fact.decides ? t`decides` : ''),
  },
]

function What({ fact }: { fact: Fact }) {
  if (fact.optedIn) {
    return (
      <>
        <StateBadge tone="good" icon={IconCircleCheck}>
          {fact.isExplicit ? t`Opted in` : t`Implied consent`}
        </StateBadge>
        {fact.expiresAt && (
          <Text size="xs" c="dimmed" component="div">
            {jt`until ${(<Moment at={fact.expiresAt} />)}`}
          </Text>
        )}
      </>
    )
  }
  return (
    <>
      <StateBadge tone="bad" icon={fact.cause === 'complaint' ? IconAlertTriangle : IconBellOff}>
        {fact.cause === 'complaint' ? t`Reported as spam` : t`Opted out`}
      </StateBadge>
      {fact.doubt !== '' && (
        <Text size="xs" c="dimmed">
          {t`Perhaps not their own doing: ${said(fact.doubt)}. It holds all the same.`}
        </Text>
      )}
    </>
  )
}

function aboutWords(fact: Fact): string {
  if (fact.topic !== null && fact.topicId === null) {
    return t`${fact.topic} at the ESP, which stands for no topic: the whole address`
  }
  if (fact.scope === 'topic') return fact.topic ?? t`a topic`
  return fact.scope === 'everything' ? t`everything` : t`this address only`
}

/** All that was ever said about writing to this person, newest first; nothing is overwritten. */
export function ConsentFacts({ facts }: { facts: Fact[] }) {
  return (
    <DataTable
      label={t`Opt-outs`}
      columns={columns}
      rows={facts}
      rowKey={(fact) => `${fact.id} ${fact.topicId ?? 0}`}
      empty={
        <EmptyState title={t`Nothing was said`}>
          {t`When this person opts out or consents anywhere, it stands here with its date, source
            and reason.`}
        </EmptyState>
      }
    />
  )
}
