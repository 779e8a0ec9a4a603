import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeHook, removeConnection } from '../../src/connections/index.ts'
import { startRun } from '../../src/sync/index.ts'
import { sql } from '../database.ts'
import { call, ids } from '../sandbox/emma/client.ts'
import { signalWorld, type SignalWorld } from './signal-world.ts'

const MINUTE = 60_000
/** What was looked up is believed for three seconds. */
const FORGOTTEN = 3_100

let world: SignalWorld
let path: string

beforeAll(async () => {
  world = await signalWorld()
  world.sandbox.clock.runUntilQuiet()
  await world.sync()
  path = await world.makeAddress()
}, 120_000)
afterAll(() => world.close())
beforeEach(async () => {
  // Whatever a test before left is old, and forgotten.
  world.tick(2 * 3600_000)
  await world.follow()
  await world.work()
  world.asked()
})

const told = (event: string, data: object) =>
  JSON.stringify({ event_name: event, data: { account_id: 1, ...data } })
const readers = () =>
  world.sandbox
    .truth()
    .contacts.filter((one) => one.permission === 'implicit' && one.deletedAt === undefined)
const aMailing = async (at = 0) => (await ids(world.sandbox)).mailings[at]!.id
const looks = () => world.asked().filter((one) => /^GET \/members\/\d+$/.test(one))

describe('an opt-out that is signalled', () => {
  it('is home as soon as the member was looked at, and nobody else is asked for', async () => {
    const reader = readers()[0]!
    world.sandbox.recipients.optOut(reader.contactId)
    expect(await world.sandbox.deliver()).toBe(1)
    await world.follow()
    expect(world.asked()).toEqual([`GET /members/${await world.memberOf(reader.contactId)}`])
    expect(await world.optedOut()).toContain(reader.address.toLowerCase())
    expect(await world.runs()).toEqual([])
  })

  it('is one fact, however often and by whichever way it is told', async () => {
    const reader = readers()[0]!
    world.sandbox.faults.add({ kind: 'repeated-webhook', times: 1 })
    world.sandbox.recipients.optOut(reader.contactId)
    await world.sandbox.deliver()
    await world.follow()
    world.tick(2 * MINUTE)
    const member_id = await world.memberOf(reader.contactId)
    await world.post(path, told('member_optout', { member_id }))
    await world.follow()
    await world.sync()
    const { rows } = await world.database.inWorkspace(world.workspaceId, (tx) =>
      sql<{ facts: number }>`select count(*)::int as facts from consent_fact f
        join address a on a.id = f.address_id
        where a.canonical = ${reader.address.toLowerCase()} and not f.opted_in`.execute(tx),
    )
    expect(rows).toEqual([{ facts: 1 }])
  })

  it('comes home by the schedule where its signal was lost', async () => {
    const reader = readers()[0]!
    world.sandbox.faults.add({ kind: 'lost-webhook', times: 1 })
    world.sandbox.recipients.optOut(reader.contactId)
    expect(await world.sandbox.deliver()).toBe(0)
    await world.follow()
    expect(await world.optedOut()).not.toContain(reader.address.toLowerCase())
    await world.sync()
    expect(await world.optedOut()).toContain(reader.address.toLowerCase())
  })

  it('is looked at a minute later where the vendor had a fault', async () => {
    const reader = readers()[0]!
    world.sandbox.recipients.optOut(reader.contactId)
    const at = `/members/${await world.memberOf(reader.contactId)}`
    world.sandbox.faults.add({
      kind: 'status',
      status: 400,
      body: {},
      match: { path: at },
      times: 1,
    })
    await world.sandbox.deliver()
    await world.follow()
    expect(await world.optedOut()).not.toContain(reader.address.toLowerCase())
    world.tick(MINUTE)
    await world.follow()
    expect(await world.optedOut()).toContain(reader.address.toLowerCase())
  })
})

describe('what a signal says', () => {
  it('is not believed: who did not leave has not left, and no page of it is kept', async () => {
    const reader = readers()[0]!
    const member_id = await world.memberOf(reader.contactId)
    const before = await receipts()
    expect(await world.post(path, told('member_optout', { member_id }))).toBe(200)
    await world.follow()
    expect(looks()).toEqual([`GET /members/${member_id}`])
    expect(await world.optedOut()).not.toContain(reader.address.toLowerCase())
    expect(await receipts()).toBe(before)
  })

  it('leads nowhere where there is no such member', async () => {
    await world.post(path, told('member_optout', { member_id: 999_999_999 }))
    await world.follow()
    expect(looks()).toEqual(['GET /members/999999999'])
    expect(await world.spots()).toEqual([{ about: 'contact', id: '999999999', isWaiting: false }])
  })

  it('is refused as any other delivery is, and nothing of it is logged', async () => {
    const before = await world.tally()
    const statuses = [
      await world.post(path, 'member_optout SECRET-WORD'),
      await world.post(path, '[1]'),
      await world.post(path, told('member_optout', { member_id: 1 }), { 'content-type': 'text/x' }),
      await world.post(path, JSON.stringify({ event_name: 'x'.repeat(70_000), data: {} })),
      await world.post('/hooks/1-nowhere', told('member_optout', { member_id: 1 })),
    ]
    expect(statuses).toEqual([400, 400, 415, 413, 404])
    const { unreadable, wrong_type, too_large } = await world.tally()
    const since = (name: string, now = 0) => now - (before[name] ?? 0)
    expect(since('unreadable', unreadable)).toBe(2)
    expect([since('wrong_type', wrong_type), since('too_large', too_large)]).toEqual([1, 1])
    const log = world.logged.join('\n')
    expect(log).not.toContain('SECRET-WORD')
    expect(log).not.toContain(path.slice(-30))
    expect(await world.spots()).toEqual([])
  })

  it('calls for nothing where it is of members who came or changed, or of imports', async () => {
    for (const event of ['member_add', 'member_signup', 'member_update', 'import_finish', 'new']) {
      const data = { member_id: 1, mailing_id: 2 }
      expect(await world.post(path, told(event, data))).toBe(200)
    }
    await world.follow()
    expect(world.asked()).toEqual([])
  })

  it('is not heard while deliveries are refused', async () => {
    await closeHook(world.homing, world.by, world.connectionId, true)
    world.tick(FORGOTTEN)
    expect(await world.post(path, told('member_optout', { member_id: 1 }))).toBe(404)
    await closeHook(world.homing, world.by, world.connectionId, false)
    world.tick(FORGOTTEN)
    expect(await world.post(path, told('member_optout', { member_id: 1 }))).toBe(200)
  })
})

describe('news of a mailing', () => {
  it('is read once for many signals, of that mailing alone, and then rests', async () => {
    const mailing_id = await aMailing()
    for (let time = 0; time < 30; time++) {
      await world.post(path, told('message_open', { member_id: time, mailing_id }))
    }
    await world.follow()
    const runs = await world.runs()
    expect(runs.at(-1)).toMatchObject({ kinds: ['totals', 'activities'] })
    expect(runs.at(-1)!.campaignId).not.toBeNull()
    await world.work()
    const asked = world.asked()
    expect(asked).toContain(`GET /response/${mailing_id}/opens`)
    expect(asked.filter((one) => one === 'GET /members')).toEqual([])
    expect(asked.filter((one) => /response/.test(one) && !one.includes(`/${mailing_id}`))).toEqual(
      [],
    )
    await world.post(path, told('message_click', { member_id: 7, mailing_id }))
    await world.follow()
    expect(await world.runs()).toHaveLength(runs.length)
    world.tick(10 * MINUTE)
    await world.follow()
    expect(await world.runs()).toHaveLength(runs.length + 1)
  })

  it('waits while a run is open, and widens none', async () => {
    const { workspaceId, connectionId } = world
    const ask = { workspaceId, connectionId, campaignId: null, by: null, from: 'user' } as const
    await startRun(world.homing, { ...ask, kinds: ['lists'] })
    const before = (await world.runs()).length
    await world.post(path, told('mailing_finish', { mailing_id: await aMailing() }))
    await world.follow()
    expect(await world.runs()).toHaveLength(before)
    await world.work()
    await world.follow()
    expect(await world.runs()).toHaveLength(before + 1)
  })

  it('of a mailing that is not known reads everything, once in a quarter of an hour', async () => {
    const before = (await world.runs()).length
    for (let time = 0; time < 20; time++) {
      await world.post(path, told('mailing_start', { mailing_id: 700_000 + time }))
      await world.follow()
      await world.work()
      world.tick(1000)
    }
    const runs = (await world.runs()).slice(before)
    expect(runs).toMatchObject([{ campaignId: null, kinds: ['opt_outs', 'totals', 'activities'] }])
  })
})

describe('somebody who knows the address', () => {
  it('causes no more than a bounded number of looks, and rows, whatever they post', async () => {
    for (let time = 0; time < 500; time++) {
      const body = told('member_optout', { member_id: 900_000 + time, mailing_id: time })
      expect(await world.post(path, body)).toBe(200)
    }
    await world.follow()
    expect(looks()).toHaveLength(20)
    expect((await world.spots()).length).toBeLessThanOrEqual(202)
    await world.follow()
    expect(looks()).toEqual([])
    world.tick(MINUTE + 1)
    await world.follow()
    expect(looks()).toHaveLength(20)
  }, 60_000)

  it('leaves no trace after an hour', async () => {
    expect(await world.spots()).toEqual([])
  })
})

describe('the vendor’s list', () => {
  const EVENTS = 6

  it('has one line an event; looked at again, nothing is changed', async () => {
    const lines = await world.lines()
    expect(lines).toHaveLength(EVENTS)
    expect(lines.every((line) => line.endsWith(world.origin + path))).toBe(true)
    world.tick(25 * 3600_000)
    await world.follow()
    expect(world.asked().filter((one) => !one.startsWith('GET'))).toEqual([])
  })

  it('loses no line of others; what was removed is back, what is there twice is not', async () => {
    const foreign = { event: 'member_add', url: 'https://other.example/hooks/1-abc' }
    await call(world.sandbox, 'POST /webhooks', foreign)
    const twice = { event: 'message_open', url: world.origin + path }
    await call(world.sandbox, 'POST /webhooks', twice)
    const { body } = await call<{ webhook_id: number; event: string }[]>(
      world.sandbox,
      'GET /webhooks',
    )
    const gone = body.find(({ event }) => event === 'member_optout')!.webhook_id
    await call(world.sandbox, `DELETE /webhooks/${gone}`)
    world.tick(25 * 3600_000)
    await world.follow()
    const lines = await world.lines()
    expect(lines).toHaveLength(EVENTS + 1)
    expect(lines).toContain(`member_add ${foreign.url}`)
    expect(lines.filter((line) => line.startsWith('message_open'))).toHaveLength(1)
  })

  it('follows an address that is replaced; a failure is told and tried again', async () => {
    world.sandbox.faults.add({
      kind: 'status',
      status: 400,
      body: {},
      match: { path: '/webhooks' },
      times: 100,
    })
    for (let time = 1; time < 20; time++) path = await world.makeAddress(true)
    await expect(world.makeAddress(true)).rejects.toThrow('none could be entered yet')
    expect(await problems()).toEqual([
      'Emma could not be asked to tell Homing when there is news: Emma refused what was asked.',
    ])
    world.sandbox.faults.clear()
    world.tick(10 * MINUTE)
    await world.follow()
    expect(await problems()).toEqual([])
    const own = (await world.lines()).filter((line) => line.includes(world.origin))
    expect(own).toHaveLength(EVENTS)
    expect(own.every((line) => line.endsWith(path))).toBe(true)
  })

  it('loses Homing’s own lines, and no other, when the connection is removed', async () => {
    await removeConnection(world.homing, world.by, world.connectionId)
    expect(await world.lines()).toEqual(['member_add https://other.example/hooks/1-abc'])
    world.tick(FORGOTTEN)
    expect(await world.post(path, told('member_optout', { member_id: 1 }))).toBe(404)
  })
})

async function receipts(): Promise<number> {
  const { rows } = await world.database.inWorkspace(world.workspaceId, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from receipt`.execute(tx),
  )
  return rows[0]!.count
}

async function problems(): Promise<string[]> {
  const { rows } = await world.database.inWorkspace(world.workspaceId, (tx) =>
    sql<{ sentence: string }>`
      select sentence from problem where status = 'open' and sentence like '%tell Homing%'`.execute(
      tx,
    ),
  )
  return rows.map(({ sentence }) => sentence)
}
