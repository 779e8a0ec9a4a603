import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connector, FeedbackAsk, Vendor } from '../../src/connectors/index.ts'
import { asOwner } from '../connections/world.ts'
import { syncWorld, type SyncWorld } from './world.ts'

/** Rows of a page; small, so that a report has several. */
const PAGE_ROWS = 50

let world: SyncWorld
/** Pages that were asked for, as "kind of activity: offset". */
let asked: string[]
/** Called before a page is answered. */
let onPage: (offset: number) => void

beforeEach(async () => {
  world = await syncWorld({ companies: 20, households: 12, unattached: 4 })
  asked = []
  onPage = () => {}
  const [connector] = world.homing.connectors as [Connector]
  Object.assign(world.homing, { connectors: [unordered(connector)] })
})
afterEach(() => world.close())

/** The same vendor, if its reports had offsets, a total, and rows in an order nobody knows. */
function unordered(connector: Connector): Connector {
  const feedback = connector.feedback!
  const everything = async (vendor: Vendor, ask: FeedbackAsk) => {
    const rows: unknown[] = []
    let cursor: string | null = null
    do {
      const page = await feedback.page(vendor, ask, cursor)
      const body = JSON.parse(Buffer.from(page.body).toString()) as { tracking_activities: [] }
      rows.push(...body.tracking_activities)
      cursor = page.next
    } while (cursor !== null)
    const hash = (row: unknown) => createHash('sha1').update(JSON.stringify(row)).digest('hex')
    const hashed = rows.map((row) => ({ row, hash: hash(row) }))
    return hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ row }) => row)
  }
  return {
    ...connector,
    feedback: {
      ...feedback,
      order: 'unstated',
      async page(vendor, ask, cursor) {
        const offset = Number(cursor ?? 0)
        asked.push(`${ask.kind} of ${ask.activity}: ${offset}`)
        onPage(offset)
        const rows = await everything(vendor, ask)
        const slice = rows.slice(offset, offset + PAGE_ROWS)
        const end = offset + slice.length
        return {
          body: Buffer.from(JSON.stringify({ tracking_activities: slice })),
          next: end < rows.length ? String(end) : null,
          total: rows.length,
        }
      },
    },
  }
}

const beyondFirst = () => asked.filter((line) => !line.endsWith(': 0'))

test('news is found wherever it stands, and what is unchanged costs one page', async () => {
  await world.sync()
  for (let hours = 2; hours <= 32; hours *= 4) {
    world.sandbox.clock.advance(hours * 3_600_000)
    await world.sync()
    expect(await world.differences()).toEqual([])
  }
  expect(beyondFirst().length).toBeGreaterThan(0)
  asked = []
  const [campaign] = await asOwner(world, 'select min(campaign_id) as id from event')
  const again = await world.sync({ campaignId: campaign!['id'] as number })
  expect(again).toMatchObject({ status: 'done', eventsWritten: 0 })
  expect(asked.length).toBeGreaterThan(0)
  expect(beyondFirst()).toEqual([])
})

test('what comes while the pages are read, above the place reached, is found next time', async () => {
  world.sandbox.clock.advance(3 * 3_600_000)
  onPage = (offset) => {
    if (offset > 0) world.sandbox.clock.advance(10 * 60_000)
  }
  await world.sync()
  onPage = () => {}
  await world.sync()
  expect(await world.differences()).toEqual([])
})

test('a pass that was cut off goes on, and is not taken for a whole one', async () => {
  world.sandbox.clock.advance(24 * 3_600_000)
  await world.sync({ sliceRequests: 4 })
  expect(await world.differences()).toEqual([])
  world.sandbox.clock.advance(3 * 3_600_000)
  await world.sync({ sliceRequests: 4 })
  expect(await world.differences()).toEqual([])
})
