import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createRequestReferee, hasContract, specsDirectory } from '../../../sandbox/contract.ts'
import { audienceProof } from '../../../src/audience/index.ts'
import { actOnService } from '../services.ts'
import { html, sender } from '../../sandbox/campaign-tour.ts'
import { mailingsAt, type MailingsAtAService } from './at-a-service.ts'

const HOUR = 3_600_000

let world: MailingsAtAService
let name: string

beforeAll(async () => {
  world = await mailingsAt(actOnService)
}, 240_000)
beforeEach(() => {
  name = world.begin()
})
afterAll(() => world.close())

/** What was written about messages since a number of requests, with the ids as they are. */
const writes = (since: number) =>
  world.sandbox.requests
    .slice(since)
    .filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/1/message'))
    .map(({ method, path }) => `${method} ${path.replace('/api/1', '')}`)

const there = () =>
  world.sandbox
    .campaigns()
    .filter((one) => one.name.startsWith(name) && one.removedAt === undefined)

test('a draft is made, told again when its words change, and not otherwise', async () => {
  const before = world.sandbox.requests.length
  const id = await world.made()
  const { externalId, ...shown } = await world.show(id)
  expect(shown).toMatchObject({ telling: 'idle', heldStatus: 'draft', toldVersion: 1 })
  expect(shown.differences).toEqual([])
  expect(there()).toMatchObject([{ html, fromEmail: sender }])
  await world.draft(id)
  expect(writes(before)).toEqual(['POST /message'])
  await world.changed(id, { subject: 'What is newer' })
  expect(writes(before)).toEqual(['POST /message', `PUT /message/${externalId}`])
  expect(await world.show(id)).toMatchObject({ telling: 'idle', toldVersion: 2, differences: [] })
})

test('another sender takes another draft; both identities are kept, the old one goes', async () => {
  const before = world.sandbox.requests.length
  const id = await world.made()
  const { externalId: first } = await world.show(id)
  await world.changed(id, { fromName: 'Somebody else' })
  const { externalId: second, telling } = await world.show(id)
  expect(telling).toBe('idle')
  expect(await world.identities(id)).toEqual([
    { kind: 'campaign', external_id: first, role: 'replaced' },
    { kind: 'campaign', external_id: second, role: '' },
  ])
  expect(writes(before)).toEqual(['POST /message', 'POST /message', `DELETE /message/${first}`])
  expect(there().map(({ fromName }) => fromName)).toContain('Somebody else')
})

test('scheduled, it goes out once under its own id, and its news comes home to it', async () => {
  const before = world.sandbox.requests.length
  const id = await world.made()
  const { externalId: draft } = await world.show(id)
  await world.scheduled(id, world.homing.now() + HOUR)
  const scheduled = await world.show(id)
  expect(scheduled).toMatchObject({ telling: 'idle', outcome: '', heldStatus: 'scheduled' })
  expect(writes(before)).toEqual(['POST /message', `POST /message/${draft}/send`])
  const out = scheduled.externalId!
  expect(await world.identities(id)).toEqual([
    { kind: 'campaign', external_id: draft, role: 'replaced' },
    { kind: 'campaign', external_id: out, role: '' },
    { kind: 'activity', external_id: out, role: 'message' },
  ])
  await expect(world.cancel(id)).rejects.toThrow('lets nobody take back a schedule')
  world.passes(3 * HOUR)
  await world.work(id)
  await world.sync()
  expect(await world.show(id)).toMatchObject({ status: 'sent', heldStatus: 'sent' })
  expect(await world.events(id)).toBeGreaterThan(0)
  expect(await world.kept()).toEqual([{ id, name }])
  // Whom Act-On left out of itself (the world has people it writes to as little) is not missing.
  const proof = (await world.inTx((tx) => audienceProof(tx, { ...world.by, campaignId: id })))!
  const of = (fate: string) =>
    proof.counts.filter((one) => one.fate === fate).reduce((sum, one) => sum + one.count, 0)
  expect(of('unmailable_there')).toBeGreaterThan(0)
  expect(of('unmailable_there') + of('sent')).toBe(proof.intended)
  expect(proof.strangers).toBe(0)
})

test.each(['worker', 'discovery'] as const)(
  'sent at once with an answer that was lost, it is found by its title: %s first',
  async (who) => {
    const id = await world.made()
    world.sandbox.faults.add({ kind: 'lost-answer', match: { method: 'POST', path: /\/send$/ } })
    await world.scheduled(id, 'now')
    if (who === 'discovery') await world.sync()
    world.passes(HOUR)
    await world.work(id)
    expect(await world.show(id)).toMatchObject({ status: 'sent', telling: 'idle' })
    expect(there().filter(({ activities }) => activities[0]!.runs.length > 0)).toHaveLength(1)
    const roles = (await world.identities(id)).map(({ role }) => role)
    expect(roles.sort()).toEqual(['', 'message', 'replaced'])
  },
)

test('every request was one of the vendor’s contract', () => {
  if (!hasContract()) return
  const judge = createRequestReferee(specsDirectory(), 'act-on')
  const wrong = world.sandbox.requests
    .filter(({ path }) => path.startsWith('/api/1/message'))
    .flatMap((request) => judge(request).problems)
  expect(wrong).toEqual([])
})
