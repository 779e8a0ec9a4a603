import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  audienceProof,
  changeAudiencePolicy,
  lookOf,
  sendAllTheSame,
  type AudiencePolicy,
} from '../../../src/audience/index.ts'
import { wakeMailing } from '../../../src/campaigns/index.ts'
import { mailingsToTell } from '../../../src/sync/index.ts'
import {
  LAST_CHANCE_MS,
  LOOK_MS_MIN,
  secondLookAt,
} from '../../../src/sync/mailings/second-look.ts'
import { sql } from '../../database.ts'
import { fc } from '../../property.ts'
import { write } from '../../sandbox/client.ts'
import { mailingWorld, type MailingWorld } from './world.ts'

const MINUTE = 60_000
const USUAL: AudiencePolicy = {
  ...{ holdStrangers: true, holdMissing: false, holdUnlooked: true, keepLists: false },
}

let world: MailingWorld
let name: string
let count = 0
beforeAll(async () => {
  world = await mailingWorld()
  Object.assign(world.homing, { sleep: async (ms: number) => later(ms) })
  await world.sync({ kinds: ['lists', 'contacts'] })
})
beforeEach(async () => {
  name = `Second look no. ${++count}, so it is`
  world.sandbox.faults.clear()
  await policy({})
})
afterAll(() => world.close())

const of = (campaignId: number) => ({ workspaceId: world.by.workspaceId, campaignId })
const proof = async (id: number) => (await world.inTx((tx) => audienceProof(tx, of(id))))!
const later = (ms: number) => {
  world.sandbox.clock.advance(ms)
  world.later(ms)
}
const policy = (change: Partial<AudiencePolicy>) =>
  world.inTx((tx) => {
    const as = { actor: world.by, now: world.homing.now() }
    return changeAudiencePolicy(tx, { ...of(0), ...as }, { ...USUAL, ...change })
  })
const signUp = async (email_address: string) => {
  const body = { email_address, list_memberships: [world.lists[0]!.id] }
  const { status } = await write(world.sandbox, 'POST /v3/contacts/sign_up_form', body)
  expect(status).toBeLessThan(300)
}
/** A minute as the processes work: the tick, then whoever it hands out. */
const tick = async (id: number) => {
  const due = await mailingsToTell(world.homing, world.by.workspaceId)
  if (due.some((place) => place.campaignId === id)) await world.work(id)
}
/** Scheduled three hours ahead; then time has passed until so long before it. */
const scheduled = async (untilMs: number) => {
  const id = await world.make(name)
  await world.draft(id)
  // Whoever is there already is known: what comes later is what is looked for.
  await world.sync({ kinds: ['lists', 'contacts'] })
  await world.schedule(id, world.homing.now() + 180 * MINUTE)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
  return { id, approach: () => later(180 * MINUTE - untilMs) }
}
const problems = async (id: number) => {
  const { rows } = await world.inTx((tx) =>
    sql<{ sentence: string }>`select sentence from problem
      where status = 'open' and campaign_id = ${id}`.execute(tx),
  )
  return rows.map((row) => row.sentence)
}
const LISTS_FAIL = { method: 'GET', path: /\/contacts\?/ }
const IN_TIME = LAST_CHANCE_MS + LOOK_MS_MIN - MINUTE

describe('a stranger who arrives after the comparison', () => {
  test('is found right before it is sent, and holds it until somebody lets it through', async () => {
    const { id, approach } = await scheduled(IN_TIME)
    const stranger = `late.stranger.${count}@elsewhere.example`
    await signUp(stranger)
    await tick(id)
    // It is not time yet.
    expect(await world.show(id)).toMatchObject({ heldStatus: 'scheduled' })
    expect(await proof(id)).toMatchObject({ look: 'first', strangers: 0 })
    approach()
    await tick(id)
    const held = await world.show(id)
    expect(held).toMatchObject({ wish: 'scheduled', telling: 'waiting', heldStatus: 'draft' })
    expect(held.outcome).toBe(
      'The second look, right before it was to be sent, holds it. '
        + 'One contact on its lists at Constant Contact was not chosen here.',
    )
    expect(held.status).toBe('draft')
    expect(world.writes().at(-1)).toBe('DELETE /v3/emails/activities/ID/schedules')
    expect(await problems(id)).toHaveLength(1)
    expect(await proof(id)).toMatchObject({ look: 'second', strangers: 1 })
    const said = { ...of(id), by: world.by, reason: 'A guest', now: world.homing.now() }
    await world.inTx(async (tx) => {
      await sendAllTheSame(tx, said)
      await wakeMailing(tx, of(id))
    })
    await world.work(id)
    expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
    expect(await problems(id)).toEqual([])
    later(IN_TIME + 3 * MINUTE)
    await tick(id)
    expect(world.there(name)[0]!.activities[0]!.recipients).toContain(stranger)
  })

  test('is only told where the firm chose so, and it is sent', async () => {
    await policy({ holdStrangers: false })
    const { id, approach } = await scheduled(IN_TIME)
    await signUp(`told.stranger.${count}@elsewhere.example`)
    approach()
    await tick(id)
    expect(await world.show(id)).toMatchObject({
      ...{ telling: 'idle', wish: 'scheduled', heldStatus: 'scheduled' },
      outcome: 'One contact on its lists at Constant Contact was not chosen here.',
    })
    expect(await proof(id)).toMatchObject({ look: 'second', strangers: 1 })
    await world.cancel(id)
  })

  test('is nobody: the look is made, and it is sent with no word', async () => {
    const { id, approach } = await scheduled(IN_TIME)
    approach()
    const before = (await proof(id)).readAt!
    await tick(id)
    const shown = await proof(id)
    expect(shown).toMatchObject({ look: 'second', strangers: 0 })
    expect(shown.readAt! > before).toBe(true)
    expect(await world.show(id)).toMatchObject({ telling: 'idle', outcome: '' })
    await world.cancel(id)
  })
})

describe('a look that cannot be made in time', () => {
  const fail = async (id: number, approach: () => void) => {
    world.sandbox.faults.add({ kind: 'server-error', match: LISTS_FAIL, times: 50 })
    approach()
    await tick(id)
    // It fails, and is tried again.
    expect(await world.show(id)).toMatchObject({ wish: 'scheduled', heldStatus: 'scheduled' })
    later(IN_TIME - LAST_CHANCE_MS + MINUTE)
    await tick(id)
  }

  test('takes back the schedule, says so, and goes on once it was made', async () => {
    const { id, approach } = await scheduled(IN_TIME)
    await fail(id, approach)
    const held = await world.show(id)
    expect(held).toMatchObject({ wish: 'scheduled', telling: 'waiting', heldStatus: 'draft' })
    expect(held.outcome).toBe(
      'It is held, for the second look could not be made. '
        + 'What its lists at Constant Contact hold could not be read again in time.',
    )
    expect(await proof(id)).toMatchObject({ look: 'missed' })
    expect((await problems(id)).filter((one) => one.includes('could not be read'))).toHaveLength(2)
    later(LAST_CHANCE_MS)
    await tick(id)
    expect(world.there(name)[0]!.activities[0]!.recipients).toEqual([])
    expect(await world.show(id)).toMatchObject({
      telling: 'failed',
      outcome: 'The moment of sending passed before it could be scheduled.',
    })
  })

  test('says what to do where the ESP lets nobody take a schedule back', async () => {
    const { id, approach } = await scheduled(IN_TIME)
    const { connectors } = world.homing
    const without = connectors.map(({ mailings, ...one }) => {
      return { ...one, mailings: mailings && { ...mailings, unschedule: undefined } }
    })
    Object.assign(world.homing, { connectors: without })
    try {
      await fail(id, approach)
    } finally {
      Object.assign(world.homing, { connectors })
    }
    expect(await world.show(id)).toMatchObject({ telling: 'failed', heldStatus: 'scheduled' })
    expect((await problems(id)).some((one) => one.includes('lets nobody take that back'))).toBe(
      true,
    )
  })

  test('is only told where the firm chose so, and stays in the inbox', async () => {
    await policy({ holdUnlooked: false })
    const { id, approach } = await scheduled(IN_TIME)
    await fail(id, approach)
    expect(await world.show(id)).toMatchObject({
      ...{ wish: 'scheduled', heldStatus: 'scheduled' },
      outcome: 'What its lists at Constant Contact hold could not be read again in time.',
    })
    later(LAST_CHANCE_MS + 2 * MINUTE)
    await tick(id)
    expect(await problems(id)).toEqual([
      `${name}: What is on its lists could not be read again in time. As the firm chose, it is `
        + 'sent all the same.',
    ])
  })

  test('does not pass in silence where nobody worked until it was sent', async () => {
    const { id } = await scheduled(IN_TIME)
    later(240 * MINUTE)
    await tick(id)
    const said = await problems(id)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('It was on its way before it could be held.')
  })

  test('goes on being watched where the ESP refuses every call', async () => {
    const { id, approach } = await scheduled(IN_TIME)
    world.sandbox.faults.add({ kind: 'status', status: 403, match: { path: '/v3/' }, times: 50 })
    approach()
    await tick(id)
    expect(await world.show(id)).toMatchObject({ wish: 'scheduled', telling: 'waiting' })
    later(IN_TIME - LAST_CHANCE_MS + MINUTE)
    await tick(id)
    expect((await problems(id)).some((one) => one.includes('could not be read again'))).toBe(true)
  })
})

test('a look begins so early that all pages can be read, and never in the past', () => {
  const whole = (max: number) => fc.integer({ min: 0, max })
  fc.assert(
    fc.property(whole(1e9), whole(2_000_000), whole(1e9), (sendAt, members, now) => {
      const at = secondLookAt({ sendAt, members, pageMax: 500, now })
      if (at === null) return
      expect(at).toBeGreaterThan(now)
      expect(sendAt - at).toBeGreaterThanOrEqual(LAST_CHANCE_MS + LOOK_MS_MIN)
      expect(sendAt - at).toBeGreaterThanOrEqual(LAST_CHANCE_MS + (members / 500) * 1_000)
    }),
  )
  expect(secondLookAt({ sendAt: null, members: 1, pageMax: 500, now: 0 })).toBeNull()
  expect(lookOf({ readAt: 1, lookAgainAt: null, lookMissedAt: null })).toBe('first')
})
