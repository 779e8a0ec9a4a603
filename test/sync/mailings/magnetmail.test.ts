import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { faultText } from '../../../sandbox/magnetmail/errors.ts'
import { audienceProof } from '../../../src/audience/index.ts'
import { magnetMailService } from '../services.ts'
import { html, sender } from '../../sandbox/campaign-tour.ts'
import { mailingsAt, type MailingsAtAService } from './at-a-service.ts'

const HOUR = 3_600_000

let world: MailingsAtAService
let name: string

beforeAll(async () => {
  world = await mailingsAt(magnetMailService)
}, 240_000)
beforeEach(() => {
  name = world.begin()
})
afterAll(() => world.close())

/** The operations that write, asked for since a number of requests. */
const writes = (since: number) =>
  world.sandbox.requests
    .slice(since)
    .map(({ operation }) => operation!)
    .filter((one) => /^(create|edit)Magnet|^send/.test(one))

const there = () => world.sandbox.campaigns().filter((one) => one.name.startsWith(name))

const runsThere = () => there().flatMap(({ activities }) => activities.flatMap(({ runs }) => runs))

test('a message is made, told again when its words change, and not otherwise', async () => {
  const before = world.sandbox.requests.length
  const id = await world.made()
  expect(await world.show(id)).toMatchObject({
    telling: 'idle',
    heldStatus: 'draft',
    toldVersion: 1,
  })
  expect((await world.show(id)).differences).toEqual([])
  expect(there()).toMatchObject([{ html, fromEmail: sender }])
  await world.draft(id)
  expect(writes(before)).toEqual(['createMagnetMailMessage'])
  await world.changed(id, { subject: 'What is newer', fromName: 'Somebody else' })
  expect(writes(before)).toEqual(['createMagnetMailMessage', 'editMagnetMailMessage'])
  expect(await world.show(id)).toMatchObject({ telling: 'idle', toldVersion: 2, differences: [] })
})

test('a message whose making was not answered is found by its name, and made once', async () => {
  world.sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'createMagnetMailMessage' } })
  const id = await world.made()
  expect((await world.show(id)).externalId).toBeNull()
  world.later(HOUR)
  world.sandbox.clock.advance(HOUR)
  await world.work(id)
  expect(await world.show(id)).toMatchObject({
    telling: 'idle',
    heldStatus: 'draft',
    differences: [],
  })
  expect(there()).toHaveLength(1)
})

test('scheduled, it goes out once, and its news comes home to it under its own name', async () => {
  const before = world.sandbox.requests.length
  const id = await world.made()
  const at = world.homing.now() + HOUR
  await world.scheduled(id, at)
  const asked = ['createMagnetMailMessage', 'editMagnetMailMessage', 'sendMessageToGroup']
  expect(writes(before)).toEqual(asked)
  expect(await world.show(id)).toMatchObject({
    telling: 'idle',
    outcome: '',
    heldStatus: 'scheduled',
  })
  expect(there()[0]!.name).toBe(`${name} [Homing sends it ${new Date(at).toISOString()}]`)
  await expect(world.cancel(id)).rejects.toThrow('lets nobody take back a schedule')
  await world.work(id)
  expect(writes(before)).toEqual(asked)
  world.passes(3 * HOUR)
  await world.work(id)
  await world.sync()
  expect(await world.show(id)).toMatchObject({ status: 'sent', heldStatus: 'sent' })
  expect(await world.events(id)).toBeGreaterThan(0)
  expect(await world.kept()).toEqual([{ id, name }])
  expect(runsThere()).toHaveLength(1)
  const { externalId } = await world.show(id)
  expect((await world.identities(id)).map((one) => one.external_id)).toEqual([
    externalId,
    externalId,
  ])
  const proof = (await world.inTx((tx) => audienceProof(tx, { ...world.by, campaignId: id })))!
  expect(proof.strangers).toBe(0)
})

test.each(['worker', 'discovery'] as const)(
  'sent at once with an answer that was lost, it is sent once: %s first',
  async (who) => {
    const id = await world.made()
    world.sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'sendMessageToGroup' } })
    await world.scheduled(id, 'now')
    if (who === 'discovery') await world.sync()
    world.passes(HOUR)
    await world.work(id)
    expect(await world.show(id)).toMatchObject({ status: 'sent', telling: 'idle' })
    expect(runsThere()).toHaveLength(1)
  },
)

test('what was asked for and never went out is not asked for again, and is shown as failed', async () => {
  const id = await world.made()
  const before = world.sandbox.requests.length
  world.sandbox.faults.add({ kind: 'server-error', match: { operation: 'sendMessageToGroup' } })
  await world.scheduled(id, world.homing.now() + HOUR)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
  world.passes(26 * HOUR)
  await world.work(id)
  expect(await world.show(id)).toMatchObject({ status: 'error', heldStatus: 'error' })
  await expect(world.schedule(id, 'now')).rejects.toThrow('This campaign is scheduled.')
  await world.work(id)
  expect(runsThere()).toEqual([])
  expect(writes(before)).toEqual(['editMagnetMailMessage', 'sendMessageToGroup'])
})

test('what the ESP refuses to send keeps its name, and can be sent once it is put right', async () => {
  const id = await world.made()
  const wrong = { kind: 'status', status: 500, body: faultText('Client', 'Bad from') } as const
  world.sandbox.faults.add({ ...wrong, match: { operation: 'sendMessageToGroup' }, times: 1 })
  await world.scheduled(id, world.homing.now() + HOUR)
  expect(await world.show(id)).toMatchObject({ telling: 'failed', heldStatus: 'draft' })
  expect(there()[0]!.name).toBe(name)
  await world.scheduled(id, world.homing.now() + HOUR)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
})
