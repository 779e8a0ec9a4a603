import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../../sandbox/index.ts'
import {
  changeDraft,
  findDraft,
  makeDraft,
  wishDiscarded,
  wishDrafted,
  wishScheduled,
  wishUnscheduled,
  type DraftWords,
} from '../../../src/campaigns/index.ts'
import { createConnection, readLists } from '../../../src/connections/index.ts'
import { highRoad } from '../../../src/connectors/esp/highroad/index.ts'
import type { LaunchVerb } from '../../../src/connectors/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { sendTest, tellMailing } from '../../../src/sync/index.ts'
import { makeWorld, type World } from '../../connections/world.ts'

const SIZE = { companies: 3, households: 2, unattached: 2 }
const HOUR = 3_600_000
const SENDER = 'news@mail.harrowgate-lindqvist.example'
const LAUNCH = { method: 'POST', operation: 'campaign.launch' }
const CREATE = { method: 'POST', operation: 'campaign.create' }
const pace = { budget: 'highroad', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
const connector = { ...highRoad, pace: () => pace }

let world: World
let sandbox: Sandbox
let http: Http
let whole: DraftWords
let name: string
let count = 0

beforeAll(async () => {
  const now = Date.now() - 14 * 24 * HOUR
  world = await makeWorld({ world: lawFirm(1, SIZE), now })
  const options = { esp: 'highroad', world: lawFirm(1, SIZE), enforceLimits: false } as const
  sandbox = await startSandbox({ ...options, now, ceiling: () => Infinity })
  http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const jobs = { enqueue: async () => undefined }
  const sleep = async () => undefined
  Object.assign(world.homing, { http, connectors: [connector], jobs, sleep })
  const settings = { apiUrl: sandbox.url, ...vendors.highroad.keys }
  const { id } = await createConnection(world.homing, world.by, { connector: 'highroad', settings })
  const lists = await readLists(world.homing, { ...world.by, connectionId: id })
  whole = {
    ...{ connectionId: id, description: 'For everybody who asked', subject: 'What is new' },
    ...{ fromName: 'Harrowgate', fromAddress: SENDER, replyTo: SENDER },
    html: '<p>Hello</p>',
    fields: { project: '31', unsubList: '1' },
    lists: lists.slice(0, 1).map(({ id, name }) => ({ id, name })),
  }
}, 240_000)
beforeEach(() => {
  name = `Letter no. ${++count}`
})
afterEach(() => {
  Object.assign(world.homing, { connectors: [connector] })
})
afterAll(async () => {
  http.close()
  await sandbox.close()
  await world.close()
})

const inTx = <T>(work: (tx: Tx) => Promise<T>) =>
  world.test.database.inWorkspace(world.by.workspaceId, work)
const place = (campaignId: number) => ({ workspaceId: world.by.workspaceId, campaignId })
const show = (id: number) => inTx((tx) => findDraft(tx, place(id)))
const work = (id: number) => tellMailing(world.homing, place(id))

async function tell(id: number): Promise<void> {
  await inTx((tx) => wishDrafted(tx, world.homing, world.by, id))
  await work(id)
}

async function made(): Promise<number> {
  const id = await inTx((tx) => makeDraft(tx, world.homing, world.by, { ...whole, name }))
  await tell(id)
  return id
}

async function schedule(campaignId: number, at: number | 'now' = 'now'): Promise<void> {
  await inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId, at }))
  // Everybody on the list is read between two looks.
  for (let turn = 0; turn < 10; turn++) await work(campaignId)
}

async function discard(id: number): Promise<void> {
  await inTx((tx) => wishDiscarded(tx, world.homing, world.by, id))
  await work(id)
}

/** Campaigns of that name that are there, and the launches of them. */
const there = () => sandbox.campaigns().filter((one) => one.name === name)
const sent = () => there().filter((one) => one.activities.some(({ runs }) => runs.length > 0))
const asked = (since: number, method: string) =>
  sandbox.requests.slice(since).filter(({ operation }) => operation === method).length

/** What nobody can do there by a program: a person takes the campaign away. */
async function deletedThere(id: number): Promise<void> {
  const { externalId } = await show(id)
  const read = connector.mailings!.read
  const gone: typeof read = async (vendor, id, of) =>
    id === externalId ? null : read(vendor, id, of)
  const mailings = { ...connector.mailings!, read: gone }
  Object.assign(world.homing, { connectors: [{ ...connector, mailings }] })
}

function launchedBy(call: LaunchVerb['call']): void {
  const { mailings } = connector
  const launch = { ...mailings!.launch!, call }
  Object.assign(world.homing, {
    connectors: [{ ...connector, mailings: { ...mailings!, launch } }],
  })
}

test('a draft is made, told, changed and tested', async () => {
  const id = await made()
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft', differences: [] })
  const { version } = await show(id)
  await inTx((tx) =>
    changeDraft(tx, world.homing, world.by, { campaignId: id, version, html: '<p>Bye</p>' }),
  )
  await tell(id)
  expect(there()).toMatchObject([{ html: '<p>Bye</p>', fromEmail: SENDER, fromName: 'Harrowgate' }])
  const signal = AbortSignal.timeout(60_000)
  const ask = { campaignId: id, addresses: ['me@firm.example'], message: '', signal }
  await sendTest(world.homing, world.by, ask)
  expect(there()[0]).toMatchObject({ testSends: [{ addresses: ['me@firm.example'] }] })
  expect(sent()).toEqual([])
})

test('it is sent once, at once, and counts as sent when it was taken', async () => {
  const before = sandbox.requests.length
  const id = await made()
  await expect(schedule(id, world.homing.now() + HOUR)).rejects.toThrow('at no later moment')
  await schedule(id)
  const { outcome, ...shown } = await show(id)
  expect(shown).toMatchObject({ status: 'sent', telling: 'idle', launch: 'taken' })
  expect(outcome).toContain('tells no program how it goes on')
  expect(sent()).toMatchObject([{ lists: [{ name: whole.lists![0]!.name }] }])
  const { sent_at: sentAt } = await inTx((tx) =>
    tx.selectFrom('campaign').select('sent_at').where('id', '=', id).executeTakeFirstOrThrow(),
  )
  expect(sentAt?.getTime()).toBe((await show(id)).scheduleCalledAt)
  await expect(tell(id)).rejects.toThrow('has been sent')
  await expect(schedule(id)).rejects.toThrow('has been sent')
  await work(id)
  expect(asked(before, 'campaign.launch')).toBe(1)
})

test('a making without an answer leaves a draft there, and another is made', async () => {
  sandbox.faults.add({ kind: 'lost-answer', match: CREATE })
  const id = await made()
  expect(await show(id)).toMatchObject({ telling: 'waiting', externalId: null })
  await work(id)
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft' })
  expect(there().map(({ html }) => html)).toEqual(['', '<p>Hello</p>'])
  await schedule(id)
  expect(sent()).toHaveLength(1)
})

test.each([
  ['went out', { kind: 'lost-answer', match: LAUNCH }, 1],
  ['never came there', { kind: 'server-error', status: 502, match: LAUNCH }, 0],
] as const)(
  'a launch without an answer that %s is never asked for again',
  async (_, fault, out) => {
    const before = sandbox.requests.length
    const id = await made()
    sandbox.faults.add(fault)
    await schedule(id)
    const { outcome, remedy, ...shown } = await show(id)
    expect(shown).toMatchObject({ status: 'draft', telling: 'failed', whoMustAct: 'you' })
    expect(outcome).toContain('It is not known whether HighRoad (Adestra) sent it')
    expect(remedy).toContain('copy it into a new campaign')
    await expect(schedule(id)).rejects.toThrow('It is not known whether')
    await expect(tell(id)).rejects.toThrow('It is not known whether')
    world.later(24 * HOUR)
    await work(id)
    expect(asked(before, 'campaign.launch')).toBe(1)
    expect(sent()).toHaveLength(out)
    await discard(id)
    expect(await show(id)).toMatchObject({ telling: 'failed', status: 'draft' })
    expect((await show(id)).remedy).toContain('delete it there')
    await deletedThere(id)
    await discard(id)
    expect(await show(id)).toMatchObject({ telling: 'idle', status: 'removed' })
  },
)

test('a worker that dies between the note and the answer leaves a doubt', async () => {
  const id = await made()
  await inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId: id, at: 'now' }))
  const call = vi.fn<LaunchVerb['call']>(() => new Promise(() => undefined))
  launchedBy(call)
  // It is silent from then on.
  const dead = (async () => {
    for (;;) await work(id)
  })()
  void dead
  await vi.waitFor(() => expect(call).toHaveBeenCalledOnce(), 20_000)
  expect(await show(id)).toMatchObject({ launch: 'asked' })
  await inTx((tx) =>
    sql`update campaign_draft set lease_until = '-infinity' where campaign_id = ${id}`.execute(tx),
  )
  await inTx((tx) => wishUnscheduled(tx, world.homing, world.by, id))
  await work(id)
  expect(await show(id)).toMatchObject({ telling: 'failed', whoMustAct: 'you', launch: 'asked' })
  expect((await show(id)).outcome).toContain('It is not known whether')
  await expect(schedule(id)).rejects.toThrow('It is not known whether')
  expect(call).toHaveBeenCalledOnce()
})

test('what is refused was not sent, and can be sent again', async () => {
  const id = await made()
  sandbox.faults.add({ kind: 'status', status: 403, match: LAUNCH })
  await schedule(id)
  expect(await show(id)).toMatchObject({ telling: 'failed', launch: null, status: 'draft' })
  await tell(id)
  await schedule(id)
  expect(sent()).toHaveLength(1)
})

test('what comes before a launch leaves no doubt', async () => {
  const id = await made()
  const match = { method: 'POST', operation: 'campaign.publish' }
  sandbox.faults.add({ kind: 'server-error', status: 502, times: 99, match })
  await schedule(id)
  expect(await show(id)).toMatchObject({ telling: 'waiting', launch: null })
  sandbox.faults.clear()
  await work(id)
  expect(await show(id)).toMatchObject({ status: 'sent', launch: 'taken' })
  expect(sent()).toHaveLength(1)
})

test('given up, its draft waits to be deleted there', async () => {
  const id = await made()
  await discard(id)
  expect((await show(id)).remedy).toContain('Delete it at HighRoad')
  await deletedThere(id)
  await discard(id)
  expect(await show(id)).toMatchObject({ telling: 'idle', status: 'removed' })
})
