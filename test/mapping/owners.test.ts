import { afterAll, beforeAll, expect, test } from 'vitest'
import { openVendor } from '../../src/connections/index.ts'
import { constantContact } from '../../src/connectors/esp/constant-contact/index.ts'
import { listProblems } from '../../src/ledger/index.ts'
import { mappingOf, previewOf, type NewMapping } from '../../src/mapping/index.ts'
import { defineOwnField } from '../../src/people/index.ts'
import { whyPerson } from '../../src/why/index.ts'
import { sql } from '../database.ts'
import { mappingWorld, plain, type MappingWorld } from './world.ts'

let world: MappingWorld
/** Contacts on a list, each for one test. */
let members: string[]
let place: { workspaceId: number; connectionId: number }
const some = (count: number) => members.splice(0, count)
beforeAll(async () => {
  world = await mappingWorld()
  place = { workspaceId: world.by.workspaceId, connectionId: world.connectionId }
  const mailable = (await world.known()).filter((one) => one.isMailable && one.address.length <= 50)
  const seen = new Map<string, number>()
  for (const { address } of mailable) seen.set(address, (seen.get(address) ?? 0) + 1)
  const list = (await world.lists())[0]!
  members = world.membersThere(list.external).filter((address) => seen.get(address) === 1)
  expect(members.length).toBeGreaterThan(12)
}, 60_000)
afterAll(() => world.close())

const comesHome = (rule: NewMapping['rules'][number]) =>
  ({ ...rule, owner: 'esp', comesHome: true }) as const

const preview = async (address: string) => {
  const personId = await world.personOf(address)
  return world.inTx(async (tx) => {
    const { rules } = await mappingOf(tx, place, constantContact.fields!)
    const shown = await previewOf(tx, place, { personId, rules, title: 'Constant Contact' })
    return shown.fields[0]!
  })
}

const write = async (address: string, set: ReturnType<typeof sql>) => {
  const personId = await world.personOf(address)
  await world.inTx((tx) => sql`update person set ${set} where id = ${personId}`.execute(tx))
}

const titleOf = async (address: string) => {
  const personId = await world.personOf(address)
  return world.inTx(async (tx) => {
    const { rows } = await sql<{ title: string; changes: number }>`
      select job_title as title, (select count(*)::integer from field_change c
        where c.person_id = p.id and c.field = 'job_title') as changes
      from person p where id = ${personId}`.execute(tx)
    return rows[0]!
  })
}

const detailsOf = async (address: string) => {
  const { rows } = await world.inTx((tx) =>
    sql<{ details: Record<string, string> }>`select k.details from contact k
      join address a on a.id = k.address_id where a.canonical = ${address}`.execute(tx),
  )
  return rows[0]!.details
}

const itemsOf = async (of: Awaited<ReturnType<MappingWorld['send']>>) =>
  new Map((await world.items(of)).map((item) => [item.address, item]))

test('what became empty here is emptied there, unless somebody there wrote it', async () => {
  const [ours, theirs] = some(2) as [string, string]
  const { work_phone: _, home_city: __, ...before } = await detailsOf(ours)
  const fieldId = await world.makeField('Tone')
  await world.map([
    plain('job_title', 'job_title'),
    plain('work_phone', 'phone'),
    plain('home_city', 'city'),
    plain(fieldId, 'country'),
  ])
  for (const address of [ours, theirs]) {
    await world.entered(address, { mobile_phone: '555-0199', home_street: '1 Elm St' })
    const told = sql`job_title = 'Counsel', phone = '555-0100', city = 'Bonn', country = 'warm'`
    await write(address, told)
  }
  await world.sync({ kinds: ['contacts'] })
  await world.send()
  expect(world.there(ours)).toMatchObject({ jobTitle: 'Counsel', customFields: { Tone: 'warm' } })
  await world.entered(theirs, { job_title: 'Judge' })
  await world.sync({ kinds: ['contacts'] })
  const nothing = sql`job_title = '', phone = '', city = '', country = ''`
  for (const address of [ours, theirs]) await write(address, nothing)
  expect(await preview(ours)).toMatchObject({
    decision: 'empty',
    before: 'Counsel',
    after: '',
    sentence: '“Counsel” came from here, where nothing stands any more: it will be emptied.',
  })
  expect(await preview(theirs)).toMatchObject({ decision: 'same', after: 'Judge' })

  const { permission, listIds } = world.there(ours)
  const of = await world.send()
  expect([...(await itemsOf(of)).values()].map((item) => item.status)).toEqual(['done', 'done'])
  expect(world.there(ours)).toMatchObject({ permission, listIds, customFields: {} })
  expect(world.there(ours).jobTitle ?? '').toBe('')
  expect(world.there(theirs).jobTitle).toBe('Judge')
  // What nobody told from here is as it was, beside what was emptied.
  await world.sync({ kinds: ['contacts'] })
  expect(await detailsOf(ours)).toEqual({
    ...before,
    mobile_phone: '555-0199',
    home_street: '1 Elm St',
  })
  expect(await world.items(await world.compare())).toEqual([])
})

test('a new contact’s values are known as told, and of opted-out people nothing is emptied', async () => {
  await world.map([plain('job_title', 'job_title')])
  const list = (await world.lists())[0]!
  const ids = [
    await world.stranger('first.told@example.org', 'First Told'),
    await world.stranger('second.told@example.org', 'Second Told'),
  ]
  await world.inTx((tx) =>
    sql`update person set job_title = 'Scout' where id = any(${ids}::integer[])`.execute(tx),
  )
  const push = await world.choose(list.id, ids)
  await world.plan(push)
  await world.start(push)
  await world.work()
  expect(world.there('first.told@example.org').jobTitle).toBe('Scout')
  await world.inTx((tx) =>
    sql`update person set job_title = '' where id = any(${ids}::integer[])`.execute(tx),
  )
  await world.sync({ kinds: ['contacts'] })
  const of = await world.compare()
  await world.optOut(ids[1]!)
  await world.start(of)
  await world.work()
  expect(world.there('first.told@example.org').jobTitle ?? '').toBe('')
  expect(world.there('second.told@example.org').jobTitle).toBe('Scout')
  expect((await itemsOf(of)).get('second.told@example.org')).toMatchObject({
    status: 'skipped',
    reason: 'opted_out',
  })
})

test('an answer that is lost empties once, and who is deleted there is not brought back', async () => {
  const [lost, gone] = some(2) as [string, string]
  await world.map([plain('job_title', 'job_title')])
  await world.change([lost, gone], 'Here')
  await world.send()
  await world.change([lost, gone], '')
  const of = await world.compare()
  const { workspaceId, connectionId } = place
  const { connector, vendor } = await openVendor(world.homing, workspaceId, connectionId)
  await connector.consent!.erase!.call(vendor, world.there(gone).contactId)
  world.fault({ kind: 'lost-answer', match: { method: 'PUT', path: '/v3/contacts/' }, times: 1 })
  await world.start(of)
  await world.work()
  world.sandbox.faults.clear()
  expect(world.there(lost).jobTitle ?? '').toBe('')
  expect((await itemsOf(of)).get(gone)).toMatchObject({ status: 'skipped', reason: 'not_there' })
  // Writing would bring it back to life there.
  const { contactId } = world.there(gone)
  const value = { field: connector.fields!.fixed[0]!, value: 'Back' }
  await expect(connector.fields!.write(vendor, contactId, [value])).rejects.toMatchObject({
    kind: 'not_found',
  })
})

test('the CRM’s word goes out, whatever was written here or there since, and both are told', async () => {
  const [address, alone] = some(2) as [string, string]
  const personId = await world.personOf(address)
  await world.inTx(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into connection (workspace_id, connector, name, status)
      values (${place.workspaceId}, 'suitecrm', 'The CRM', 'active') returning id`.execute(tx)
    await sql`
      insert into crm_record (workspace_id, connection_id, module, external_id, person_id,
        changed_at, said)
      values (${place.workspaceId}, ${rows[0]!.id}, 'Contacts', 'c1', ${personId}, now(),
        '{"job_title": "Partner"}')`.execute(tx)
  })
  await world.change([address, alone], 'Edited here')
  await world.entered(address, { job_title: 'Edited there' })
  await world.sync({ kinds: ['contacts'] })
  await world.map([{ ...plain('job_title', 'job_title'), owner: 'crm' }])
  expect(await preview(address)).toMatchObject({
    before: 'Edited there',
    after: 'Partner',
    passedOver:
      'Your CRM owns it and says “Partner”: “Edited here”, which stands here, is passed over.',
    sentence: expect.stringContaining('the owner is your CRM: “Edited there” is replaced.'),
  })
  const { fields } = await world.inTx((tx) =>
    whyPerson(tx, { workspaceId: place.workspaceId, personId }),
  )
  expect(fields.find(({ field }) => field === 'job_title')).toMatchObject({
    value: 'Edited here',
    passedOver: 'The CRM says “Partner”: where your CRM owns the field at a service, that is told.',
  })
  await world.send()
  expect(world.there(address).jobTitle).toBe('Partner')
  // Of whom the CRM knows nothing, what stands here does.
  expect(world.there(alone).jobTitle).toBe('Edited here')
  // The CRM says nothing any more: what it had told goes.
  await world.inTx((tx) =>
    sql`update crm_record set said = '{"job_title": ""}' where person_id = ${personId}`.execute(tx),
  )
  await world.send()
  expect(world.there(address).jobTitle ?? '').toBe('')
  // Without a CRM it is as with Homing.
  await world.inTx((tx) =>
    sql`update connection set deleted_at = now() where name = 'The CRM'`.execute(tx),
  )
  await world.send()
  expect(world.there(address).jobTitle).toBe('Edited here')
})

test('what the service owns comes home with who said it, once, and is no echo', async () => {
  const [address, untouched] = some(2) as [string, string]
  await world.map([comesHome(plain('job_title', 'job_title'))])
  await world.entered(untouched, { job_title: '' })
  await world.sync({ kinds: ['contacts'] })
  await world.change([untouched], 'Ours')
  await world.send()
  expect(world.there(untouched).jobTitle).toBe('Ours')

  await world.entered(address, { job_title: 'Chose it herself' })
  await world.change([address], 'Written here')
  await world.sync({ kinds: ['contacts'] })
  const home = await titleOf(address)
  expect(home.title).toBe('Chose it herself')
  const personId = await world.personOf(address)
  const { fields } = await world.inTx((tx) =>
    whyPerson(tx, { workspaceId: place.workspaceId, personId }),
  )
  expect(fields.find(({ field }) => field === 'job_title')).toMatchObject({
    writtenBy: 'Constant Contact',
    before: expect.arrayContaining([expect.objectContaining({ value: 'Written here' })]),
  })
  // What we told is ours: a change here follows there, and is not undone by what stands there.
  await world.change([untouched], 'Ours, newer')
  await world.sync({ kinds: ['contacts'] })
  expect((await titleOf(untouched)).title).toBe('Ours, newer')
  await world.send()
  expect(world.there(untouched).jobTitle).toBe('Ours, newer')
  expect(world.there(address).jobTitle).toBe('Chose it herself')
  await world.sync({ kinds: ['contacts'] })
  expect(await titleOf(address)).toEqual(home)
})

test('a choice goes out by its answer, comes home by it, and another value is refused', async () => {
  const [gold, wrong, chose] = some(3) as [string, string, string]
  const fieldId = await world.makeChoice('Client tier', ['Gold', 'Silver'])
  const { by } = world
  await world.inTx(async (tx) => {
    const change = { workspaceId: by.workspaceId, actor: by, now: world.homing.now() }
    await defineOwnField(tx, change, { key: 'tier', label: 'Tier', kind: 'text', choices: [] })
  })
  await world.map([plain(fieldId, 'own:tier')])
  await write(gold, sql`own = '{"tier": "gold"}'`)
  await write(wrong, sql`own = '{"tier": "Platinum"}'`)
  const written = world.writes().length
  const of = await world.send()
  const truth = await world.compare()
  expect(world.writes().slice(written)).not.toContain('contacts_json_import')
  expect((await itemsOf(of)).get(gold)).toMatchObject({ status: 'done' })
  expect((await itemsOf(truth)).has(gold)).toBe(false)
  expect((await itemsOf(of)).get(wrong)).toMatchObject({
    status: 'skipped',
    reason: 'value_refused',
  })
  const problems = await world.inTx((tx) => listProblems(tx, { status: 'open', limit: 50 }))
  expect(problems.items).toContainEqual(
    expect.objectContaining({
      sentence:
        `Person ${await world.personOf(wrong)}: Client tier: `
        + 'the value is none of its answers: Gold, Silver.',
      remedy: 'Add the answer at the service, or replace words by a list in the rule.',
    }),
  )
  await world.map([comesHome(plain(fieldId, 'own:tier'))])
  await world.entered(chose, { [fieldId]: 'Silver' })
  await world.sync({ kinds: ['contacts'] })
  const personId = await world.personOf(chose)
  const { rows } = await world.inTx((tx) =>
    sql<{ own: object }>`select own from person where id = ${personId}`.execute(tx),
  )
  expect(rows[0]!.own).toEqual({ tier: 'Silver' })
})

test('a field of the person has one master: rules that give it two are refused', async () => {
  const city = comesHome(plain('home_city', 'city'))
  const other = { ...plain('work_city', 'city'), owner: 'crm' } as const
  await expect(world.map([city, other])).rejects.toThrow(
    'City, home: another rule says that your CRM owns it.',
  )
  const rival = (rule: object) =>
    world.inTx((tx) =>
      sql`
        with n as (insert into connection (workspace_id, connector, name, status)
          values (${place.workspaceId}, 'constant-contact', 'Second', 'active') returning id)
        insert into contact_mapping (workspace_id, connection_id, version, rules, sends_changes,
          made_by, made_at)
        select ${place.workspaceId}, n.id, 1, ${JSON.stringify([rule])}::jsonb, false, 'Jo', now()
        from n`.execute(tx),
    )
  await rival({ from: { source: 'city' }, owner: 'crm' })
  await expect(world.map([city])).rejects.toThrow('by the mapping of “Second”, your CRM owns it.')
})
