import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../../sandbox/index.ts'
import { audienceProof } from '../../../src/audience/index.ts'
import {
  changeDraft,
  findDraft,
  makeDraft,
  wishDrafted,
  wishScheduled,
  wishUnscheduled,
  type DraftWords,
} from '../../../src/campaigns/index.ts'
import { faultText } from '../../../sandbox/magnetmail/errors.ts'
import { createConnection, readLists } from '../../../src/connections/index.ts'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { carryOut, showRun, startRun, tellMailing } from '../../../src/sync/index.ts'
import { settingsFor } from '../../connectors/magnetmail/stage.ts'
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
  const options = { esp: 'magnetmail', world: lawFirm(1, SIZE), enforceLimits: false } as const
  sandbox = await startSandbox({ ...options, now, ceiling: () => Infinity })
  sandbox.clock.advance(PAST_MS)
  http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const pace = { budget: 'magnetmail', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  Object.assign(world.homing, {
    http,
    connectors: [{ ...magnetMail, pace: () => pace }],
    jobs: { enqueue: async () => undefined },
    sleep: async () => undefined,
  })
  const settings = { ...settingsFor(sandbox), password: vendors.magnetmail.keys.password }
  const made = await createConnection(world.homing, world.by, { connector: 'magnetmail', settings })
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
  // The lists are read between two looks.
  for (let turn = 0; turn < 10; turn++) await work(campaignId)
}

/** The operations that write, asked for since a number of requests. */
const writes = (since: number) =>
  sandbox.requests
    .slice(since)
    .map(({ operation }) => operation!)
    .filter((one) => /^(create|edit)Magnet|^send/.test(one))

const there = () => sandbox.campaigns().filter((one) => one.name.startsWith(name))

const runsThere = () => there().flatMap(({ activities }) => activities.flatMap(({ runs }) => runs))

const identities = (id: number) =>
  inTx((tx) =>
    tx
      .selectFrom('campaign_identity')
      .select(['kind', 'external_id', 'role'])
      .where('campaign_id', '=', id)
      .orderBy('external_id')
      .orderBy('kind', 'desc')
      .execute(),
  )

test('a message is made, told again when its words change, and not otherwise', async () => {
  const before = sandbox.requests.length
  const id = await made()
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft', toldVersion: 1 })
  expect((await show(id)).differences).toEqual([])
  expect(there()).toMatchObject([{ html, fromEmail: sender }])
  await told(id)
  expect(writes(before)).toEqual(['createMagnetMailMessage'])
  await change(id, { subject: 'What is newer', fromName: 'Somebody else' })
  expect(writes(before)).toEqual(['createMagnetMailMessage', 'editMagnetMailMessage'])
  expect(await show(id)).toMatchObject({ telling: 'idle', toldVersion: 2, differences: [] })
})

test('a message whose making was not answered is found by its name, and made once', async () => {
  sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'createMagnetMailMessage' } })
  const id = await made()
  expect((await show(id)).externalId).toBeNull()
  world.later(HOUR)
  sandbox.clock.advance(HOUR)
  await work(id)
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft', differences: [] })
  expect(there()).toHaveLength(1)
})

test('scheduled, it goes out once, and its news comes home to it under its own name', async () => {
  const before = sandbox.requests.length
  const id = await made()
  const at = world.homing.now() + HOUR
  await schedule(id, at)
  const asked = ['createMagnetMailMessage', 'editMagnetMailMessage', 'sendMessageToGroup']
  expect(writes(before)).toEqual(asked)
  expect(await show(id)).toMatchObject({ telling: 'idle', outcome: '', heldStatus: 'scheduled' })
  expect(there()[0]!.name).toBe(`${name} [Homing sends it ${new Date(at).toISOString()}]`)
  const cancelled = inTx((tx) => wishUnscheduled(tx, world.homing, world.by, id))
  await expect(cancelled).rejects.toThrow('lets nobody take back a schedule')
  await work(id)
  expect(writes(before)).toEqual(asked)
  sandbox.clock.advance(3 * HOUR)
  world.later(3 * HOUR)
  await work(id)
  await sync()
  expect(await show(id)).toMatchObject({ status: 'sent', heldStatus: 'sent' })
  const events = await inTx((tx) =>
    tx.selectFrom('event').select('key').where('campaign_id', '=', id).execute(),
  )
  expect(events.length).toBeGreaterThan(0)
  const ours = await inTx((tx) =>
    tx.selectFrom('campaign').select(['id', 'name']).where('name', 'like', `${name}%`).execute(),
  )
  expect(ours).toEqual([{ id, name }])
  expect(runsThere()).toHaveLength(1)
  const { externalId } = await show(id)
  expect((await identities(id)).map((one) => one.external_id)).toEqual([externalId, externalId])
  const proof = (await inTx((tx) => audienceProof(tx, place(id))))!
  expect(proof.strangers).toBe(0)
})

test.each(['worker', 'discovery'] as const)(
  'sent at once with an answer that was lost, it is sent once: %s first',
  async (who) => {
    const id = await made()
    sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'sendMessageToGroup' } })
    await schedule(id, 'now')
    if (who === 'discovery') await sync()
    world.later(HOUR)
    sandbox.clock.advance(HOUR)
    await work(id)
    expect(await show(id)).toMatchObject({ status: 'sent', telling: 'idle' })
    expect(runsThere()).toHaveLength(1)
  },
)

test('what was asked for and never went out is not asked for again, and is shown as failed', async () => {
  const id = await made()
  const before = sandbox.requests.length
  sandbox.faults.add({ kind: 'server-error', match: { operation: 'sendMessageToGroup' } })
  await schedule(id, world.homing.now() + HOUR)
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
  sandbox.clock.advance(26 * HOUR)
  world.later(26 * HOUR)
  await work(id)
  expect(await show(id)).toMatchObject({ status: 'error', heldStatus: 'error' })
  const again = inTx((tx) =>
    wishScheduled(tx, world.homing, world.by, { campaignId: id, at: 'now' }),
  )
  await expect(again).rejects.toThrow('This campaign is scheduled.')
  await work(id)
  expect(runsThere()).toEqual([])
  expect(writes(before)).toEqual(['editMagnetMailMessage', 'sendMessageToGroup'])
})

test('what the ESP refuses to send keeps its name, and can be sent once it is put right', async () => {
  const id = await made()
  const wrong = { kind: 'status', status: 500, body: faultText('Client', 'Bad from') } as const
  sandbox.faults.add({ ...wrong, match: { operation: 'sendMessageToGroup' }, times: 1 })
  await schedule(id, world.homing.now() + HOUR)
  expect(await show(id)).toMatchObject({ telling: 'failed', heldStatus: 'draft' })
  expect(there()[0]!.name).toBe(name)
  await schedule(id, world.homing.now() + HOUR)
  expect(await show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
})
