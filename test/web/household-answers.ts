import type { AnswerTo, RowOf } from '../../src/web/api.ts'

type Entry = RowOf<'organizations.timeline'>

export const HOUSEHOLD: AnswerTo<'organizations.show'> = {
  ...{ id: 7, kind: 'household', name: 'Example', owner: 'J. Primary' },
  ...{ phone: '', city: 'Bath', country: 'GB', people: 3 },
}

const PEOPLE = [
  { id: 1, name: 'Ada Example' },
  { id: 2, name: 'Benedict Featherstonehaugh-Example' },
  { id: 3, name: 'Cleo Example' },
]

export const ITS_PEOPLE: RowOf<'people.list'>[] = PEOPLE.map((person) => ({
  ...person,
  ...{ jobTitle: '', organizations: [{ id: 7, name: 'Example' }], owner: 'J. Primary' },
  ...{ address: `${person.id}@example.com`, isOptedOut: false, leftTopics: [] },
  ...{ hasComplained: false, hasInvalidAddress: false, lastEventAt: null },
}))

const KINDS = ['open', 'open', 'open', 'click', 'delivered', 'sent', 'bounce'] as const
const CAMPAIGNS = ['Spring client letter', 'Estate planning after the reform', 'Summer reception']

/** More than one page: who, what, by which way; the newest first, as it is asked for. */
export function householdTimeline(query: URLSearchParams): Entry[] {
  const all = Array.from({ length: 260 }, (_, n) => entry(n))
  const is = (name: string, value: string) => (query.get(name) ?? value) === value
  const at = (name: string, usual: string) => query.get(name) ?? usual
  return all.filter(
    (one) =>
      is('kind', one.kind)
      && is('channel', one.channel)
      && is('campaignId', String(one.campaign.id))
      && (query.get('personId') === null || one.people.some(({ id }) => is('personId', String(id))))
      && one.occurredAt >= at('from', '')
      && one.occurredAt < at('until', '9'),
  )
}

function entry(n: number): Entry {
  const kind = KINDS[n % KINDS.length]!
  const person = PEOPLE[n % 3]!
  const isShared = n % 11 === 10
  const isFax = n % 17 === 16
  return {
    id: `1777798800000000_${n}_${person.id}`,
    occurredAt: new Date(Date.parse('2026-05-03T12:00:00Z') - n * 7 * 3_600_000).toISOString(),
    kind,
    campaign: { id: 1 + (n % 3), name: CAMPAIGNS[n % 3]! },
    channel: isFax ? 'fax' : 'email',
    address: isShared ? 'family@example.com' : `${person.id}@example.com`,
    verdict: kind === 'open' ? (n % 5 === 0 ? 'proxy' : 'human') : null,
    verdictReason: null,
    link: kind === 'click' ? 'https://www.example.com/insights/estate-planning' : null,
    detail: kind === 'bounce' ? 'Mailbox full (452 4.2.2, F)' : null,
    agent: null,
    timeIsApproximate: false,
    people: isShared ? PEOPLE.slice(0, 2) : [person],
  }
}
