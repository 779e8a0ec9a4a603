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

test('a stream whose second page is refused for ever is told of; others are read', async () => {
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

test('whom a service left out is read to its end, or it is told that it has none', async () => {
  await world.sync()
  const [sent] = await asOwner(
    world,
    `with draft as (
       insert into campaign_draft (workspace_id, campaign_id, made_by, changed_by)
       select workspace_id, id, 'Ruth', 'Ruth' from campaign where status = 'sent' order by sent_at desc limit 1 returning workspace_id, campaign_id
     )
     insert into campaign_audience (workspace_id, campaign_id, wishes, source, step, read_at)
     select workspace_id, campaign_id, 1, 'service_lists', 'compared', now() from draft
     returning campaign_id`,
  )
  const [campaign] = await asOwner(world, 'select sent_at from campaign where id = $1', [
    sent!['campaign_id'],
  ])
  const sentAt = (campaign!['sent_at'] as Date).getTime()
  const [connector] = world.homing.connectors as [Connector]
  let asked = 0
  const leftOut = async () => ({ addresses: [], next: String(++asked) })
  const feedback = { ...connector.feedback!, leftOut }
  const now = () => sentAt + 3_600_000
  Object.assign(world.homing, { connectors: [{ ...connector, feedback }], now })

  expect(await world.sync({ campaignId: Number(sent!['campaign_id']) })).toMatchObject({
    status: 'done',
  })

  expect(asked).toBe(1_000)
  const problems = await asOwner(world, `select sentence from problem where cause = $1`, [
    UNREAD.campaign,
  ])
  expect(problems).toMatchObject([{ sentence: expect.stringContaining('lead in circles') }])
})

test('a walk through all opt-outs that another run left half-way is begun anew', async () => {
  const [connector] = world.homing.connectors as [Connector]
  const part = connector.suppressions!
  let asked: (string | null)[] = []
  let isClosed = true
  const page: typeof part.page = async (vendor, since, cursor, known) => {
    asked.push(cursor)
    const closed = new Failure('forbidden', 'Not allowed.', { whoMustAct: 'you' })
    if (cursor !== null && isClosed) throw closed
    const first = await part.page(vendor, since, null, known)
    return { ...first, next: cursor === null ? 'second' : null }
  }
  Object.assign(world.homing, { connectors: [{ ...connector, suppressions: { ...part, page } }] })
  expect(await world.sync({ kinds: ['opt_outs'] })).toMatchObject({ status: 'failed' })
  asked = []
  isClosed = false

  expect(await world.sync({ kinds: ['opt_outs'] })).toMatchObject({ status: 'done' })

  expect(asked).toEqual([null, 'second'])
})
