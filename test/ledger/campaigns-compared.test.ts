import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { compareCampaigns, listCampaigns, sumCampaigns } from '../../src/ledger/index.ts'
import { bestOf, curveOf } from '../../src/ledger/comparison.ts'
import { figuresOf, type CountRow, type FigureName } from '../../src/ledger/figures.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { fc } from '../property.ts'
import { prepareGround, SENT_AT, take, type Ground } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let at: TestDatabase
let ground: Ground
let unsent: number
beforeAll(async () => {
  at = await freshDatabase()
  ground = await prepareGround(at.database, at.workspaceId)
  await take(ground, happenings('A1', { people: 10, openers: 4, bounced: 0 }))
  await take(ground, happenings('A2', { people: 30, openers: 6, bounced: 2 }))
  unsent = await at.database.inWorkspace(at.workspaceId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into campaign (workspace_id, name, status)
      values (${at.workspaceId}, 'An idea', 'draft') returning id`.execute(tx)
    return rows[0]!.id
  })
})
afterAll(() => at.close())

function happenings(
  activity: string,
  of: { people: number; openers: number; bounced: number },
): FeedbackEvent[] {
  return Array.from({ length: of.people }, (_, person): FeedbackEvent[] => {
    const common = { address: `p${person}@example.com`, activity }
    const sent = { ...common, kind: 'sent' as const, occurredAt: SENT_AT }
    if (person >= of.people - of.bounced) {
      const bounce = { code: 'B', class: 'hard' } as const
      return [sent, { ...common, kind: 'bounce', occurredAt: SENT_AT + 60_000, bounce }]
    }
    if (person >= of.openers) return [sent]
    // One more of them every seven hours: the last ones days later.
    const occurredAt = SENT_AT + 60_000 + person * 7 * HOUR
    return [sent, { ...common, kind: 'open', occurredAt }]
  }).flat()
}

const inFirm = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(at.workspaceId, work)

type Listed = Parameters<typeof listCampaigns>[1]
const ALL = { limit: 1, status: 'all', audience: 'human', sort: 'sentAt', order: 'desc' } as const

/** Page by page, one campaign each: every cursor is tried. */
async function listed(query: Partial<Listed> = {}): Promise<number[]> {
  const ids: number[] = []
  for (let after: string | undefined; ids.length < 10;) {
    const asked = { ...ALL, ...query, ...(after !== undefined && { after }) }
    const { items, next } = await inFirm((tx) => listCampaigns(tx, asked, String))
    ids.push(...items.map(({ id }) => id))
    if (next === null) return ids
    after = next
  }
  throw new Error('The pages did not end.')
}

test('campaigns are sorted by name, count or rate, page by page; no rate comes last', async () => {
  const [small, large] = ground.campaigns as [number, number]
  expect(await listed()).toEqual([unsent, large, small])
  expect(await listed({ order: 'asc' })).toEqual([small, large, unsent])
  expect(await listed({ sort: 'name', order: 'asc' })).toEqual([unsent, small, large])
  expect(await listed({ sort: 'name' })).toEqual([large, small, unsent])
  expect(await listed({ sort: 'sent' })).toEqual([large, small, unsent])
  expect(await listed({ sort: 'sent', order: 'asc' })).toEqual([small, large, unsent])
  // 4 of 10 is more than 6 of 28, although it is fewer.
  expect(await listed({ sort: 'opens' })).toEqual([small, large, unsent])
  expect(await listed({ sort: 'bounces' })).toEqual([large, small, unsent])
  // Equal rates: the id decides, and nobody is told twice or left out.
  expect(await listed({ sort: 'complaints', audience: 'all' })).toEqual([large, small, unsent])
  expect(await listed({ sort: 'complaints', order: 'asc' })).toEqual([small, large, unsent])
})

test('a row has its first three days, three hours a step', async () => {
  const { items } = await inFirm((tx) => listCampaigns(tx, { ...ALL, limit: 9 }, String))
  const pulse = (id: number) => items.find((item) => item.id === id)!.pulse
  expect(pulse(unsent)).toEqual([])
  expect(pulse(ground.campaigns[0]!).slice(0, 9)).toEqual([1, 0, 1, 0, 1, 0, 0, 1, 0])
  expect(pulse(ground.campaigns[1]!)).toHaveLength(24)
  expect(pulse(ground.campaigns[1]!).reduce((sum, count) => sum + count, 0)).toBe(6)
})

test('campaigns of a month are as many as the list of the month has, and rates of sums', async () => {
  const iso = (time: number) => new Date(time).toISOString()
  const month = { sentFrom: iso(SENT_AT), sentUntil: iso(SENT_AT + DAY) }
  const { campaigns, figures } = await inFirm((tx) =>
    sumCampaigns(tx, { ...month, audience: 'human' }),
  )
  expect(await listed(month)).toHaveLength(campaigns)
  expect(figures.opens).toMatchObject({ count: 10, rate: 10 / 38 })
  expect(figures.bounces).toMatchObject({ count: 2, rate: 2 / 40 })
  const before = { sentFrom: iso(SENT_AT - DAY), sentUntil: iso(SENT_AT), audience: 'all' as const }
  const none = await inFirm((tx) => sumCampaigns(tx, before))
  expect(none).toMatchObject({ campaigns: 0, figures: { opens: { count: 0, rate: null } } })
})

test('a comparison keeps the order asked for; together is a ratio of sums, never a mean', async () => {
  const [small, large] = ground.campaigns as [number, number]
  const ask = { ids: [large, small], curve: 'opens', audience: 'human' } as const
  const found = await inFirm((tx) => compareCampaigns(tx, { ...ask, ids: [...ask.ids] }, String))
  expect(found.items.map(({ id }) => id)).toEqual([large, small])
  expect(found.together.opens).toEqual({
    count: 10,
    total: 10,
    rate: 10 / 38,
    of: { name: 'delivered', count: 38 },
  })
  expect(found.best).toMatchObject({ opens: [small], bounces: [small], clicks: [], sent: [] })
  const [ofLarge] = found.curves
  expect(ofLarge!.of).toBe(6)
  expect([ofLarge!.reached[0], ofLarge!.reached[6], ofLarge!.reached[7]]).toEqual([1, 1, 2])
  expect(ofLarge!.reached.at(-1)).toBe(6)
  const gone = inFirm((tx) => compareCampaigns(tx, { ...ask, ids: [small, 9_999] }, String))
  await expect(gone).rejects.toThrow(/campaign/)
})

test('a curve never falls, ends where news ends, and counts what came after its week', () => {
  expect(curveOf([], 12)).toEqual({ of: 0, reached: [] })
  expect(curveOf([{ hour: 1, events: 3 }], 4)).toEqual({ of: 3, reached: [0, 3, 3, 3] })
  const hours = fc.uniqueArray(fc.record({ hour: fc.nat(168), events: fc.nat(50) }), {
    selector: ({ hour }) => hour,
  })
  fc.assert(
    fc.property(hours, fc.nat(400), (given, known) => {
      const { of, reached } = curveOf(given, known)
      expect(reached.length).toBeLessThanOrEqual(168)
      expect([...reached].sort((a, b) => a - b)).toEqual(reached)
      expect(reached.at(-1) ?? 0).toBeLessThanOrEqual(of)
    }),
  )
})

test('the best is the most or the fewest, and nobody where all are equal', () => {
  const rates = (opens: number | null, bounces: number | null) => {
    const counts: CountRow[] = []
    const figures = figuresOf(counts, 'all')
    return {
      ...figures,
      opens: { ...figures.opens, rate: opens },
      bounces: { ...figures.bounces, rate: bounces },
    } satisfies Record<FigureName, unknown>
  }
  const row = (id: number, opens: number | null, bounces: number | null) => ({
    id,
    figures: rates(opens, bounces),
  })
  const best = bestOf([row(1, 0.5, 0.1), row(2, 0.5, 0.2), row(3, 0.1, 0.1), row(4, null, null)])
  expect(best).toMatchObject({ opens: [1, 2], bounces: [1, 3], complaints: [] })
  expect(bestOf([row(1, 0.5, 0), row(2, 0.5, 0)])).toMatchObject({ opens: [], bounces: [] })
})
