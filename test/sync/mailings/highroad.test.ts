import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { lawFirm, vendors } from '../../../sandbox/index.ts'
import { wishScheduled, wishUnscheduled } from '../../../src/campaigns/index.ts'
import { highRoad } from '../../../src/connectors/esp/highroad/index.ts'
import type { Connector, LaunchVerb } from '../../../src/connectors/index.ts'
import { sendTest } from '../../../src/sync/index.ts'
import { mailingsAt, type MailingsAtAService } from './at-a-service.ts'
import { LETTER } from './world.ts'

const HOUR = 3_600_000
const SIZE = { companies: 3, households: 2, unattached: 2 }
const LAUNCH = { method: 'POST', operation: 'campaign.launch' }
const CREATE = { method: 'POST', operation: 'campaign.create' }

let world: MailingsAtAService
let connectors: readonly Connector[]
let name: string

beforeAll(async () => {
  const { preheader: _, ...letter } = LETTER
  const words = { ...letter, html: '<p>Hello</p>', fields: { project: '31', unsubList: '1' } }
  const service = { connector: highRoad, keys: vendors.highroad.keys }
  // Everybody on a list is read, one by one, before it is mailed.
  world = await mailingsAt(service, words, { world: lawFirm(1, SIZE) })
  connectors = world.homing.connectors
}, 240_000)
beforeEach(() => {
  name = world.begin()
})
afterEach(() => {
  Object.assign(world.homing, { connectors })
})
afterAll(() => world.close())

/** Campaigns of that name that are there, and the launches of them. */
const there = () => world.sandbox.campaigns().filter((one) => one.name === name)
const sent = () => there().filter((one) => one.activities.some(({ runs }) => runs.length > 0))
const asked = (since: number, method: string) =>
  world.sandbox.requests.slice(since).filter(({ operation }) => operation === method).length

/** HighRoad, with this done otherwise. */
function otherwise(doing: Partial<NonNullable<Connector['mailings']>>): void {
  const [connector] = connectors
  const mailings = { ...highRoad.mailings!, ...doing }
  Object.assign(world.homing, { connectors: [{ ...connector!, mailings }] })
}

/** What nobody can do there by a program: a person takes the campaign away. */
async function deletedThere(id: number): Promise<void> {
  const { externalId } = await world.show(id)
  const { read } = highRoad.mailings!
  otherwise({
    read: async (vendor, id, of) => (id === externalId ? null : read(vendor, id, of)),
  })
}

test('a draft is made, told, changed and tested', async () => {
  const id = await world.made()
  expect(await world.show(id)).toMatchObject({
    telling: 'idle',
    heldStatus: 'draft',
    differences: [],
  })
  await world.changed(id, { html: '<p>Bye</p>' })
  const { fromName, fromAddress: fromEmail } = LETTER
  expect(there()).toMatchObject([{ html: '<p>Bye</p>', fromEmail, fromName }])
  const signal = AbortSignal.timeout(60_000)
  const ask = { campaignId: id, addresses: ['me@firm.example'], message: '', signal }
  await sendTest(world.homing, world.by, ask)
  expect(there()[0]).toMatchObject({ testSends: [{ addresses: ['me@firm.example'] }] })
  expect(sent()).toEqual([])
})

test('it is sent once, at once, and counts as sent when it was taken', async () => {
  const before = world.sandbox.requests.length
  const id = await world.made()
  await expect(world.scheduled(id, world.homing.now() + HOUR)).rejects.toThrow('at no later moment')
  await world.scheduled(id, 'now')
  const { outcome, lists, ...shown } = await world.show(id)
  expect(shown).toMatchObject({ status: 'sent', telling: 'idle', launch: 'taken' })
  expect(outcome).toContain('tells no program how it goes on')
  expect(sent()).toMatchObject([{ lists: [{ name: lists[0]!.name }] }])
  const { sent_at: sentAt } = await world.inTx((tx) =>
    tx.selectFrom('campaign').select('sent_at').where('id', '=', id).executeTakeFirstOrThrow(),
  )
  expect(sentAt?.getTime()).toBe((await world.show(id)).scheduleCalledAt)
  await expect(world.draft(id)).rejects.toThrow('has been sent')
  await expect(world.scheduled(id, 'now')).rejects.toThrow('has been sent')
  await world.work(id)
  expect(asked(before, 'campaign.launch')).toBe(1)
})

test('a making without an answer leaves a draft there, and another is made', async () => {
  world.sandbox.faults.add({ kind: 'lost-answer', match: CREATE })
  const id = await world.made()
  expect(await world.show(id)).toMatchObject({ telling: 'waiting', externalId: null })
  await world.work(id)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft' })
  expect(there().map(({ html }) => html)).toEqual(['', '<p>Hello</p>'])
  await world.scheduled(id, 'now')
  expect(sent()).toHaveLength(1)
})

test.each([
  ['went out', { kind: 'lost-answer', match: LAUNCH }, 1],
  ['never came there', { kind: 'server-error', status: 502, match: LAUNCH }, 0],
] as const)(
  'a launch without an answer that %s is never asked for again',
  async (_, fault, out) => {
    const before = world.sandbox.requests.length
    const id = await world.made()
    world.sandbox.faults.add(fault)
    await world.scheduled(id, 'now')
    const { outcome, remedy, ...shown } = await world.show(id)
    expect(shown).toMatchObject({ status: 'draft', telling: 'failed', whoMustAct: 'you' })
    expect(outcome).toContain('It is not known whether HighRoad (Adestra) sent it')
    expect(remedy).toContain('copy it into a new campaign')
    await expect(world.scheduled(id, 'now')).rejects.toThrow('It is not known whether')
    await expect(world.draft(id)).rejects.toThrow('It is not known whether')
    world.later(24 * HOUR)
    await world.work(id)
    expect(asked(before, 'campaign.launch')).toBe(1)
    expect(sent()).toHaveLength(out)
    await world.discard(id)
    expect(await world.show(id)).toMatchObject({ telling: 'failed', status: 'draft' })
    expect((await world.show(id)).remedy).toContain('delete it there')
    await deletedThere(id)
    await world.discard(id)
    expect(await world.show(id)).toMatchObject({ telling: 'idle', status: 'removed' })
  },
)

test('a worker that dies between the note and the answer leaves a doubt', async () => {
  const id = await world.made()
  await world.inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId: id, at: 'now' }))
  let asks = 0
  const call: LaunchVerb['call'] = () => {
    asks += 1
    return new Promise(() => undefined)
  }
  otherwise({ launch: { ...highRoad.mailings!.launch!, call } })
  // It is silent from then on.
  const dead = (async () => {
    for (;;) await world.work(id)
  })()
  void dead
  await vi.waitFor(() => expect(asks).toBe(1), 20_000)
  expect(await world.show(id)).toMatchObject({ launch: 'asked' })
  await world.inTx((tx) =>
    sql`update campaign_draft set lease_until = '-infinity' where campaign_id = ${id}`.execute(tx),
  )
  await world.inTx((tx) => wishUnscheduled(tx, world.homing, world.by, id))
  await world.work(id)
  expect(await world.show(id)).toMatchObject({
    telling: 'failed',
    whoMustAct: 'you',
    launch: 'asked',
  })
  expect((await world.show(id)).outcome).toContain('It is not known whether')
  await expect(world.scheduled(id, 'now')).rejects.toThrow('It is not known whether')
  expect(asks).toBe(1)
})

test('what is refused was not sent, and can be sent again', async () => {
  const id = await world.made()
  world.sandbox.faults.add({ kind: 'status', status: 403, match: LAUNCH })
  await world.scheduled(id, 'now')
  expect(await world.show(id)).toMatchObject({ telling: 'failed', launch: null, status: 'draft' })
  await world.draft(id)
  await world.scheduled(id, 'now')
  expect(sent()).toHaveLength(1)
})

test('what comes before a launch leaves no doubt', async () => {
  const id = await world.made()
  const match = { method: 'POST', operation: 'campaign.publish' }
  world.sandbox.faults.add({ kind: 'server-error', status: 502, times: 99, match })
  await world.scheduled(id, 'now')
  expect(await world.show(id)).toMatchObject({ telling: 'waiting', launch: null })
  world.sandbox.faults.clear()
  await world.work(id)
  expect(await world.show(id)).toMatchObject({ status: 'sent', launch: 'taken' })
  expect(sent()).toHaveLength(1)
})

test('given up, its draft waits to be deleted there', async () => {
  const id = await world.made()
  await world.discard(id)
  expect((await world.show(id)).remedy).toContain('Delete it at HighRoad')
  await deletedThere(id)
  await world.discard(id)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', status: 'removed' })
})
