import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { carryOutErasures, startErasure } from '../../src/erasure/index.ts'
import { listProblems } from '../../src/ledger/index.ts'
import { sql } from '../database.ts'
import { mappingWorld, plain, type MappingWorld } from './world.ts'

let world: MappingWorld
let members: string[]
let list: { id: number; external: string }
beforeAll(async () => {
  world = await mappingWorld()
  const lists = await world.lists()
  list = lists[0]!
  const known = await world.known()
  // What the import takes no address of is told apart below.
  const isMailable = new Set(known.filter((one) => one.isMailable).map((one) => one.address))
  members = world
    .membersThere(list.external)
    .filter((address) => isMailable.has(address) && address.length <= 50)
  expect(members.length).toBeGreaterThan(10)
}, 60_000)
afterAll(() => world.close())
afterEach(() => world.sandbox.faults.clear())

const problems = () =>
  world.inTx(async (tx) => (await listProblems(tx, { status: 'open', limit: 50 })).items)

/** Everything as Homing has it: what differs after that, a test made. */
async function level(rules = [plain('job_title', 'job_title')]) {
  await world.map(rules)
  const of = await world.compare()
  if (of.status === 'held') await world.approve(of)
  else await world.start(of)
  await world.work()
  return of
}

test('a new contact holds what the mapping makes of the person, custom fields too', async () => {
  const fieldId = await world.makeField('Greeting')
  await world.map([
    plain('first_name', 'first_name'),
    { ...plain('last_name', 'last_name'), steps: [{ do: 'upper' }] },
    {
      ...plain(fieldId, 'first_name'),
      steps: [{ do: 'before', text: 'Dear ' }],
      fallback: 'Dear reader',
    },
    { ...plain('job_title', 'job_title'), fallback: 'x'.repeat(50) },
  ])
  const ids = [
    await world.stranger('nora.new@example.org', 'Nora New'),
    await world.stranger('nobody.new@example.org', ' '),
    await world.stranger('long.new@example.org', `${'L'.repeat(60)} Long`),
  ]
  const of = await world.choose(list.id, ids)
  expect(await world.plan(of)).toBe('planned')
  await world.start(of)
  await world.work()
  expect((await world.items(of)).map((item) => item.status)).toEqual(['done', 'done', 'done'])
  const values = (address: string) => {
    const { firstName, lastName, jobTitle } = world.there(address)
    return { firstName, lastName, jobTitle }
  }
  expect(values('nora.new@example.org')).toEqual({
    firstName: 'Nora',
    lastName: 'NEW',
    jobTitle: 'x'.repeat(50),
  })
  // What does not fit is neither cut nor a reason to leave the person out.
  expect(values('long.new@example.org').firstName).toBe('')
  expect(await problems()).toContainEqual(
    expect.objectContaining({
      sentence: `Person ${ids[2]}: First name: the value has 60 characters, and it takes 50.`,
    }),
  )
  await world.sync({ kinds: ['contacts'] })
  const held = await world.inTx((tx) =>
    sql<{ details: Record<string, string> }>`
      select k.details from contact k join address a on a.id = k.address_id
      where a.canonical in ('nora.new@example.org', 'nobody.new@example.org')
      order by a.canonical desc`.execute(tx),
  )
  expect(held.rows.map((row) => row.details[fieldId])).toEqual(['Dear Nora', 'Dear reader'])
})

test('changed details go out in proportion, and the second time nothing is called', async () => {
  await level()
  const changed = members.slice(0, 3)
  const before = new Map(members.map((address) => [address, world.there(address)]))
  await world.change(changed, 'Counsel')
  const of = await world.compare()
  expect(of.status).toBe('planned')
  const planned = await world.items(of)
  expect(planned.map((item) => item.address).sort()).toEqual(changed)
  const asked = world.sandbox.requests.length
  const written = world.writes().length
  await world.start(of)
  await world.work()
  expect(await world.status(of)).toMatchObject({
    status: 'done',
    outcome: 'Constant Contact took all 3.',
  })
  for (const address of members) {
    const { permission, listIds, jobTitle } = world.there(address)
    expect(permission).toBe(before.get(address)!.permission)
    expect(listIds).toEqual(before.get(address)!.listIds)
    if (changed.includes(address)) expect(jobTitle).toBe('Counsel')
  }
  const jobs = world.writes().slice(written)
  expect(new Set(jobs)).toEqual(new Set(['contacts_json_import']))
  // Each is looked for and read back, and a job asked for and waited for.
  expect(world.sandbox.requests.length - asked).toBeLessThan(3 * 2 + jobs.length * 12)

  const again = await world.compare()
  expect(await world.items(again)).toEqual([])
  const calls = world.writes().length
  await world.start(again)
  await world.work()
  expect((await world.status(again)).status).toBe('done')
  expect(world.writes().length).toBe(calls)
})

test('whoever opted out, or left the list meanwhile, is on no call', async () => {
  await level()
  const [out, left, good] = members.slice(3, 6)
  await world.change([out!, left!, good!], 'Of counsel')
  const of = await world.compare()
  const { personId } = (await world.known()).find((one) => one.address === out)!
  await world.optOut(personId)
  // Each list of the contact, taken off past Homing.
  const { contactId, listIds } = world.there(left!)
  await world.takenOff(contactId, listIds)
  await world.start(of)
  const told = world.named().length
  await world.work()
  expect(world.named().slice(told)).not.toContainEqual(expect.stringMatching(new RegExp(out!, 'i')))
  expect(world.there(good!).jobTitle).toBe('Of counsel')
  const items = new Map((await world.items(of)).map((item) => [item.address, item]))
  expect(items.get(out!)).toMatchObject({ status: 'skipped', reason: 'opted_out' })
  expect(items.get(left!)).toMatchObject({ status: 'skipped', reason: 'not_there' })
  expect(world.there(left!).listIds).toEqual([])
})

test('an address the import does not take is left out with the reason, and never asked for', async () => {
  await level()
  const long = (await world.known()).filter((one) => one.address.length > 50 && one.isMailable)
  expect(long.length).toBeGreaterThan(0)
  await world.change([long[0]!.address], 'Too far')
  const of = await world.compare()
  expect((await world.items(of)).find((item) => item.address === long[0]!.address)).toMatchObject({
    status: 'skipped',
    reason: 'address_too_long',
    outcome: 'The address is longer than the service takes in an import.',
  })
})

test('a mass change waits for a person, and is told after the word', async () => {
  await level()
  await world.change(members, 'Everybody')
  const of = await world.compare()
  expect(of.status).toBe('held')
  const [reason] = (await world.status(of)).reasons
  expect(reason).toMatch(/contacts would be changed: \d+ %, and up to 20 % go without asking\.$/)
  const calls = world.writes().length
  await world.work()
  expect(world.writes().length).toBe(calls)
  await world.approve(of)
  await world.work()
  expect((await world.status(of)).status).toBe('done')
  expect(world.there(members[7]!).jobTitle).toBe('Everybody')
})

test('an answer that was lost and a job that is gone lose nothing and change nothing twice', async () => {
  await level()
  await world.change(members.slice(8, 10), 'Lost and found')
  const of = await world.compare()
  world.fault({ kind: 'lost-answer', match: { path: '/contacts_json_import' }, times: 2 })
  await world.start(of)
  await world.work()
  expect((await world.status(of)).status).toBe('done')
  for (const address of members.slice(8, 10)) {
    expect(world.there(address).jobTitle).toBe('Lost and found')
  }
})

test('with the switch, a read of the contacts sends what differs by itself, and then nothing', async () => {
  await level()
  await world.map([plain('job_title', 'job_title')], true)
  await world.change(members.slice(10, 12), 'By itself')
  const newest = () =>
    world.inTx(async (tx) => {
      const { rows } = await sql<{ status: string; outcome: string }>`
        select status, outcome from push where cause = 'details' order by id desc limit 1`.execute(
        tx,
      )
      return rows[0]
    })
  await world.sync({ kinds: ['contacts'] })
  await world.work()
  expect(await newest()).toEqual({ status: 'done', outcome: 'Constant Contact took all 2.' })
  expect(world.there(members[10]!).jobTitle).toBe('By itself')
  const calls = world.writes().length
  await world.sync({ kinds: ['contacts'] })
  await world.work()
  expect(await newest()).toEqual({
    status: 'done',
    outcome: 'Nothing differs that can be told.',
  })
  expect(world.writes().length).toBe(calls)
})

test('of somebody erased nothing that was to be told is left, and nothing is told', async () => {
  await level()
  const known = await world.known()
  const one = known.find((who) => who.isMailable && members.includes(who.address))!
  await world.change([one.address], 'To be forgotten')
  const of = await world.compare()
  const items = await world.items(of)
  expect(items.find((item) => item.address === one.address)?.status).toBe('waiting')
  const name = await world.inTx(async (tx) => {
    const { rows } = await sql<{ name: string }>`
      select name from person where id = ${one.personId}`.execute(tx)
    return rows[0]!.name
  })
  const { by, homing } = world
  const asked = { workspaceId: by.workspaceId, personId: one.personId, actor: by }
  await startErasure(homing, { ...asked, confirm: name })
  await carryOutErasures(homing)
  const kept = await world.inTx((tx) =>
    sql`select status, reason, outcome, changes from push_item
      where push_id = ${of.pushId} and person_id is null`.execute(tx),
  )
  expect(kept.rows).toEqual([{ status: 'skipped', reason: 'erased', outcome: '', changes: [] }])
  const written = world.writes().filter((what) => what === 'contacts_json_import').length
  await world.start(of)
  await world.work()
  expect(world.writes().filter((what) => what === 'contacts_json_import').length).toBe(written)
})
