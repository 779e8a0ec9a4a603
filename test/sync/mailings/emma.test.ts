import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { vendors } from '../../../sandbox/index.ts'
import { wishScheduled } from '../../../src/campaigns/index.ts'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import type { CopiesPart, MasterMailing } from '../../../src/connectors/index.ts'
import { mailingChoices } from '../../../src/sync/index.ts'
import { mailingsAt, type MailingsAtAService } from './at-a-service.ts'

const HOUR = 3_600_000

let world: MailingsAtAService
let master: MasterMailing
let name: string

beforeAll(async () => {
  const words = { description: 'For everybody who asked' }
  world = await mailingsAt({ connector: emma, keys: vendors.emma.keys }, words)
  const ask = { ...world.by, connectionId: world.connectionId, signal: AbortSignal.timeout(60_000) }
  const { masters } = await mailingChoices(world.homing, ask)
  master = masters[0]!
}, 240_000)
beforeEach(() => {
  name = world.begin()
})
afterAll(() => world.close())

const made = (more = { fields: { master: master.id } }) => world.made(more)

/** Sendings that reached Emma since a number of requests. */
const sendings = (since: number) =>
  world.sandbox.requests
    .slice(since)
    .filter(({ method, path }) => method === 'POST' && /\/mailings\/\d+$/.test(path))

/** What went out, or would: the world's campaigns by the master's name. */
const sent = () =>
  world.sandbox
    .campaigns()
    .filter((one) => one.name === master.name && one.activities.some(({ runs }) => runs.length > 0))

test('synced, it says what its master says, and Emma is told nothing', async () => {
  const before = world.sandbox.requests.length
  const id = await made()
  const { mailing, ...shown } = await world.show(id)
  expect(shown).toMatchObject({ telling: 'idle', heldStatus: 'draft', differences: [] })
  expect(mailing).toMatchObject({ name, subject: master.subject })
  expect(mailing.html).toContain('<')
  expect(await world.identities(id)).toEqual([])
  expect(world.sandbox.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([])
})

test('what is to be copied must be chosen, and be there', async () => {
  await expect(world.made()).rejects.toThrow('Campaign mailing to copy is required')
  const id = await made({ fields: { master: '424242' } })
  expect(await world.show(id)).toMatchObject({ telling: 'failed', whoMustAct: 'you' })
  expect((await world.show(id)).outcome).toContain('does not have the mailing')
})

test('sent, a copy goes out once under its own id and keeps its name here', async () => {
  const before = world.sandbox.requests.length
  const already = sent().length
  const id = await made()
  await expect(world.scheduled(id, world.homing.now() + HOUR)).rejects.toThrow('at no later moment')
  await world.scheduled(id, 'now')
  expect(sendings(before)).toHaveLength(1)
  expect(sent()).toHaveLength(already + 1)
  world.later(HOUR)
  world.sandbox.clock.advance(HOUR)
  await world.work(id)
  await world.sync()
  const { externalId, ...shown } = await world.show(id)
  expect(shown).toMatchObject({ status: 'sent', telling: 'idle', mailing: { name } })
  expect(externalId).not.toBe(master.id)
  expect(await world.identities(id)).toEqual([
    { kind: 'campaign', external_id: externalId, role: '' },
    { kind: 'activity', external_id: externalId, role: 'mailing' },
  ])
  expect(await world.events(id)).toBeGreaterThan(0)
  expect(sendings(before)).toHaveLength(1)
})

test.each(['worker', 'discovery'] as const)(
  'sent with an answer that was lost, it is found among the copies: %s first',
  async (who) => {
    const before = world.sandbox.requests.length
    const already = sent().length
    const id = await made()
    const match = { method: 'POST', path: /\/mailings\/\d+$/ }
    world.sandbox.faults.add({ kind: 'lost-answer', match })
    await world.inTx((tx) =>
      wishScheduled(tx, world.homing, world.by, { campaignId: id, at: 'now' }),
    )
    while ((await world.show(id)).scheduleCalledAt === null) await world.work(id)
    expect(await world.show(id)).toMatchObject({ telling: 'waiting', externalId: null })
    world.passes(HOUR)
    if (who === 'discovery') await world.sync()
    await world.work(id)
    expect(await world.show(id)).toMatchObject({ status: 'sent', telling: 'idle', outcome: '' })
    expect(sendings(before)).toHaveLength(1)
    expect(sent()).toHaveLength(already + 1)
    expect((await world.identities(id)).map(({ role }) => role)).toEqual(['', 'mailing'])
  },
)

test('where nobody knows whether it was sent, it is never sent again', async () => {
  const id = await made()
  const before = world.sandbox.requests.length
  const already = sent().length
  // It never reaches Emma, which Homing cannot know.
  const match = { method: 'POST', path: /\/mailings\/\d+$/ }
  world.sandbox.faults.add({ kind: 'server-error', status: 502, match })
  await world.inTx((tx) => wishScheduled(tx, world.homing, world.by, { campaignId: id, at: 'now' }))
  while ((await world.show(id)).scheduleCalledAt === null) await world.work(id)
  for (let turn = 0; turn < 8; turn++) {
    world.later(60_000)
    await world.work(id)
  }
  const { outcome, remedy, ...shown } = await world.show(id)
  expect(shown).toMatchObject({ telling: 'failed', whoMustAct: 'you', externalId: null })
  expect(outcome).toBe('It is not known whether Emma sent it: the answer was lost.')
  expect(remedy).toContain('copy it into a new campaign')
  await expect(world.scheduled(id, 'now')).rejects.toThrow('It is not known whether')
  await expect(world.draft(id)).rejects.toThrow('It is not known whether')
  expect(sendings(before)).toHaveLength(1)
  expect(sent()).toHaveLength(already)
  await world.discard(id)
  expect(await world.show(id)).toMatchObject({ status: 'removed', telling: 'idle' })
  const deleted = world.sandbox.requests.slice(before).filter(({ method }) => method === 'DELETE')
  expect(deleted).toEqual([])
})

test('a master that was changed after it was read is not sent', async () => {
  const id = await made()
  const before = world.sandbox.requests.length
  const [connector] = world.homing.connectors
  const master: CopiesPart['master'] = async (...ask) => {
    const held = (await connector!.copies!.master(...ask))!
    return { ...held, content: { ...held.content!, subject: 'Something else' } }
  }
  const changed = { ...connector!, copies: { ...connector!.copies!, master } }
  Object.assign(world.homing, { connectors: [changed] })
  try {
    await world.scheduled(id, 'now')
    expect(await world.show(id)).toMatchObject({ telling: 'failed', status: 'draft' })
    expect((await world.show(id)).outcome).toContain('does not hold what is written here')
    await world.draft(id)
    expect((await world.show(id)).mailing.subject).toBe('Something else')
  } finally {
    Object.assign(world.homing, { connectors: [connector!] })
  }
  expect(sendings(before)).toEqual([])
})

test('what Emma refuses to send was not sent, and can be sent again', async () => {
  const id = await made()
  const already = sent().length
  const match = { method: 'POST', path: /\/mailings\/\d+$/ }
  world.sandbox.faults.add({ kind: 'status', status: 400, body: {}, match })
  await world.scheduled(id, 'now')
  expect(await world.show(id)).toMatchObject({ telling: 'failed', scheduleCalledAt: null })
  await world.draft(id)
  await world.scheduled(id, 'now')
  expect(sent()).toHaveLength(already + 1)
})
