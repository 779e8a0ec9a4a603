import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connector } from '../../src/connectors/index.ts'
import { asOwner } from '../connections/world.ts'
import { syncWorld, type SyncWorld } from './world.ts'

/** Pages of the walk; with a turn of so many requests it takes several turns. */
const PAGES = 12
const TURN = 4

let world: SyncWorld
/** The pages of opt-outs that were asked for. */
let asked: number[]
/** Called before a page is answered. */
let onPage: (page: number) => void

beforeEach(async () => {
  world = await syncWorld({ companies: 4, households: 2, unattached: 1 })
  asked = []
  onPage = () => {}
  const [connector] = world.homing.connectors as [Connector]
  Object.assign(world.homing, { connectors: [manyOptOuts(connector)] })
})
afterEach(() => world.close())

/** The same vendor, if so many had opted out that they take many pages. */
function manyOptOuts(connector: Connector): Connector {
  const suppressions = connector.suppressions!
  return {
    ...connector,
    suppressions: {
      ...suppressions,
      async page(vendor, since, cursor) {
        const page = Number(cursor ?? 0)
        asked.push(page)
        if (asked.length > 5 * PAGES) throw new Error('The walk never ends.')
        onPage(page)
        // A request of each page: a turn is measured in them.
        const { body } = await suppressions.page(vendor, since, null)
        return { body, next: page + 1 < PAGES ? String(page + 1) : null }
      },
    },
  }
}

const whole = Array.from({ length: PAGES }, (_, page) => page)

test('a walk of opt-outs longer than a turn goes on where the turn ended, and comes to its end', async () => {
  const run = await world.sync({ kinds: ['opt_outs'], sliceRequests: TURN })
  expect(run).toMatchObject({ status: 'done' })
  expect(asked).toEqual(whole)
  const [{ slices }] = (await asOwner(world, `select slices from run where id = ${run.id}`)) as [
    { slices: number },
  ]
  expect(slices).toBeGreaterThan(1)
})

test('the next run begins at the top, also where the one before was cut off', async () => {
  onPage = (page) => {
    if (page === 7) throw new Error('the machine went away')
  }
  await world.sync({ kinds: ['opt_outs'], sliceRequests: TURN }).catch(() => undefined)
  await asOwner(world, `update run set status = 'failed', ended_at = now()`)
  expect(asked).toContain(7)
  onPage = () => {}
  asked = []
  const run = await world.sync({ kinds: ['opt_outs'], sliceRequests: TURN })
  expect(run).toMatchObject({ status: 'done' })
  expect(asked).toEqual(whole)
})
