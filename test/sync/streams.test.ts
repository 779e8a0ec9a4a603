import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure, type Connector } from '../../src/connectors/index.ts'
import { UNREAD } from '../../src/ledger/index.ts'
import { asOwner } from '../connections/world.ts'
import { FEW, syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
beforeEach(async () => {
  world = await syncWorld(FEW)
})
afterEach(() => world.close())

test('a stream whose second page is refused for ever is told of, and the others are read', async () => {
  const [connector] = world.homing.connectors as [Connector]
  const feedback = connector.feedback!
  let activity: string | undefined
  const asked = { first: 0, second: 0 }
  const page: typeof feedback.page = async (vendor, ask, cursor) => {
    if (ask.kind === 'open') activity ??= ask.activity
    if (ask.kind !== 'open' || ask.activity !== activity) return feedback.page(vendor, ask, cursor)
    asked[cursor === null ? 'first' : 'second'] += 1
    if (cursor !== null) throw new Failure('refused', 'No such page.', { whoMustAct: 'vendor' })
    return { body: Buffer.from(JSON.stringify({ tracking_activities: [] })), next: 'further' }
  }
  Object.assign(world.homing, { connectors: [{ ...connector, feedback: { ...feedback, page } }] })

  expect(await world.sync()).toMatchObject({ status: 'done' })

  // From the top, and three times anew.
  expect(asked).toEqual({ first: 4, second: 4 })
  const problems = await asOwner(world, `select sentence, cause from problem`)
  const stream = problems.filter(({ cause }) => cause === UNREAD.stream)
  expect(stream).toMatchObject([{ sentence: expect.stringContaining('lead in circles') }])
  const others = / (sends|clicks|bounces|optouts|forwards) /
  expect((await world.differences()).filter((line) => others.test(line))).toEqual([])
})
