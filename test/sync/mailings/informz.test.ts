import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { carryOut, showRun, startRun, tellMailing } from '../../../src/sync/index.ts'
import { makeWorld, type World } from '../../connections/world.ts'
import { html, sender } from '../../sandbox/campaign-tour.ts'

const SIZE = { companies: 6, households: 4, unattached: 3 }
const HOUR = 3_600_000
const PAST_MS = 14 * 24 * HOUR

let world: World
let sandbox: Sandbox
let http: Http
let whole: DraftWords
let connectionId: number
let name: string
let count = 0

beforeAll(async () => {
  const now = Date.now() - PAST_MS
  world = await makeWorld({ world: lawFirm(1, SIZE), now })
  const options = { esp: 'informz', world: lawFirm(1, SIZE), now } as const
  sandbox = await startSandbox({ ...options, ceiling: () => Infinity })
  sandbox.clock.advance(PAST_MS)
  http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const pace = { budget: 'informz', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  Object.assign(world.homing, {
    http,
    connectors: [{ ...informz, pace: () => pace }],
    jobs: { enqueue: async () => undefined },
    sleep: async () => undefined,
  })
  const settings = { apiUrl: sandbox.url, ...vendors.informz.keys }
  const made = await createConnection(world.homing, world.by, { connector: 'informz', settings })
  connectionId = made.id
  await sync()
  const [list] = await readLists(world.homing, { ...world.by, connectionId })
  whole = {
    connectionId,
    description: 'For everybody who asked',
    subject: 'What is new',
    preheader: '',
    fromName: 'Harrowgate Lindqvist LLP',
    fromAddress: sender,
    replyTo: sender,
    html,
    lists: [{ id: list!.id, name: list!.name }],
  }
}, 240_000)
beforeEach(() => {
  name = `Letter no. ${++count}, so it is`
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

async function sync(): Promise<void> {
  const { workspaceId } = world.by
  const ask = { workspaceId, connectionId, campaignId: null, by: null, from: 'user' as const }
  const run = await startRun(world.homing, ask)
  const show = () => inTx((tx) => showRun(tx, run.id))
  do await carryOut(world.homing, workspaceId, run.id)
  while ((await show()).status === 'queued')
}

async function made(more: DraftWords = {}): Promise<number> {
  const id = await inTx((tx) => makeDraft(tx, world.homing, world.by, { ...whole, name, ...more }))
  await told(id)
  return id
}

async function told(id: number): Promise<void> {
  await inTx((tx) => wishDrafted(tx, world.homing, world.by, id))
  await work(id)
}

async function change(campaignId: number, words: DraftWords): Promise<void> {
  await inTx(async (tx) => {
    const { version } = await findDraft(tx, place(campaignId))
    await changeDraft(tx, world.homing, world.by, { campaignId, version, ...words })
  })
  await told(campaignId)
}

async function schedule(campaignId: number, at: number | 'now'): Promise<void> {
  await inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId, at }))
  // The interest is read between two looks.
  for (let turn = 0; turn < 10; turn++) await work(campaignId)
}

function later(ms: number): void {
  world.later(ms)
  sandbox.clock.advance(ms)
}

const there = () => sandbox.campaigns().filter((one) => one.name.startsWith(name))
const runs = () => there().flatMap(({ activities }) => activities.flatMap((one) => one.runs))

test('a mailing is made once; changed, it is made anew, and the one before stays there', async () => {
  const id = await made()
  const first = await show(id)
  expect(first).toMatchObject({ telling: 'idle', heldStatus: 'draft', toldVersion: 1 })
  expect(first.differences).toEqual([])
  await told(id)
  expect(there()).toMatchObject([{ name, html, fromEmail: sender }])
  await change(id, { subject: 'What is newer' })
  const second = await show(id)
  expect(second).toMatchObject({ telling: 'idle', toldVersion: 2, differences: [] })
  expect(second.externalId).not.toBe(first.externalId)
  expect(there().map((one) => one.name)).toEqual([name, `${name} (2)`])
  // Read home, the one that was left behind is no campaign of its own.
  await sync()
  const ours = await inTx((tx) =>
    tx.selectFrom('campaign').select('id').where('name', 'like', `${name}%`).execute(),
  )
  expect(ours).toEqual([{ id }])
  await told(id)
  expect(there()).toHaveLength(2)
})

test('scheduled, moved and taken back, it goes out once, and its news comes home', async () => {
  const id = await made()
  const { externalId } = await show(id)
  await schedule(id, world.homing.now() + HOUR)
  expect(await show(id)).toMatchObject({ telling: 'idle', outcome: '', heldStatus: 'scheduled' })
  await inTx((tx) => wishUnscheduled(tx, world.homing, world.by, id))
  await work(id)
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft' })
  expect(runs()).toEqual([])
  await schedule(id, world.homing.now() + 2 * HOUR)
  later(3 * HOUR)
  await work(id)
  await sync()
  expect(await show(id)).toMatchObject({ status: 'sent', heldStatus: 'sent', externalId })
  expect(runs()).toHaveLength(1)
  const events = await inTx((tx) =>
    tx.selectFrom('event').select('key').where('campaign_id', '=', id).execute(),
  )
  expect(events.length).toBeGreaterThan(0)
})

test('made and sent at once with answers that were lost, it is sent once', async () => {
  sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'CreateMailing' } })
  const id = await made()
  later(HOUR)
  await work(id)
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft' })
  // Which version was made without an answer is told by nobody: it is held, and made anew.
  expect(there().map((one) => one.name)).toEqual([name, `${name} (2)`])
  await told(id)
  expect(there()).toHaveLength(2)
  sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'ScheduleMailing' } })
  await schedule(id, 'now')
  later(HOUR)
  for (let turn = 0; turn < 5; turn++) await work(id)
  expect(await show(id)).toMatchObject({ status: 'sent', telling: 'idle' })
  expect(runs()).toHaveLength(1)
})

test('several interests are refused in words, and nothing is sent', async () => {
  const lists = await readLists(world.homing, { ...world.by, connectionId })
  const id = await made({ lists: lists.slice(0, 2).map((one) => ({ id: one.id, name: one.name })) })
  await schedule(id, world.homing.now() + HOUR)
  expect(await show(id)).toMatchObject({
    telling: 'failed',
    outcome: 'Informz is told one interest to send to.',
    remedy: 'Choose one list, or make a campaign of each.',
  })
  expect(runs()).toEqual([])
})

test('given up, it is said to be there still, and is over once somebody deleted it', async () => {
  const id = await made()
  const discard = async () => {
    await inTx((tx) => wishDiscarded(tx, world.homing, world.by, id))
    await work(id)
  }
  await discard()
  expect(await show(id)).toMatchObject({
    telling: 'failed',
    outcome: 'It is still at Informz, which lets no program take a campaign away.',
    remedy: 'Delete it at Informz; then discard it again.',
  })
  const { campaigns } = sandbox.world
  campaigns.remove(campaigns.named(name)!, sandbox.clock.now())
  sandbox.clock.advance(1000)
  await discard()
  expect(await show(id)).toMatchObject({ telling: 'idle', status: 'removed' })
})
