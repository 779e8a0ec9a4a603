import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../../sandbox/index.ts'
import {
  findDraft,
  makeDraft,
  wishDrafted,
  wishScheduled,
  wishDiscarded,
  type DraftWords,
} from '../../../src/campaigns/index.ts'
import { createConnection, readLists } from '../../../src/connections/index.ts'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import type { CopiesPart, MasterMailing } from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import {
  carryOut,
  mailingChoices,
  showRun,
  startRun,
  tellMailing,
} from '../../../src/sync/index.ts'
import { makeWorld, type World } from '../../connections/world.ts'

const SIZE = { companies: 6, households: 4, unattached: 3 }
const HOUR = 3_600_000
const PAST_MS = 14 * 24 * HOUR

let world: World
let sandbox: Sandbox
let http: Http
let whole: DraftWords
let connectionId: number
let name: string
let master: MasterMailing
let count = 0

beforeAll(async () => {
  const now = Date.now() - PAST_MS
  world = await makeWorld({ world: lawFirm(1, SIZE), now })
  const options = { esp: 'emma', world: lawFirm(1, SIZE), enforceLimits: false } as const
  sandbox = await startSandbox({ ...options, now, ceiling: () => Infinity })
  sandbox.clock.advance(PAST_MS)
  http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const pace = { budget: 'emma', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  Object.assign(world.homing, {
    http,
    connectors: [{ ...emma, pace: () => pace }],
    jobs: { enqueue: async () => undefined },
    sleep: async () => undefined,
  })
  const settings = { apiUrl: sandbox.url, ...vendors.emma.keys }
  const made = await createConnection(world.homing, world.by, { connector: 'emma', settings })
  connectionId = made.id
  await sync()
  const signal = AbortSignal.timeout(60_000)
  const { masters } = await mailingChoices(world.homing, { ...world.by, connectionId, signal })
  master = masters[0]!
  const [list] = await readLists(world.homing, { ...world.by, connectionId })
  whole = {
    connectionId,
    description: 'For everybody who asked',
    fields: { master: master.id },
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

async function schedule(campaignId: number, at: number | 'now'): Promise<void> {
  await inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId, at }))
  // The lists are read between two looks.
  for (let turn = 0; turn < 10; turn++) await work(campaignId)
}

/** Sendings that reached Emma since a number of requests. */
const sendings = (since: number) =>
  sandbox.requests
    .slice(since)
    .filter(({ method, path }) => method === 'POST' && /\/mailings\/\d+$/.test(path))

/** What went out, or would: the world's campaigns by the master's name. */
const sent = () =>
  sandbox
    .campaigns()
    .filter((one) => one.name === master.name && one.activities.some(({ runs }) => runs.length > 0))

const identities = (id: number) =>
  inTx((tx) =>
    tx
      .selectFrom('campaign_identity')
      .select(['kind', 'external_id', 'role'])
      .where('campaign_id', '=', id)
      .orderBy('kind', 'desc')
      .execute(),
  )

test('synced, it says what its master says, and Emma is told nothing', async () => {
  const before = sandbox.requests.length
  const id = await made()
  const { mailing, ...shown } = await show(id)
  expect(shown).toMatchObject({ telling: 'idle', heldStatus: 'draft', differences: [] })
  expect(mailing).toMatchObject({ name, subject: master.subject })
  expect(mailing.html).toContain('<')
  expect(await identities(id)).toEqual([])
  expect(sandbox.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([])
})

test('what is to be copied must be chosen, and be there', async () => {
  const without = inTx((tx) =>
    makeDraft(tx, world.homing, world.by, { ...whole, name, fields: {} }),
  ).then((id) => inTx((tx) => wishDrafted(tx, world.homing, world.by, id)))
  await expect(without).rejects.toThrow('Campaign mailing to copy is required')
  const id = await made({ fields: { master: '424242' } })
  expect(await show(id)).toMatchObject({ telling: 'failed', whoMustAct: 'you' })
  expect((await show(id)).outcome).toContain('does not have the mailing')
})

test('sent, a copy goes out once under its own id and keeps its name here', async () => {
  const before = sandbox.requests.length
  const already = sent().length
  const id = await made()
  await expect(schedule(id, world.homing.now() + HOUR)).rejects.toThrow('at no later moment')
  await schedule(id, 'now')
  expect(sendings(before)).toHaveLength(1)
  expect(sent()).toHaveLength(already + 1)
  world.later(HOUR)
  sandbox.clock.advance(HOUR)
  await work(id)
  await sync()
  const { externalId, ...shown } = await show(id)
  expect(shown).toMatchObject({ status: 'sent', telling: 'idle', mailing: { name } })
  expect(externalId).not.toBe(master.id)
  expect(await identities(id)).toEqual([
    { kind: 'campaign', external_id: externalId, role: '' },
    { kind: 'activity', external_id: externalId, role: 'mailing' },
  ])
  const events = await inTx((tx) =>
    tx.selectFrom('event').select('key').where('campaign_id', '=', id).execute(),
  )
  expect(events.length).toBeGreaterThan(0)
  expect(sendings(before)).toHaveLength(1)
})

test.each(['worker', 'discovery'] as const)(
  'sent with an answer that was lost, it is found among the copies: %s first',
  async (who) => {
    const before = sandbox.requests.length
    const already = sent().length
    const id = await made()
    const match = { method: 'POST', path: /\/mailings\/\d+$/ }
    sandbox.faults.add({ kind: 'lost-answer', match })
    await inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId: id, at: 'now' }))
    while ((await show(id)).scheduleCalledAt === null) await work(id)
    expect(await show(id)).toMatchObject({ telling: 'waiting', externalId: null })
    sandbox.clock.advance(HOUR)
    world.later(HOUR)
    if (who === 'discovery') await sync()
    await work(id)
    expect(await show(id)).toMatchObject({ status: 'sent', telling: 'idle', outcome: '' })
    expect(sendings(before)).toHaveLength(1)
    expect(sent()).toHaveLength(already + 1)
    expect((await identities(id)).map(({ role }) => role)).toEqual(['', 'mailing'])
  },
)

test('where nobody knows whether it was sent, it is never sent again', async () => {
  const id = await made()
  const before = sandbox.requests.length
  const already = sent().length
  // It never reaches Emma, which Homing cannot know.
  const match = { method: 'POST', path: /\/mailings\/\d+$/ }
  sandbox.faults.add({ kind: 'server-error', status: 502, match })
  await inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId: id, at: 'now' }))
  while ((await show(id)).scheduleCalledAt === null) await work(id)
  for (let turn = 0; turn < 8; turn++) {
    world.later(60_000)
    await work(id)
  }
  const { outcome, remedy, ...shown } = await show(id)
  expect(shown).toMatchObject({ telling: 'failed', whoMustAct: 'you', externalId: null })
  expect(outcome).toBe('It is not known whether Emma sent it: the answer was lost.')
  expect(remedy).toContain('copy it into a new campaign')
  await expect(schedule(id, 'now')).rejects.toThrow('It is not known whether')
  await expect(told(id)).rejects.toThrow('It is not known whether')
  expect(sendings(before)).toHaveLength(1)
  expect(sent()).toHaveLength(already)
  await inTx((tx) => wishDiscarded(tx, world.homing, world.by, id))
  await work(id)
  expect(await show(id)).toMatchObject({ status: 'removed', telling: 'idle' })
  const deleted = sandbox.requests.slice(before).filter(({ method }) => method === 'DELETE')
  expect(deleted).toEqual([])
})

test('a master that was changed after it was read is not sent', async () => {
  const id = await made()
  const before = sandbox.requests.length
  const [connector] = world.homing.connectors
  const master: CopiesPart['master'] = async (...ask) => {
    const held = (await connector!.copies!.master(...ask))!
    return { ...held, content: { ...held.content!, subject: 'Something else' } }
  }
  const changed = { ...connector!, copies: { ...connector!.copies!, master } }
  Object.assign(world.homing, { connectors: [changed] })
  try {
    await schedule(id, 'now')
    expect(await show(id)).toMatchObject({ telling: 'failed', status: 'draft' })
    expect((await show(id)).outcome).toContain('does not hold what is written here')
    await told(id)
    expect((await show(id)).mailing.subject).toBe('Something else')
  } finally {
    Object.assign(world.homing, { connectors: [connector!] })
  }
  expect(sendings(before)).toEqual([])
})

test('what Emma refuses to send was not sent, and can be sent again', async () => {
  const id = await made()
  const already = sent().length
  const match = { method: 'POST', path: /\/mailings\/\d+$/ }
  sandbox.faults.add({ kind: 'status', status: 400, body: {}, match })
  await schedule(id, 'now')
  expect(await show(id)).toMatchObject({ telling: 'failed', scheduleCalledAt: null })
  await told(id)
  await schedule(id, 'now')
  expect(sent()).toHaveLength(already + 1)
})
