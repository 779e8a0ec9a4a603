import { sql } from 'kysely'
import { campaignWindow, logOf, timelineOf } from '../src/ledger/index.ts'
import type { Database, Tx } from '../src/platform/database/index.ts'
import { findGround, type Ground } from './ground.ts'
import { randomFrom } from './random.ts'
import { addressOf, REGULARS } from './world.ts'

/** Milliseconds by the page's name: the 95th of a hundred. */
export type ReadFigures = Record<PageName, number>
export type PageName = (typeof PAGES)[number]

const PAGES = ['campaign window', 'log of opens', 'log of sends', 'timeline'] as const
const ROUNDS = 200
const WARM_UP_ROUNDS = 20
const PAGE_ROWS = 50

/**
 * Reads pages of all worlds in turn, so that whatever disturbs the machine disturbs each alike.
 * Answers a row of figures for each world, in their order.
 */
export async function measureReads(worlds: Database[], seed: number): Promise<ReadFigures[]> {
  const readers = await Promise.all(worlds.map((database) => readerOf(database, seed)))
  const took = readers.map(() => new Map<PageName, number[]>(PAGES.map((page) => [page, []])))
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    for (const page of PAGES) {
      for (const [number, read] of readers.entries()) {
        const started = performance.now()
        await read[page]()
        if (round >= WARM_UP_ROUNDS) took[number]!.get(page)!.push(performance.now() - started)
      }
    }
  }
  return took.map(
    (pages) => Object.fromEntries([...pages].map(([page, ms]) => [page, p95(ms)])) as ReadFigures,
  )
}

type Reader = Record<PageName, () => Promise<unknown>>

/** Reads a page of a campaign or a person that chance names; a different one each time. */
async function readerOf(database: Database, seed: number): Promise<Reader> {
  const ground = await findGround(database)
  const random = randomFrom(seed)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const middles = await inWorld(ground, (tx) => middlesOf(tx, ground))
  const people = await inWorld(ground, regularsOf)
  const { workspaceId } = ground
  const log = (figure: 'opens' | 'sent') => {
    const middle = pick(middles)
    const query = { figure, audience: 'all' as const, after: middle[figure], limit: PAGE_ROWS }
    return inWorld(ground, (tx) => logOf(tx, middle.campaignId, query))
  }
  return {
    'campaign window': () =>
      inWorld(ground, (tx) => campaignWindow(tx, pick(ground.campaignIds), (id) => id)),
    'log of opens': () => log('opens'),
    'log of sends': () => log('sent'),
    timeline: () =>
      inWorld(ground, (tx) =>
        timelineOf(tx, { workspaceId, personId: pick(people) }, { limit: PAGE_ROWS }),
      ),
  }
}

function inWorld<T>({ database, workspaceId }: Ground, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.inWorkspace(workspaceId, work)
}

/** For each campaign the cursors of a page in the middle of its logs. */
async function middlesOf(tx: Tx, ground: Ground) {
  const { rows } = await sql<{ campaign_id: number; sent: number; open_at: Date; open: number }>`
    select c.id as campaign_id, s.address_id as sent, o.first_open_at as open_at,
      o.address_id as open
    from campaign c
    cross join lateral (
      select address_id from recipient r
      where r.workspace_id = ${ground.workspaceId} and r.campaign_id = c.id and sent > 0
      order by address_id
      offset (select people / 2 from campaign_count k where k.campaign_id = c.id and k.kind = 1)
      limit 1
    ) s
    cross join lateral (
      select first_open_at, address_id from recipient r
      where r.workspace_id = ${ground.workspaceId} and r.campaign_id = c.id
        and first_open_at is not null
      order by first_open_at, address_id
      offset (select people / 2 from campaign_count k where k.campaign_id = c.id and k.kind = 3)
      limit 1
    ) o`.execute(tx)
  return rows.map((row) => ({
    campaignId: row.campaign_id,
    sent: `0_${row.sent}`,
    opens: `${row.open_at.getTime()}_${row.open}`,
  }))
}

/** The people who get every campaign: their timelines are a full page in every world. */
async function regularsOf(tx: Tx): Promise<number[]> {
  const addresses = Array.from({ length: REGULARS }, (_, number) => addressOf(number))
  const { rows } = await sql<{ person_id: number }>`
    select pa.person_id from address a join person_address pa on pa.address_id = a.id
    where a.canonical = any (${addresses}::text[])`.execute(tx)
  return rows.map((row) => row.person_id)
}

function p95(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)]!
}
