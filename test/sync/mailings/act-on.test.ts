import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { createRequestReferee, hasContract, specsDirectory } from '../../../sandbox/contract.ts'
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
import { createConnection, readLists } from '../../../src/connections/index.ts'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { carryOut, showRun, startRun, tellMailing } from '../../../src/sync/index.ts'
import { SECRETS, settingsFor } from '../../connectors/act-on/stage.ts'
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
  const options = { esp: 'act-on', world: lawFirm(1, SIZE), enforceLimits: false } as const
  sandbox = await startSandbox({ ...options, now, ceiling: () => Infinity })
  sandbox.clock.advance(PAST_MS)
  http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const pace = { budget: 'act-on', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  Object.assign(world.homing, {
    http,
    connectors: [{ ...actOn, pace: () => pace }],
    jobs: { enqueue: async () => undefined },
    sleep: async () => undefined,
  })
  const settings = { ...settingsFor(sandbox), ...SECRETS }
  const made = await createConnection(world.homing, world.by, { connector: 'act-on', settings })
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

/** What was written about messages since a number of requests, with the ids as they are. */
const writes = (since: number) =>
  sandbox.requests
    .slice(since)
    .filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/1/message'))
    .map(({ method, path }) => `${method} ${path.replace('/api/1', '')}`)

const there = () =>
  sandbox.campaigns().filter((one) => one.name.startsWith(name) && one.removedAt === undefined)

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

test('a draft is made, told again when its words change, and not otherwise', async () => {
  const before = sandbox.requests.length
  const id = await made()
  const { externalId, ...shown } = await show(id)
  expect(shown).toMatchObject({ telling: 'idle', heldStatus: 'draft', toldVersion: 1 })
  expect(shown.differences).toEqual([])
  expect(there()).toMatchObject([{ html, fromEmail: sender }])
  await told(id)
  expect(writes(before)).toEqual(['POST /message'])
  await change(id, { subject: 'What is newer' })
  expect(writes(before)).toEqual(['POST /message', `PUT /message/${externalId}`])
  expect(await show(id)).toMatchObject({ telling: 'idle', toldVersion: 2, differences: [] })
})

test('another sender takes another draft; both identities are kept, the old one goes', async () => {
  const before = sandbox.requests.length
  const id = await made()
  const { externalId: first } = await show(id)
  await change(id, { fromName: 'Somebody else' })
  const { externalId: second, telling } = await show(id)
  expect(telling).toBe('idle')
  expect(await identities(id)).toEqual([
    { kind: 'campaign', external_id: first, role: 'replaced' },
    { kind: 'campaign', external_id: second, role: '' },
  ])
  expect(writes(before)).toEqual(['POST /message', 'POST /message', `DELETE /message/${first}`])
  expect(there().map(({ fromName }) => fromName)).toContain('Somebody else')
})

test('scheduled, it goes out once under its own id, and its news comes home to it', async () => {
  const before = sandbox.requests.length
  const id = await made()
  const { externalId: draft } = await show(id)
  await schedule(id, world.homing.now() + HOUR)
  const scheduled = await show(id)
  expect(scheduled).toMatchObject({ telling: 'idle', outcome: '', heldStatus: 'scheduled' })
  expect(writes(before)).toEqual(['POST /message', `POST /message/${draft}/send`])
  const out = scheduled.externalId!
  expect(await identities(id)).toEqual([
    { kind: 'campaign', external_id: draft, role: 'replaced' },
    { kind: 'campaign', external_id: out, role: '' },
    { kind: 'activity', external_id: out, role: 'message' },
  ])
  const cancelled = inTx((tx) => wishUnscheduled(tx, world.homing, world.by, id))
  await expect(cancelled).rejects.toThrow('lets nobody take back a schedule')
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
    tx.selectFrom('campaign').select('id').where('name', 'like', `${name}%`).execute(),
  )
  expect(ours).toEqual([{ id }])
  // Whom Act-On left out of itself (the world has people it writes to as little) is not missing.
  const proof = (await inTx((tx) => audienceProof(tx, place(id))))!
  const of = (fate: string) =>
    proof.counts.filter((one) => one.fate === fate).reduce((sum, one) => sum + one.count, 0)
  expect(of('unmailable_there')).toBeGreaterThan(0)
  expect(of('unmailable_there') + of('sent')).toBe(proof.intended)
  expect(proof.strangers).toBe(0)
})

test.each(['worker', 'discovery'] as const)(
  'sent at once with an answer that was lost, it is found by its title: %s first',
  async (who) => {
    const id = await made()
    sandbox.faults.add({ kind: 'lost-answer', match: { method: 'POST', path: /\/send$/ } })
    await schedule(id, 'now')
    if (who === 'discovery') await sync()
    world.later(HOUR)
    sandbox.clock.advance(HOUR)
    await work(id)
    expect(await show(id)).toMatchObject({ status: 'sent', telling: 'idle' })
    expect(there().filter(({ activities }) => activities[0]!.runs.length > 0)).toHaveLength(1)
    const roles = (await identities(id)).map(({ role }) => role)
    expect(roles.sort()).toEqual(['', 'message', 'replaced'])
  },
)

test('every request was one of the vendor’s contract', () => {
  if (!hasContract()) return
  const judge = createRequestReferee(specsDirectory(), 'act-on')
  const wrong = sandbox.requests
    .filter(({ path }) => path.startsWith('/api/1/message'))
    .flatMap((request) => judge(request).problems)
  expect(wrong).toEqual([])
})
