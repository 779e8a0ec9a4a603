import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { vendors } from '../../../sandbox/index.ts'
import { readLists } from '../../../src/connections/index.ts'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import { html, sender } from '../../sandbox/campaign-tour.ts'
import { LETTER } from './world.ts'
import { mailingsAt, type MailingsAtAService } from './at-a-service.ts'

const HOUR = 3_600_000

let world: MailingsAtAService
let name: string

beforeAll(async () => {
  const service = { connector: informz, keys: vendors.informz.keys }
  world = await mailingsAt(service, LETTER, { enforceLimits: true })
}, 240_000)
beforeEach(() => {
  name = world.begin()
})
afterAll(() => world.close())

const there = () => world.sandbox.campaigns().filter((one) => one.name.startsWith(name))
const runs = () => there().flatMap(({ activities }) => activities.flatMap((one) => one.runs))

test('a mailing is made once; changed, it is made anew, and the one before stays there', async () => {
  const id = await world.made()
  const first = await world.show(id)
  expect(first).toMatchObject({ telling: 'idle', heldStatus: 'draft', toldVersion: 1 })
  expect(first.differences).toEqual([])
  await world.draft(id)
  expect(there()).toMatchObject([{ name, html, fromEmail: sender }])
  await world.changed(id, { subject: 'What is newer' })
  const second = await world.show(id)
  expect(second).toMatchObject({ telling: 'idle', toldVersion: 2, differences: [] })
  expect(second.externalId).not.toBe(first.externalId)
  expect(there().map((one) => one.name)).toEqual([name, `${name} (2)`])
  // Read home, the one that was left behind is no campaign of its own.
  await world.sync()
  expect(await world.kept()).toEqual([{ id, name }])
  await world.draft(id)
  expect(there()).toHaveLength(2)
})

test('scheduled, moved and taken back, it goes out once, and its news comes home', async () => {
  const id = await world.made()
  const { externalId } = await world.show(id)
  await world.scheduled(id, world.homing.now() + HOUR)
  expect(await world.show(id)).toMatchObject({
    telling: 'idle',
    outcome: '',
    heldStatus: 'scheduled',
  })
  await world.cancel(id)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft' })
  expect(runs()).toEqual([])
  await world.scheduled(id, world.homing.now() + 2 * HOUR)
  world.passes(3 * HOUR)
  await world.work(id)
  await world.sync()
  expect(await world.show(id)).toMatchObject({ status: 'sent', heldStatus: 'sent', externalId })
  expect(runs()).toHaveLength(1)
  expect(await world.events(id)).toBeGreaterThan(0)
})

test('made and sent at once with answers that were lost, it is sent once', async () => {
  world.sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'CreateMailing' } })
  const id = await world.made()
  world.passes(HOUR)
  await world.work(id)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft' })
  // Which version was made without an answer is told by nobody: it is held, and made anew.
  expect(there().map((one) => one.name)).toEqual([name, `${name} (2)`])
  await world.draft(id)
  expect(there()).toHaveLength(2)
  world.sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'ScheduleMailing' } })
  await world.scheduled(id, 'now')
  world.passes(HOUR)
  for (let turn = 0; turn < 5; turn++) await world.work(id)
  expect(await world.show(id)).toMatchObject({ status: 'sent', telling: 'idle' })
  expect(runs()).toHaveLength(1)
})

test('several interests are refused in words, and nothing is sent', async () => {
  const lists = await readLists(world.homing, { ...world.by, connectionId: world.connectionId })
  const id = await world.made({
    lists: lists.slice(0, 2).map((one) => ({ id: one.id, name: one.name })),
  })
  await world.scheduled(id, world.homing.now() + HOUR)
  expect(await world.show(id)).toMatchObject({
    telling: 'failed',
    outcome: 'Informz is told one interest to send to.',
    remedy: 'Choose one list, or make a campaign of each.',
  })
  expect(runs()).toEqual([])
})

test('given up, it is said to be there still, and is over once somebody deleted it', async () => {
  const id = await world.made()
  await world.discard(id)
  expect(await world.show(id)).toMatchObject({
    telling: 'failed',
    outcome: 'It is still at Informz, which lets no program take a campaign away.',
    remedy: 'Delete it at Informz; then discard it again.',
  })
  const { campaigns } = world.sandbox.world
  campaigns.remove(campaigns.named(name)!, world.sandbox.clock.now())
  world.sandbox.clock.advance(1000)
  await world.discard(id)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', status: 'removed' })
})
