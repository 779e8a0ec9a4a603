import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { cancelPush, pausePush, resumePush, showPush } from '../../../src/audience/index.ts'
import { recordEspOptOuts } from '../../../src/consent/index.ts'
import { tellConnection } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { madeThere } from '../write-backs/world.ts'
import { pushWorld, type PushWorld } from './world.ts'

let world: PushWorld
let known: Awaited<ReturnType<PushWorld['known']>>
let lists: Awaited<ReturnType<PushWorld['lists']>>
beforeAll(async () => {
  world = await pushWorld()
  known = await world.known()
  // The shortest first: there are people who may be put on it.
  const length = ({ external }: { external: string }) => world.membersThere(external).length
  lists = (await world.lists()).sort((a, b) => length(a) - length(b))
}, 60_000)
afterAll(() => world.close())
afterEach(() => world.sandbox.faults.clear())

const met = new Set<string>()

/** Who may be put on a list and is not on it; each is answered once. */
function outside(list: { external: string }, count: number) {
  const on = new Set(world.membersThere(list.external))
  const some = known
    .filter((one) => one.isMailable && !on.has(one.address) && !met.has(one.address))
    .slice(0, count)
  for (const one of some) met.add(one.address)
  expect(some.length).toBe(count)
  return some
}

test('known contacts and strangers are put on a list, each is read back, and again nothing is asked', async () => {
  const list = lists[0]!
  const some = outside(list, 3)
  const before = world.membersThere(list.external)
  const stranger = await world.stranger('new.person@example.org', 'Nora Person')
  const of = await world.choose(list.id, [...some.map((one) => one.personId), stranger])
  expect(await world.plan(of)).toBe('planned')
  const written = world.writes().length
  await world.work()
  // A dry run is a push that is planned and not started.
  expect(world.writes().length).toBe(written)
  await world.start(of)
  await world.work()
  expect(await world.status(of)).toMatchObject({
    status: 'done',
    outcome: 'Constant Contact took all 4.',
  })
  expect((await world.items(of)).map((item) => item.status)).toEqual(Array(4).fill('done'))
  const expected = [...before, ...some.map((one) => one.address), 'new.person@example.org'].sort()
  expect(world.membersThere(list.external)).toEqual(expected)
  const made = world.sandbox.truth().contacts.find((one) => one.firstName === 'Nora')!
  expect(made).toMatchObject({ lastName: 'Person', permission: 'implicit' })
  expect(world.writes().slice(written).sort()).toEqual([
    'add_list_memberships',
    'contacts_json_import',
  ])

  const again = await world.choose(list.id, [...some.map((one) => one.personId), stranger])
  expect(await world.plan(again)).toBe('planned')
  // The list of pushes counts what there is to do, as the plan does.
  const addsOf = (push: typeof of) => world.inTx(async (tx) => (await showPush(tx, push)).adds)
  expect(await addsOf(of)).toBe(4)
  expect(await addsOf(again)).toBe(0)
  await world.start(again)
  const asked = world.sandbox.requests.length
  await world.work()
  expect(world.sandbox.requests.length).toBe(asked)
  expect((await world.items(again)).map((item) => item.reason)).toEqual(
    Array(4).fill('already_there'),
  )
})

test('whoever may not be written to is left out with a reason, and never on a call', async () => {
  const list = lists[0]!
  const [out, late, good] = outside(list, 3)
  const there = known.find((one) => one.isUnsubscribed)!
  await world.optOut(out!.personId)
  const nobody = await world.inTx(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into person (workspace_id, origin, name) values (${world.by.workspaceId}, 'user',
        'No Address') returning id`.execute(tx)
    return rows[0]!.id
  })
  const people = [out!, late!, good!, there].map((one) => one.personId)
  const of = await world.choose(list.id, [...people, nobody])
  expect(await world.plan(of)).toBe('planned')
  const planned = new Map((await world.items(of)).map((item) => [item.address, item]))
  expect(planned.get(out!.address)).toMatchObject({ status: 'skipped', reason: 'opted_out' })
  expect(planned.get(null)).toMatchObject({ status: 'skipped', reason: 'no_address' })
  expect(planned.get(there.address)).toMatchObject({ reason: 'unmailable_there' })
  expect(planned.get(late!.address)?.status).toBe('waiting')
  // Between the plan and the call.
  await world.optOut(late!.personId)
  await world.start(of)
  const told = world.named().length
  await world.work()
  expect(world.named().slice(told)).toEqual([expect.stringMatching(new RegExp(good!.address, 'i'))])
  const items = new Map((await world.items(of)).map((item) => [item.address, item]))
  expect(items.get(late!.address)).toMatchObject({ status: 'skipped', reason: 'opted_out' })
  expect(items.get(good!.address)?.status).toBe('done')
})

test('who leaves while the job is under way, known to nobody there yet, is told once it is over', async () => {
  const { workspaceId } = world.by
  const place = { workspaceId, connectionId: world.connectionId }
  const leaving = ['by.link@example.org', 'elsewhere@example.org', 'stays@example.org']
  const people: number[] = []
  for (const address of leaving) people.push(await world.stranger(address))
  const of = await world.choose(lists[0]!.id, people)
  await world.plan(of)
  await world.start(of)
  const part = world.homing.connectors[0]!.audience!
  const call = part.putOn!
  part.putOn = async (...given) => {
    await world.optOut(people[0]!)
    // Told at once, and not known there yet.
    await tellConnection(world.homing, place)
    await world.inTx(async (tx) => {
      const { rows } = await sql<{ id: number; connectionId: number }>`
        with other as (insert into connection (workspace_id, connector, name, status)
          values (${workspaceId}, 'x', 'Another', 'active') returning id)
        select a.id, other.id as "connectionId" from address a, other
        where a.canonical = ${leaving[1]!}`.execute(tx)
      const { id: addressId, connectionId } = rows[0]!
      const said = { reason: '', cause: 'wish', campaignId: null, naturalKey: 'elsewhere' } as const
      const fact = { addressId, connectionId, occurredAt: world.homing.now(), ...said }
      await recordEspOptOuts(tx, workspaceId, [fact], world.homing.now())
    })
    return call(...given)
  }
  await world.work()
  part.putOn = call
  expect(await world.status(of)).toMatchObject({ status: 'done' })
  await tellConnection(world.homing, place)
  const there = (address: string) =>
    world.sandbox.truth().contacts.find((one) => one.address.toLowerCase() === address)!.permission
  expect(leaving.map(there)).toEqual(['unsubscribed', 'unsubscribed', 'implicit'])
})

test('taken off a list is not unsubscribed; a handful that is ticked goes at once', async () => {
  const list = lists[1]!
  const members = world.membersThere(list.external)
  const gone = members.slice(0, 3)
  const of = await world.remove(list.id, gone)
  expect(await world.plan(of)).toBe('planned')
  await world.start(of)
  const before = new Map(world.sandbox.truth().contacts.map((one) => [one.contactId, one]))
  await world.work()
  expect(world.membersThere(list.external)).toEqual(members.slice(3))
  for (const one of world.sandbox.truth().contacts) {
    const { permission, listIds } = before.get(one.contactId)!
    expect(one.permission).toBe(permission)
    const isGone = gone.includes(one.address.toLowerCase())
    expect(one.listIds).toEqual(isGone ? listIds.filter((id) => id !== list.external) : listIds)
  }
  expect((await world.items(of)).map((item) => item.status)).toEqual(['done', 'done', 'done'])
})

test('whom the service spells otherwise is looked for in each spelling when it is read back', async () => {
  const there = 'ida@xn--bcher-kva.example'
  await madeThere(world, there)
  await world.sync({ kinds: ['contacts'] })
  const personId = await world.inTx(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      with a as (update address set address = 'ida@b\u00fccher.example'
        where canonical = ${there} returning id)
      select u.person_id as id from person_address u join a on a.id = u.address_id`.execute(tx)
    return rows[0]!.id
  })
  const list = lists[1]!
  const of = await world.choose(list.id, [personId])
  await world.plan(of)
  await world.start(of)
  await world.work()
  expect(world.membersThere(list.external)).toContain(there)
  expect(await world.items(of)).toMatchObject([{ status: 'done', outcome: '' }])
})

test('an exact push over the cap is held, and what is called after approval is the plan', async () => {
  const list = lists[2]!
  const members = world.membersThere(list.external)
  expect(members.length).toBeGreaterThan(12)
  const stay = known.filter((one) => members.slice(8).includes(one.address))
  const of = await world.choose(
    list.id,
    stay.map((one) => one.personId),
    { isExact: true },
  )
  const written = world.writes().length
  expect(await world.plan(of)).toBe('held')
  const { reasons } = await world.status(of)
  expect(reasons[0]).toContain('would be taken off')
  await world.work()
  expect(world.writes().length).toBe(written)
  await expect(world.start(of)).rejects.toThrow('waits for an approval')
  const planned = (await world.items(of)).filter((item) => item.status === 'waiting')
  await world.approve(of)
  await world.work()
  expect(world.membersThere(list.external)).toEqual(members.slice(8))
  expect(planned.map((item) => item.verb)).toEqual(Array(8).fill('remove'))
  const done = (await world.items(of)).filter((item) => item.status === 'done')
  expect(done.map((item) => item.address).sort()).toEqual(
    planned.map((item) => item.address).sort(),
  )
})

test('what is old or was never read to its end takes nothing away by itself', async () => {
  const list = lists[3]!
  const members = world.membersThere(list.external)
  const stay = known.filter((one) => members.slice(1).includes(one.address)).map((o) => o.personId)
  await world.inTx((tx) =>
    sql`update account_read set completed_at = completed_at - interval '3 days'
      where kind = 'contacts'`.execute(tx),
  )
  const of = await world.choose(list.id, stay, { isExact: true })
  expect(await world.plan(of)).toBe('held')
  expect((await world.status(of)).reasons[0]).toContain('48 hours ago')
  await world.inTx((tx) =>
    sql`update account_read set completed_at = now() where kind = 'contacts'`.execute(tx),
  )
})

describe('faults', () => {
  async function pushed(count = 2) {
    const list = lists[0]!
    const some = outside(list, count)
    const of = await world.choose(
      list.id,
      some.map((one) => one.personId),
    )
    expect(await world.plan(of)).toBe('planned')
    await world.start(of)
    return { of, list, some }
  }

  test.each([
    ['a lost answer', { kind: 'lost-answer', match: { path: '/activities/' }, times: 9 }],
    ['a server that fails', { kind: 'server-error', match: { path: '/v3/' }, times: 20 }],
    ['a throttle', { kind: 'throttle', match: { path: '/v3/' }, times: 12 }],
  ] as const)('%s doubles and loses nothing', async (_, fault) => {
    const { of, list, some } = await pushed()
    world.fault(fault)
    await world.work()
    expect(await world.status(of)).toMatchObject({ status: 'done' })
    const there = world.membersThere(list.external)
    for (const one of some) expect(there.filter((a) => a === one.address)).toHaveLength(1)
  })

  test('a worker that dies between the call and its note is followed by one that asks the same', async () => {
    const { of, list, some } = await pushed()
    const part = world.homing.connectors[0]!.audience!
    const call = part.putKnownOn
    let deaths = 0
    part.putKnownOn = async (...given) => {
      const told = await call(...given)
      if (deaths++ === 0) throw new Error('died')
      return told
    }
    const { error } = world.homing.log
    world.homing.log.error = () => {}
    await world.work()
    world.homing.log.error = error
    part.putKnownOn = call
    expect(deaths).toBe(2)
    expect(await world.status(of)).toMatchObject({ status: 'done' })
    for (const one of some) expect(world.membersThere(list.external)).toContain(one.address)
  })

  test('a job that never ends is waited for no longer than an hour, and then read back', async () => {
    const { of } = await pushed()
    const part = world.homing.connectors[0]!.audience!
    const { job, putKnownOn } = part
    part.putKnownOn = async () => ({ ...NEVER })
    part.job = async () => ({ ...NEVER })
    await world.work(90)
    Object.assign(part, { job, putKnownOn })
    expect(await world.status(of)).toMatchObject({ status: 'failed' })
    expect((await world.items(of)).map((item) => item.reason)).toEqual(
      Array(2).fill('not_acknowledged'),
    )
    const { rows } = await world.inTx((tx) =>
      sql<{ cause: string }>`select cause from problem where status = 'open'`.execute(tx),
    )
    expect(rows.map((row) => row.cause)).toContain('A service did not take everybody of a push')
  }, 60_000)

  test('one the ESP refuses keeps off nobody else', async () => {
    const { of, some } = await pushed(5)
    const part = world.homing.connectors[0]!.audience!
    const call = part.putKnownOn
    const poison = world.sandbox
      .truth()
      .contacts.find((one) => one.address.toLowerCase() === some[3]!.address)!.contactId
    part.putKnownOn = async (vendor, people, at) => {
      // The ESP answers 400 for the whole of it.
      if (people.some(({ id }) => id === poison)) {
        return call(vendor, [{ id: 'no id', address: '' }], at)
      }
      return call(vendor, people, at)
    }
    await world.work()
    part.putKnownOn = call
    const items = await world.items(of)
    expect(items.filter((item) => item.status === 'done')).toHaveLength(4)
    expect(items[3]).toMatchObject({ status: 'failed', reason: 'refused_there' })
  })

  test('paused, nothing more is asked; cancelled, whoever was not asked for is left out', async () => {
    const { of, list, some } = await pushed()
    const steer = { ...of, by: world.by, now: world.homing.now() }
    await world.inTx((tx) => pausePush(tx, steer))
    const written = world.writes().length
    await world.work()
    expect(world.writes().length).toBe(written)
    await world.inTx((tx) => resumePush(tx, steer))
    await world.inTx((tx) => cancelPush(tx, steer))
    await world.work()
    expect(await world.status(of)).toMatchObject({ status: 'cancelled' })
    expect((await world.items(of)).map((item) => item.reason)).toEqual(Array(2).fill('cancelled'))
    for (const one of some) expect(world.membersThere(list.external)).not.toContain(one.address)
  })
})

const NEVER = {
  id: 'never',
  state: 'running' as const,
  word: 'processing',
  percent: 5,
  total: 2,
  done: 0,
  errors: 0,
  barred: 0,
  takenAt: null,
}
