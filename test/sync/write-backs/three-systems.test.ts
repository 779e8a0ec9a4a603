import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../database.ts'
import { threeSystems, type ThreeSystems } from './three-systems.ts'
import { MINUTE } from './world.ts'

let world: ThreeSystems
/** Whom all three systems write to, each an address of one person alone. */
let people: string[]
beforeAll(async () => {
  world = await threeSystems()
  await world.read('crm', ['opt_outs', 'people', 'lists', 'contacts'])
  for (const system of ['esp', 'other'] as const) {
    await world.read(system, ['opt_outs', 'lists', 'contacts'])
  }
  for (const system of ['esp', 'crm', 'other'] as const) await world.tell(system)
  people = await mailedByAll()
}, 120_000)
afterAll(() => world.close())

let next = 0
/** Somebody no test has touched. */
const someone = () => people[next++]!

async function mailedByAll(): Promise<string[]> {
  const { rows } = await world.inTx((tx) =>
    sql<{ address: string }>`
      select a.canonical as address from address a
      where (select count(*) from contact k where k.address_id = a.id and k.gone_at is null
          and k.permission in ('explicit', 'implicit', 'ok', 'a')) = 3
        and (select count(*) from person_address p where p.address_id = a.id) = 1
      order by 1`.execute(tx),
  )
  return rows.map(({ address }) => address)
}

/** Facts of an address, and what each system was to be told of it. */
async function known(address: string) {
  return world.inTx(async (tx) => {
    const facts = await sql<{ opted_in: boolean; source: string; connection_id: number | null }>`
      select f.opted_in, f.source, f.connection_id from consent_fact f
      join address a on a.id = f.address_id
      where a.canonical = ${address} order by f.id`.execute(tx)
    const told = await sql<{ connection_id: number; status: string }>`
      select w.connection_id, w.status from write_back w join address a on a.id = w.address_id
      where a.canonical = ${address} order by 1`.execute(tx)
    return { facts: facts.rows, told: told.rows }
  })
}

/** How long something takes, by the clock of SuiteCRM. */
async function within(ms: number, work: () => Promise<void>): Promise<void> {
  const { clock } = world.sides.crm.sandbox
  const begun = clock.now()
  await work()
  expect(clock.now() - begun).toBeGreaterThan(0)
  expect(clock.now() - begun).toBeLessThanOrEqual(ms)
}

function leaveAtEsp(address: string): void {
  const { sandbox } = world.sides.esp
  const found = sandbox.truth().contacts.find((one) => one.address.toLowerCase() === address)!
  expect(sandbox.recipients.optOut(found.contactId, 'enough')).toBe(true)
}

test('the people of the CRM are those of its file: names, owners, companies and households', async () => {
  const { people: all } = world.sides.crm.sandbox.world.definition
  const told = all.map((one) => {
    const kind = one.organizationKind === '' ? 'company' : one.organizationKind
    const belongs = one.kind === 'person' ? one.organization : one.name
    const of = belongs === '' ? '' : `${kind} ${belongs}`
    return [one.name, one.email.toLowerCase(), one.jobTitle, one.owner, of].join(' | ')
  })
  const { rows } = await world.inTx((tx) =>
    sql<{ line: string }>`
      select concat_ws(' | ', p.name, coalesce((select a.canonical from person_address pa
          join address a on a.id = pa.address_id
          where pa.person_id = p.id and pa.ended_at is null and pa.is_primary), ''),
        p.job_title, coalesce(o.name, ''), coalesce((select g.kind || ' ' || g.name
          from affiliation f join organization g on g.id = f.organization_id
          where f.person_id = p.id limit 1), '')) as line
      from person p left join owner o on o.id = p.owner_id where p.origin = 'crm'`.execute(tx),
  )
  const here = new Set(rows.map(({ line }) => line))
  expect(told.filter((line) => !here.has(line))).toEqual([])
})

test('an opt-out at the ESP travels to SuiteCRM and to Emma, and its echo is no new fact', async () => {
  const address = someone()
  leaveAtEsp(address)
  await within(MINUTE, async () => {
    await world.read('esp', ['opt_outs'])
    await world.tell('crm')
    await world.tell('other')
  })
  const flagged = await world.flags(address)
  expect(flagged.optOut).toBe(true)
  expect(world.permission('other', address)).toBe('unsubscribed')
  const before = await known(address)
  expect(before.facts).toEqual([
    { opted_in: false, source: 'esp', connection_id: world.sides.esp.connectionId },
  ])
  expect(before.told).toEqual([
    { connection_id: world.sides.crm.connectionId, status: 'done' },
    { connection_id: world.sides.other.connectionId, status: 'done' },
  ])
  for (let reading = 0; reading < 3; reading++) {
    await world.read('crm', ['opt_outs', 'people', 'lists', 'contacts'])
    for (const system of ['esp', 'crm', 'other'] as const) await world.tell(system)
  }
  expect(await known(address)).toEqual(before)
  expect(await world.flags(address)).toEqual(flagged)
})

test('an opt-out that a user ticks in SuiteCRM travels to both ESPs', async () => {
  const address = someone()
  await world.tick(address, true)
  await within(MINUTE, async () => {
    await world.read('crm', ['opt_outs'])
    await world.tell('esp')
    await world.tell('other')
  })
  expect(world.permission('esp', address)).toBe('unsubscribed')
  expect(world.permission('other', address)).toBe('unsubscribed')
  const { facts, told } = await known(address)
  const { connectionId } = world.sides.crm
  expect(facts).toEqual([{ opted_in: false, source: 'crm', connection_id: connectionId }])
  // Whoever told it is not told it back.
  expect(told.map(({ connection_id: id }) => id)).not.toContain(connectionId)
})

test('whoever comes back, with evidence, comes back everywhere, and stays', async () => {
  const address = someone()
  await world.tick(address, true)
  await world.read('crm', ['opt_outs'])
  for (const system of ['esp', 'other'] as const) await world.tell(system)
  expect(world.permission('esp', address)).toBe('unsubscribed')
  await within(MINUTE, async () => {
    await world.lift(address)
    for (const system of ['esp', 'crm', 'other'] as const) await world.tell(system)
  })
  expect((await world.flags(address)).optOut).toBe(false)
  expect(world.permission('other', address)).not.toBe('unsubscribed')
  // Constant Contact asks the person first.
  const { sandbox, connectionId } = world.sides.esp
  const { contactId } = sandbox
    .truth()
    .contacts.find((one) => one.address.toLowerCase() === address)!
  sandbox.clock.advance(1_000)
  expect(sandbox.recipients.confirm(contactId)).toBe(true)
  await world.read('esp', ['contacts'])
  expect(world.permission('esp', address)).not.toBe('unsubscribed')
  const before = await known(address)
  expect(before.told).toContainEqual({ connection_id: connectionId, status: 'done' })
  for (const system of ['esp', 'crm', 'other'] as const) {
    await world.read(system, ['opt_outs', 'lists', 'contacts'])
  }
  for (const system of ['esp', 'crm', 'other'] as const) await world.tell(system)
  expect(await known(address)).toEqual(before)
  expect((await world.flags(address)).optOut).toBe(false)
})

test('the flag of an address that a contact and a lead share holds for both', async () => {
  const address = await sharedByLead()
  await world.tick(address, true)
  await within(MINUTE, async () => {
    await world.read('crm', ['opt_outs'])
    await world.tell('esp')
    await world.tell('other')
  })
  const { rows } = await world.inTx((tx) =>
    sql<{ isOut: boolean }>`
      select exists (select from opted_out_person o where o.person_id = p.person_id) as "isOut"
      from person_address p join address a on a.id = p.address_id
      where a.canonical = ${address} and p.ended_at is null`.execute(tx),
  )
  expect(rows).toEqual([{ isOut: true }, { isOut: true }])
  expect(world.permission('esp', address)).toBe('unsubscribed')
  await world.lift(address)
  await world.tell('crm')
  expect((await world.flags(address)).optOut).toBe(false)
})

/** An address that SuiteCRM has of a contact and of a lead, and both ESPs write to. */
async function sharedByLead(): Promise<string> {
  const { rows } = await world.inTx((tx) =>
    sql<{ address: string }>`
      select a.canonical as address from address a
      where (select count(distinct r.module) from person_address p
          join crm_record r on r.person_id = p.person_id
          where p.address_id = a.id and r.module in ('Contacts', 'Leads')) = 2
        and (select count(*) from contact k where k.address_id = a.id and k.gone_at is null
          and k.permission in ('explicit', 'implicit', 'ok', 'a')) = 3
      order by 1 limit 1`.execute(tx),
  )
  const { address } = rows[0]!
  const { holders } = await world.flags(address)
  expect(holders.map(({ module }) => module).sort()).toEqual(['Contacts', 'Leads'])
  return address
}
