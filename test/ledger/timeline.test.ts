import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { timelineOf, timelineOfOrganization } from '../../src/ledger/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { prepareGround, SENT_AT, take, type Ground } from './world.ts'

const MINUTE = 60_000
const PAGES_MAX = 40
const ADA = 'ada@example.com'
const BEN = 'ben@example.com'
const BOTH = 'family@example.com'

let at: TestDatabase
let here: Ground
let family: number
let people: Record<'ada' | 'ben', number>
beforeAll(async () => {
  at = await freshDatabase()
  here = await prepareGround(at.database, at.workspaceId)
  await take(here, happenings())
  await inside(async (tx) => {
    const { rows } = await sql<{ id: number; address: string }>`
      select pa.person_id as id, a.address from person_address pa
      join address a on a.id = pa.address_id`.execute(tx)
    const userOf = (address: string) => rows.find((row) => row.address === address)!.id
    people = { ada: userOf(ADA), ben: userOf(BEN) }
    const made = await sql<{ id: number }>`
      insert into organization (workspace_id, kind, name)
      values (${at.workspaceId}, 'household', 'Example') returning id`.execute(tx)
    family = made.rows[0]!.id
    await sql`update person set name = case id when ${people.ada} then 'Ada' else 'Ben' end
      where id in (${people.ada}, ${people.ben})`.execute(tx)
    await sql`insert into affiliation (workspace_id, person_id, organization_id)
      select ${at.workspaceId}, id, ${family}
      from unnest(array[${people.ada}::int, ${people.ben}::int]) id`.execute(tx)
    // The address of both was met by itself: from now on they share it.
    await sql`insert into person_address (workspace_id, person_id, address_id, is_primary)
      select ${at.workspaceId}, p.id, a.id, false
      from address a, unnest(array[${people.ada}::int, ${people.ben}::int]) p (id)
      where a.address = ${BOTH}`.execute(tx)
  })
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(at.workspaceId, work)

/** Ninety happenings of three addresses and a stranger's, those of several at the same moments. */
function happenings(): FeedbackEvent[] {
  const of = (address: string, n: number): FeedbackEvent => ({
    ...{ kind: n % 4 === 0 ? 'click' : 'open', address, activity: n % 5 === 0 ? 'A2' : 'A1' },
    occurredAt: SENT_AT + n * 200 * MINUTE,
    ...(n % 4 === 0 && { link: { url: `https://example.com/${n}` } }),
  })
  const addresses = [ADA, BEN, BOTH, 'stranger@example.org']
  return addresses.flatMap((address) => Array.from({ length: 30 }, (_, n) => of(address, n)))
}

type Ask = Parameters<typeof timelineOfOrganization>[2]

async function all(ask: Omit<Ask, 'limit'> = {}) {
  const found: Awaited<ReturnType<typeof timelineOfOrganization>>['items'] = []
  const of = { workspaceId: at.workspaceId, organizationId: family }
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const place = after === undefined ? {} : { after }
    const { items, next } = await inside((tx) =>
      timelineOfOrganization(tx, of, { ...ask, limit: 7, ...place }),
    )
    found.push(...items)
    if (next === null) return found
    after = next
  }
  throw new Error('The pages did not end.')
}

test('a household’s timeline is all its people’s, each happening once, newest first', async () => {
  const entries = await all()
  expect(entries.length).toBe(90)
  expect(new Set(entries.map(({ id }) => id)).size).toBe(90)
  const times = entries.map(({ occurredAt }) => occurredAt.getTime())
  expect(times).toEqual([...times].sort((a, b) => b - a))
  const namesAt = (address: string) =>
    new Set(
      entries
        .filter((entry) => entry.address === address)
        .map((entry) => entry.people.map(({ name }) => name).join(' and ')),
    )
  expect([...namesAt(ADA)]).toEqual(['Ada'])
  expect([...namesAt(BEN)]).toEqual(['Ben'])
  expect([...namesAt(BOTH)]).toEqual(['Ada and Ben'])
})

test('narrowed to one of them it is that person’s own', async () => {
  const entries = await all({ personId: people.ben })
  const own = await inside((tx) =>
    timelineOf(tx, { workspaceId: at.workspaceId, personId: people.ben }, { limit: 200 }),
  )
  expect(entries.map(({ people: _, ...entry }) => entry)).toEqual(own.items)
  expect(entries.every(({ people }) => people.every(({ name }) => name === 'Ben'))).toBe(true)
})

test('kind, campaign and days leave out the rest, and no more', async () => {
  const entries = await all()
  const clicks = await all({ kind: 'click' })
  expect(clicks).toEqual(entries.filter(({ kind }) => kind === 'click'))
  const campaignId = here.campaigns[1]!
  expect(await all({ campaignId })).toEqual(
    entries.filter(({ campaign }) => campaign.id === campaignId),
  )
  const [from, until] = [SENT_AT + 600 * MINUTE, SENT_AT + 2_400 * MINUTE]
  const days = { from: new Date(from).toISOString(), until: new Date(until).toISOString() }
  const within = entries.filter(
    ({ occurredAt }) => occurredAt.getTime() >= from && occurredAt.getTime() < until,
  )
  expect(within.length).toBe(27)
  expect(await all(days)).toEqual(within)
  expect(await all({ channel: 'fax' })).toEqual([])
})
