import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linksOf, mailingsOf, timelineOf } from '../../src/ledger/index.ts'
import { identifyAddresses } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

const START = Date.UTC(2026, 0, 5, 9)
const CAMPAIGNS = 8

let at: TestDatabase
let personId: number
let addressIds: number[]
const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(at.workspaceId, work)
const who = () => ({ workspaceId: at.workspaceId, personId })

/** A person with a present and a former address: each campaign went to both at the same moment. */
beforeAll(async () => {
  at = await freshDatabase()
  await inside(async (tx) => {
    const met = new Map(['new@x.example', 'old@x.example'].map((one) => [one, { address: one }]))
    const ids = await identifyAddresses(tx, at.workspaceId, met)
    addressIds = [...met.keys()].map((canonical) => ids.get(canonical)!)
    const person = await tx
      .selectFrom('person_address')
      .select('person_id')
      .where('address_id', '=', addressIds[0]!)
      .executeTakeFirstOrThrow()
    personId = person.person_id
    await sql`insert into person_address (workspace_id, person_id, address_id, ended_at)
      values (${at.workspaceId}, ${personId}, ${addressIds[1]}, now())`.execute(tx)
    await seedEvents(tx)
  })
})
afterAll(() => at.close())

async function seedEvents(tx: Tx) {
  const workspace = at.workspaceId
  await sql`select ensure_event_months('2026-01-01Z', '2026-09-30Z')`.execute(tx)
  await sql`insert into campaign (workspace_id, name, status)
    select ${workspace}, 'Letter ' || n, 'sent' from generate_series(1, ${CAMPAIGNS}::int) n
    order by n`.execute(tx)
  await sql`insert into link (workspace_id, url) values (${workspace}, 'https://x.example/')`.execute(
    tx,
  )
  await sql`insert into detail (workspace_id, kind, value, class, note)
    values (${workspace}, 'bounce', 'B', 'hard', 'no such mailbox')`.execute(tx)
  const moment = sql`${new Date(START)}::timestamptz + (c.id - 1) * interval '30 days'`
  await sql`insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id,
      link_id, detail_id, kind, flags)
    select ${moment} + (k.kind - 1) * interval '1 minute',
      9007199254740993 + k.kind, ${workspace}, a, c.id, 1,
      case when k.kind = 4 then (select id from link where workspace_id = ${workspace}) else 0 end,
      case when k.kind = 6 then (select id from detail where workspace_id = ${workspace}) else 0 end,
      k.kind, case when k.kind = 1 then 1 else 0 end
    from campaign c cross join unnest(${addressIds}::int[]) a
    cross join (values (1), (3), (4), (6)) k (kind)
    where c.workspace_id = ${workspace}`.execute(tx)
  await sql`insert into verdict (occurred_at, key, workspace_id, address_id, campaign_id, kind,
      class, rule_version, reason)
    select occurred_at, key, workspace_id, address_id, campaign_id, kind, 1, 1, 'a scanner'
    from event where kind = 3 and address_id = ${addressIds[0]}`.execute(tx)
  await sql`insert into recipient (workspace_id, campaign_id, address_id, sent, opens, clicks,
      bounces, bounce_detail_id, first_sent_at, last_sent_at)
    select workspace_id, campaign_id, address_id, 1, 1, 1, 1, max(detail_id), min(occurred_at),
      min(occurred_at) from event group by 1, 2, 3`.execute(tx)
  await sql`insert into recipient_link (workspace_id, campaign_id, link_id, address_id, clicks,
      human_clicks, first_at, last_at)
    select workspace_id, campaign_id, link_id, address_id, 1, 1, occurred_at, occurred_at
    from event where kind = 4`.execute(tx)
}

/** Everything, a few at a time. */
async function pages<Item>(
  read: (
    tx: Tx,
    ask: { after?: string; limit: number },
  ) => Promise<{ items: Item[]; next: string | null }>,
  limit: number,
): Promise<Item[]> {
  const found: Item[] = []
  let after: string | undefined
  for (let page = 0; page < 100; page++) {
    const { items, next } = await inside((tx) => read(tx, { limit, ...(after && { after }) }))
    found.push(...items)
    if (next === null) return found
    after = next
  }
  throw new Error('The pages do not end.')
}

describe('the timeline', () => {
  test('holds every event of every address once, newest first, however it is paged', async () => {
    const whole = await pages((tx, ask) => timelineOf(tx, who(), ask), 200)
    expect(whole.length).toBe(CAMPAIGNS * 4 * 2)
    for (const limit of [1, 3, 7]) {
      expect(await pages((tx, ask) => timelineOf(tx, who(), ask), limit)).toEqual(whole)
    }
    const times = whole.map((entry) => entry.occurredAt.getTime())
    expect(times).toEqual([...times].sort((one, two) => two - one))
    expect(new Set(whole.map((entry) => entry.address))).toEqual(
      new Set(['new@x.example', 'old@x.example']),
    )
  })

  test('says what happened in words', async () => {
    const newest = await inside((tx) => timelineOf(tx, who(), { limit: 8 }))
    const of = (kind: string, address: string) =>
      newest.items.find((entry) => entry.kind === kind && entry.address === address)
    expect(of('bounce', 'new@x.example')).toMatchObject({
      campaign: { name: 'Letter 8' },
      detail: 'hard bounce (B): no such mailbox',
      verdict: null,
    })
    expect(of('click', 'new@x.example')).toMatchObject({
      link: 'https://x.example/',
      verdict: 'human',
    })
    expect(of('open', 'new@x.example')).toMatchObject({
      verdict: 'machine',
      verdictReason: 'a scanner',
    })
    expect(of('open', 'old@x.example')).toMatchObject({
      verdict: 'human',
      timeIsApproximate: false,
    })
    expect(of('sent', 'new@x.example')).toMatchObject({ timeIsApproximate: true, detail: null })
  })

  test('is filtered by kind and campaign', async () => {
    const opens = await pages((tx, ask) => timelineOf(tx, who(), { ...ask, kind: 'open' }), 5)
    expect(opens.length).toBe(CAMPAIGNS * 2)
    const campaignId = opens[0]!.campaign.id
    const one = await pages((tx, ask) => timelineOf(tx, who(), { ...ask, campaignId }), 3)
    expect(one.length).toBe(8)
  })

  test.each([
    'x',
    '1_2',
    '1_2_3_4_5',
    '1_99999999999999999999_1',
    '1_1_2147483648',
    '1_9223372036854775808_1',
  ])('a cursor that is none, %s, is refused', async (after) => {
    for (const read of [timelineOf, mailingsOf, linksOf]) {
      const attempt = inside<unknown>((tx) => read(tx, who(), { after, limit: 5 }))
      await expect(attempt).rejects.toMatchObject({ status: 400, field: 'after' })
    }
  })

  test('is fenced', async () => {
    const seen = await at.database.inWorkspace(at.otherWorkspaceId, async (tx) => [
      ...(await timelineOf(tx, who(), { limit: 5 })).items,
      ...(await mailingsOf(tx, who(), { limit: 5 })).items,
      ...(await linksOf(tx, who(), { limit: 5 })).items,
    ])
    expect(seen).toEqual([])
  })
})

test('mailings: each campaign and address once, newest first', async () => {
  const whole = await pages((tx, ask) => mailingsOf(tx, who(), ask), 200)
  expect(whole.length).toBe(CAMPAIGNS * 2)
  expect(await pages((tx, ask) => mailingsOf(tx, who(), ask), 3)).toEqual(whole)
  expect(whole[0]).toMatchObject({
    campaign: { name: 'Letter 8' },
    opens: 1,
    bounce: 'hard bounce (B): no such mailbox',
  })
})

test('links: each link, campaign and address once, the newest click first', async () => {
  const whole = await pages((tx, ask) => linksOf(tx, who(), ask), 200)
  expect(whole.length).toBe(CAMPAIGNS * 2)
  expect(await pages((tx, ask) => linksOf(tx, who(), ask), 3)).toEqual(whole)
  expect(whole[0]).toMatchObject({
    url: 'https://x.example/',
    clicks: 1,
    campaign: { name: 'Letter 8' },
  })
})
