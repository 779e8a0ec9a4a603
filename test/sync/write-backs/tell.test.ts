import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '../../database.ts'
import { madeThere, mailable, twoWorlds, type Side, type TwoWorlds } from './world.ts'

let world: TwoWorlds
let people: string[]
beforeAll(async () => {
  world = await twoWorlds()
  await world.sync2(world.a, ['opt_outs', 'lists', 'contacts'])
  await world.sync2(world.b, ['opt_outs', 'lists', 'contacts'])
  people = await mailable(world, world.b)
}, 60_000)
afterEach(() => {
  world.a.sandbox.faults.clear()
  world.b.sandbox.faults.clear()
})
afterAll(() => world.close())

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
let next = 0
/** Somebody no test has touched. */
const someone = () => people[next++]!
const facts = () => world.inTx((tx) => tx.selectFrom('consent_fact').select('id').execute())
const rowOf = async (side: Side, address: string) =>
  (await world.rows(side)).find((row) => row.address === address.toLowerCase())
const sinceNow = (side: Side) => {
  const before = world.writes(side).length
  return () => world.writes(side).slice(before)
}
function leaveAt(side: Side, address: string, reason = 'too many mails') {
  side.sandbox.clock.advance(1_000)
  const { contactId } = world.there(side, address)
  expect(side.sandbox.recipients.optOut(contactId, reason)).toBe(true)
}

test('an opt-out at one ESP holds at the other, and nothing else of the contact is touched', async () => {
  const address = someone()
  const before = world.there(world.b, address)
  leaveAt(world.a, address)
  await world.sync2(world.a, ['opt_outs'])
  const written = sinceNow(world.b)
  await world.tell(world.b)
  const { mark } = (await rowOf(world.b, address))!
  const after = world.there(world.b, address)
  expect(after).toEqual({
    ...before,
    permission: 'unsubscribed',
    optOut: expect.objectContaining({
      source: 'Account',
      reason: `too many mails (Homing ${mark})`,
    }) as unknown,
  })
  expect(await rowOf(world.b, address)).toMatchObject({ wanted: 'out', status: 'done', tries: 1 })
  expect(await rowOf(world.a, address)).toBeUndefined()
  await world.tell(world.b)
  expect(written()).toEqual(['PUT /v3/contacts/*'])
})

test.each([
  ['ida@b\u00fccher.example', 'ida@xn--bcher-kva.example'],
  ['ole@xn--bcher-kva.example', 'ole@b\u00fccher.example'],
])('an address the other system spells otherwise is found there: %s, %s', async (here, there) => {
  await madeThere(world.a, here)
  await world.sync2(world.a, ['contacts'])
  await madeThere(world.b, there)
  await world.sync2(world.b, ['contacts'])
  await leaveAt(world.a, here)
  await world.sync2(world.a, ['opt_outs'])
  await world.tell(world.b)
  expect(world.there(world.b, there).permission).toBe('unsubscribed')
})

test('what was told comes home, and is no new wish: the day the person comes back it does not hold', async () => {
  const address = someone()
  await world.optOut(address)
  await world.tell(world.b)
  await world.tell(world.a)
  expect(world.there(world.a, address).permission).toBe('unsubscribed')
  const before = (await facts()).length
  await world.sync2(world.b, ['opt_outs'])
  await world.sync2(world.a, ['opt_outs'])
  expect((await facts()).length).toBe(before)
})

test('an address no ESP knows is looked for, and never put there', async () => {
  await world.inTx((tx) =>
    sql`with a as (insert into address (workspace_id, address, canonical)
      values (${world.by.workspaceId}, 'stranger@x.example', 'stranger@x.example') returning id),
    p as (insert into person (workspace_id, origin, name)
      values (${world.by.workspaceId}, 'user', 'A Stranger') returning id)
    insert into person_address (workspace_id, person_id, address_id)
    select ${world.by.workspaceId}, p.id, a.id from p, a`.execute(tx),
  )
  const written = sinceNow(world.a)
  await world.optOut('stranger@x.example')
  await world.tell(world.a)
  expect(await rowOf(world.a, 'stranger@x.example')).toMatchObject({ status: 'not_needed' })
  expect(written()).toEqual([])
})

test('what was lifted before anybody was told is told to nobody', async () => {
  const address = someone()
  const [toA, toB] = [sinceNow(world.a), sinceNow(world.b)]
  await world.optOut(address)
  await world.lift(address)
  await world.tell(world.a)
  await world.tell(world.b)
  expect([...toA(), ...toB()]).toEqual([])
  expect(await rowOf(world.a, address)).toMatchObject({ wanted: 'in', status: 'done' })
})

test('coming back: one call each, which asks the person; done once the person has confirmed', async () => {
  const address = someone()
  const lists = world.there(world.b, address).listIds
  await world.optOut(address)
  for (const side of [world.a, world.b]) await world.tell(side)
  const [toA, toB] = [sinceNow(world.a), sinceNow(world.b)]
  await world.lift(address)
  for (const side of [world.a, world.b, world.a, world.b]) await world.tell(side)
  expect([toA(), toB()]).toEqual([
    ['PUT /v3/contacts/resubscribe/*'],
    ['PUT /v3/contacts/resubscribe/*'],
  ])
  expect(await rowOf(world.b, address)).toMatchObject({ wanted: 'in', status: 'confirming' })
  expect(world.there(world.b, address).permission).toBe('unsubscribed')
  world.b.sandbox.clock.advance(1_000)
  expect(world.b.sandbox.recipients.confirm(world.there(world.b, address).contactId)).toBe(true)
  await world.sync2(world.b, ['contacts'])
  expect(await rowOf(world.b, address)).toMatchObject({ status: 'done' })
  expect(world.there(world.b, address)).toMatchObject({ listIds: lists })
  // Where nobody has confirmed, nobody is mailed, and it is not told again.
  expect(await rowOf(world.a, address)).toMatchObject({ status: 'confirming' })
})

test('an answer that was lost: it is told again, which changes nothing, and its echo is known', async () => {
  const address = someone()
  await world.optOut(address)
  world.b.sandbox.faults.add({ kind: 'lost-answer', match: { method: 'PUT' }, times: 100 })
  await world.tell(world.b)
  expect(world.there(world.b, address).permission).toBe('unsubscribed')
  expect(await rowOf(world.b, address)).toMatchObject({ status: 'waiting', tries: 1 })
  // Read back by the schedule before it is tried again.
  const before = (await facts()).length
  await world.sync2(world.b, ['opt_outs'])
  expect((await facts()).length).toBe(before)
  world.b.sandbox.faults.clear()
  world.later(2 * MINUTE)
  const optOut = world.there(world.b, address).optOut
  await world.tell(world.b)
  expect(await rowOf(world.b, address)).toMatchObject({ status: 'done' })
  expect(world.there(world.b, address).optOut).toEqual(optOut)
})

test('a pause the vendor asks for costs no try, and nobody is asked before it is over', async () => {
  const address = someone()
  // The vendor's day must not begin anew while this runs.
  if (DAY - (world.homing.now() % DAY) < 10 * MINUTE) world.later(15 * MINUTE)
  world.b.sandbox.faults.add({ kind: 'quota' })
  await world.optOut(address)
  await world.tell(world.b)
  expect(await rowOf(world.b, address)).toMatchObject({ status: 'waiting', tries: 0 })
  const asked = world.b.sandbox.requests.length
  await world.tell(world.b)
  expect(world.b.sandbox.requests.length).toBe(asked)
  // The budget is one: a run that finds it closed says why, as the lane does.
  await world.sync2(world.b, ['opt_outs'])
  const { rows } = await world.inTx((tx) =>
    sql<{ message: string; fault: string }>`select r.message, l.fault from run r, write_back_lane l
      where l.fault <> '' order by r.id desc limit 1`.execute(tx),
  )
  expect(rows[0]!.fault).toMatch(/10,000 requests .* are spent/)
  expect(rows[0]!.message).toContain(rows[0]!.fault)
  await world.inTx((tx) => sql`update pace set blocked_until = null`.execute(tx))
  world.later(25 * 60 * MINUTE)
  await world.tell(world.b)
  expect(await rowOf(world.b, address)).toMatchObject({ status: 'done' })
})

test('an access token that ended is renewed on the way', async () => {
  const address = someone()
  world.b.sandbox.faults.add({ kind: 'expired-token', match: { method: 'PUT' } })
  await world.optOut(address)
  await world.tell(world.b)
  expect(await rowOf(world.b, address)).toMatchObject({ status: 'done', tries: 1 })
})

test('a fault of one contact holds up no other, and its row says why', async () => {
  const [bad, good] = [someone(), someone()]
  const { contactId } = world.there(world.b, bad)
  const body = [{ error_key: 'contacts.api.validation.error', error_message: 'No.' }]
  const path = `/contacts/${contactId}`
  world.b.sandbox.faults.add({ kind: 'status', status: 400, body, match: { path }, times: 9 })
  await world.optOut(bad)
  await world.optOut(good)
  await world.tell(world.b)
  expect(await rowOf(world.b, good)).toMatchObject({ status: 'done' })
  const row = await rowOf(world.b, bad)
  expect(row).toMatchObject({ status: 'waiting', tries: 1 })
  expect(row!.outcome).toContain('No.')
  world.b.sandbox.faults.clear()
  world.later(5 * MINUTE)
  await world.tell(world.b)
  expect(await rowOf(world.b, bad)).toMatchObject({ status: 'done' })
})

test('two workers tell everybody once', async () => {
  const all = [someone(), someone(), someone()]
  const written = sinceNow(world.b)
  for (const address of all) await world.optOut(address)
  await Promise.all([world.tell(world.b), world.tell(world.b)])
  expect(written()).toEqual(all.map(() => 'PUT /v3/contacts/*'))
  for (const address of all) expect((await rowOf(world.b, address))!.status).toBe('done')
})

test('whoever is mailed again at an ESP against a wish is found by the next read', async () => {
  const address = someone()
  await world.optOut(address)
  await world.tell(world.b)
  const { accessToken } = world.b.sandbox.issueTokens()
  const there = world.there(world.b, address)
  await fetch(`${world.b.sandbox.url}/v3/contacts/sign_up_form`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email_address: address, list_memberships: there.listIds }),
  })
  expect(world.there(world.b, address).permission).toBe('explicit')
  await world.sync2(world.b, ['contacts'])
  await world.tell(world.b)
  expect(world.there(world.b, address).permission).toBe('unsubscribed')
})

test('a topic that was left: off the list that stands for it, and still subscribed', async () => {
  const address = people.find(
    (one, at) => at >= next && world.there(world.b, one).listIds.length > 1,
  )!
  const { listIds } = world.there(world.b, address)
  const { personId } = await world.person(address)
  const { workspaceId } = world.by
  await world.inTx(async (tx) => {
    const { id: topicId } = await tx
      .insertInto('topic')
      .values({ workspace_id: workspaceId, name: 'Tax' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const mapping = { kind: 'list' as const, external_id: listIds[0]!, topic_id: topicId }
    await tx
      .insertInto('topic_mapping')
      .values({ workspace_id: workspaceId, connection_id: world.b.connectionId, ...mapping })
      .execute()
    const { recordOptOut } = await import('../../../src/consent/index.ts')
    await recordOptOut(
      tx,
      { workspaceId, personId, actor: 'system', now: world.homing.now() },
      { about: { scope: 'topics', topicIds: [topicId] }, reason: '', evidence: 'said so' },
    )
  })
  await world.tell(world.b)
  expect(world.there(world.b, address)).toMatchObject({
    permission: expect.stringMatching('plicit') as unknown,
    listIds: listIds.slice(1),
  })
  // Only where something stands for the topic.
  expect((await world.rows(world.a)).filter((row) => row.topic_id !== null)).toEqual([])
})

test('an opt-out at the ESP that is newer than the wish to come back is left alone', async () => {
  const address = people.at(-1)!
  const { contactId } = world.there(world.a, address)
  await world.lift(address, world.a.sandbox.clock.now())
  // Nobody has read it yet, and by what is known here the person wants to come back.
  leaveAt(world.a, address)
  await world.tell(world.a)
  const asked = world.a.sandbox.requests.map(({ path }) => path)
  expect(asked).not.toContain(`/v3/contacts/resubscribe/${contactId}`)
  expect(await rowOf(world.a, address)).toMatchObject({ status: 'not_needed' })
})
