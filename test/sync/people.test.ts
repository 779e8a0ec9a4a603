import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type {
  Connector,
  PeoplePart,
  RemoteOrganization,
  RemotePerson,
  RemoteRecord,
} from '../../src/connectors/index.ts'
import { mergePersons } from '../../src/people/index.ts'
import { anotherFirm, makeWorld, type World } from '../connections/world.ts'
import { importFile } from '../people/world.ts'
import { connected, type SyncWorld } from './world.ts'

/** Records of a page; small, so that a module has several. */
const PAGE_RECORDS = 3
const MONDAY = Date.UTC(2026, 4, 4, 9)
const HOUR = 3_600_000

let base: World
let world: SyncWorld
/** What the CRM has, by module. */
let held: Record<'Accounts' | 'Contacts', RemoteRecord[]>
/** The pages asked for, as "module since cursor". */
let asked: string[]
let onPage: () => void

beforeAll(async () => {
  base = await makeWorld()
})
beforeEach(async () => {
  world = await connected(await anotherFirm(base))
  held = { Accounts: [], Contacts: [] }
  asked = []
  onPage = () => {}
  const [connector] = world.homing.connectors as [Connector]
  const crm = { ...connector, system: 'crm' as const, people: peopleOf() }
  Object.assign(world.homing, { connectors: [crm] })
})
afterAll(() => base.close())

/** A CRM that keeps its order by time and id, and goes on behind the last record told. */
function peopleOf(): PeoplePart {
  return {
    modules: [
      { id: 'Accounts', title: 'Accounts', holds: 'organizations' },
      { id: 'Contacts', title: 'Contacts', holds: 'persons' },
    ],
    async page(_, { module, since }, cursor) {
      asked.push(`${module} ${since ?? 'all'} ${cursor ?? ''}`.trim())
      onPage()
      const place = (one: RemoteRecord) => `${String(one.changedAt).padStart(15, '0')} ${one.id}`
      const all = held[module as keyof typeof held]
        .filter((one) => since === null || one.changedAt >= since)
        .sort((a, b) => (place(a) < place(b) ? -1 : 1))
        .filter((one) => cursor === null || place(one) > cursor)
      const rows = all.slice(0, PAGE_RECORDS)
      const next = all.length > PAGE_RECORDS ? place(rows.at(-1)!) : null
      return { body: Buffer.from(JSON.stringify(rows)), next }
    },
    read: (body) => ({ rows: JSON.parse(Buffer.from(body).toString()), refused: [] }),
    reader: 'test/people@1',
  }
}

function person(id: string, more: Partial<RemotePerson> = {}): RemotePerson {
  return {
    type: 'person',
    id,
    changedAt: MONDAY,
    name: '',
    firstName: 'Ann',
    lastName: id,
    jobTitle: '',
    phone: '',
    city: '',
    country: '',
    addresses: [`${id.toLowerCase()}@example.com`],
    faxes: [],
    organization: null,
    owner: null,
    ...more,
  }
}

function company(id: string, name: string): RemoteOrganization {
  const nothing = { phone: '', city: '', country: '', addresses: [], owner: null }
  return { type: 'organization', id, changedAt: MONDAY, kind: 'company', name, ...nothing }
}

const sync = (sliceRequests?: number) =>
  world.sync({ kinds: ['people'], ...(sliceRequests && { sliceRequests }) })

async function rows<Row>(statement: string): Promise<Row[]> {
  const { rows } = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql.raw<Row>(statement).execute(tx),
  )
  return rows
}

const people = () =>
  rows<Record<string, unknown>>(`
    select p.external_id as id, p.origin, p.name, p.job_title, o.name as owner,
      (select string_agg(a.address, ' ' order by pa.is_primary desc, a.address)
        from person_address pa join address a on a.id = pa.address_id
        where pa.person_id = p.id and pa.ended_at is null) as addresses,
      (select string_agg(g.kind || ' ' || g.name, ', ') from affiliation f
        join organization g on g.id = f.organization_id where f.person_id = p.id) as belongs
    from person p left join owner o on o.id = p.owner_id
    where p.external_id is not null order by p.external_id`)

test('people and organizations of a CRM come home; the same again changes nothing', async () => {
  held.Accounts = [company('A1', 'Bath Stone Ltd')]
  held.Contacts = [
    person('C1', {
      jobTitle: 'Partner',
      organization: { name: 'Bath Stone Ltd', kind: 'company' },
      owner: { name: 'Ruth Gale', email: 'ruth@firm.example' },
      addresses: ['c1@example.com', 'second@example.com'],
    }),
    person('C2', { organization: { name: 'The Lees', kind: 'household' } }),
    person('C3', { name: 'Reception', firstName: '', lastName: '', addresses: [] }),
    person('C4', { faxes: ['+44 1225 000 111'] }),
  ]
  const run = await sync()
  expect(run).toMatchObject({ status: 'done', problems: 0, eventsRead: 5, eventsWritten: 6 })
  expect(await people()).toEqual([
    {
      ...{ id: 'C1', origin: 'crm', name: 'Ann C1', job_title: 'Partner', owner: 'Ruth Gale' },
      ...{ addresses: 'c1@example.com second@example.com', belongs: 'company Bath Stone Ltd' },
    },
    expect.objectContaining({ id: 'C2', belongs: 'household The Lees' }),
    expect.objectContaining({ id: 'C3', name: 'Reception', addresses: null }),
    expect.objectContaining({ id: 'C4', addresses: 'c4@example.com +44 1225 000 111' }),
  ])
  const before = await people()
  asked = []
  expect(await sync()).toMatchObject({ status: 'done', eventsWritten: 0 })
  expect(await people()).toEqual(before)
  const since = MONDAY - 60_000
  expect(asked[0], 'only what changed since').toBe(`Accounts ${since}`)
})

test('an organization’s own mailbox is a person of its name, as a file’s is, and the same again is none more', async () => {
  const mailbox = ['office@stone.example', 'second@stone.example', 'no address']
  held.Accounts = [{ ...company('A1', 'Bath Stone Ltd'), addresses: mailbox }]
  expect(await sync()).toMatchObject({ status: 'done', problems: 1 })
  const found = () =>
    rows(`select p.origin, p.name, g.name as of, string_agg(a.address, ' ' order by a.id) as at
      from person p join person_address pa on pa.person_id = p.id
      join address a on a.id = pa.address_id join affiliation f on f.person_id = p.id
      join organization g on g.id = f.organization_id group by p.origin, p.name, g.name`)
  const mailboxes = [
    {
      ...{ origin: 'crm', name: 'Bath Stone Ltd', of: 'Bath Stone Ltd' },
      at: 'office@stone.example second@stone.example',
    },
  ]
  expect(await found()).toEqual(mailboxes)
  expect(await sync()).toMatchObject({ eventsWritten: 0 })
  expect(await found()).toEqual(mailboxes)
})

test('what changed in the CRM is taken over, and a new address takes the place of the old', async () => {
  held.Contacts = [person('C1'), person('C2')]
  await sync()
  held.Contacts[0] = person('C1', {
    ...{ changedAt: MONDAY + HOUR, jobTitle: 'Judge', addresses: ['ann@court.example'] },
  })
  expect(await sync()).toMatchObject({ eventsWritten: 1 })
  expect(await people()).toEqual([
    expect.objectContaining({ id: 'C1', job_title: 'Judge', addresses: 'ann@court.example' }),
    expect.objectContaining({ id: 'C2' }),
  ])
  const ended = await rows(`select a.address from person_address pa
    join address a on a.id = pa.address_id where pa.ended_at is not null`)
  expect(ended).toEqual([{ address: 'c1@example.com' }])
  held.Contacts[0] = person('C1', { changedAt: MONDAY + 2 * HOUR, jobTitle: 'Retired' })
  await sync()
  expect(
    await rows(`select before, written_by from field_change where field = 'job_title' order by id`),
  ).toEqual([
    { before: '', written_by: `crm:${world.connectionId}` },
    { before: 'Judge', written_by: `crm:${world.connectionId}` },
  ])
})

test('what the CRM says no more becomes empty here, unless somebody else wrote it', async () => {
  const said = { jobTitle: 'Judge', city: 'Bath', phone: '0100' }
  held.Contacts = [person('C1', said), person('C2', said)]
  await sync()
  // A person who was brought by a CRM before it was remembered what it says.
  await rows(`update crm_record set said = '{}' where external_id = 'C2'`)
  const { workspaceId } = world.by
  await importFile(world.homing, workspaceId, 'external_id,name,city\nC1,Ann C1,Wells\n')
  held.Contacts = [
    person('C1', { changedAt: MONDAY + HOUR, phone: '0200' }),
    person('C2', { changedAt: MONDAY + HOUR }),
  ]
  expect(await sync()).toMatchObject({ eventsWritten: 1 })
  expect(
    await rows(`select job_title, city, phone from person where external_id is not null
      order by external_id`),
  ).toEqual([
    { job_title: '', city: 'Wells', phone: '0200' },
    { job_title: 'Judge', city: 'Bath', phone: '0100' },
  ])
  expect(
    await rows(`select written_by from field_change where field = 'job_title'`),
    'with who said so',
  ).toEqual([{ written_by: `crm:${world.connectionId}` }])
  held.Contacts = [person('C1', { changedAt: MONDAY + 2 * HOUR, phone: '0200' })]
  expect(await sync(), 'once').toMatchObject({ eventsWritten: 0 })
})

test('somebody the firm imported, or an ESP told of, is found and not made again', async () => {
  const { workspaceId } = world.by
  await importFile(world.homing, workspaceId, 'external_id,name,email\nC1,Ann,c1@example.com\n')
  await rows(`with a as (insert into address (workspace_id, address, canonical)
      values (${workspaceId}, 'c2@example.com', 'c2@example.com') returning id),
    p as (insert into person (workspace_id, origin, name)
      values (${workspaceId}, 'esp', 'c2@example.com') returning id)
    insert into person_address (workspace_id, person_id, address_id, is_primary)
    select ${workspaceId}, p.id, a.id, true from a, p`)
  held.Contacts = [person('C1', { jobTitle: 'Clerk' }), person('C2')]
  await sync()
  expect(await people()).toEqual([
    expect.objectContaining({ id: 'C1', origin: 'import', job_title: 'Clerk' }),
    expect.objectContaining({ id: 'C2', origin: 'crm', name: 'Ann C2' }),
  ])
})

test('a walk that gives way, or dies, goes on; records of one moment are no trap', async () => {
  held.Contacts = Array.from({ length: 40 }, (_, n) => person(`C${String(n).padStart(2, '0')}`))
  // The slice is measured in requests of the vendor's line; the part of this test makes none.
  let pages = 0
  onPage = () => {
    pages += 1
    if (pages === 5) throw new Error('the machine went away')
  }
  await sync().catch(() => undefined)
  await rows(`update run set status = 'failed', ended_at = now() where status <> 'done'`)
  onPage = () => {}
  expect(await sync()).toMatchObject({ status: 'done' })
  expect(await people()).toHaveLength(40)
  const twice = asked.filter((one, place) => asked.indexOf(one) !== place)
  expect(twice.filter((one) => one.startsWith('Contacts')).length).toBeLessThanOrEqual(1)
})

test('a record with a moment in the future does not hide what changes until then', async () => {
  held.Contacts = [person('C1', { changedAt: Date.now() + 365 * 24 * HOUR })]
  await sync()
  held.Contacts.push(person('C2', { changedAt: Date.now() }))
  expect(await sync()).toMatchObject({ eventsWritten: 1 })
  expect(await people()).toHaveLength(2)
})

test('a record that is deleted there is noticed, and nothing is deleted here', async () => {
  held.Contacts = [person('C1'), person('C2')]
  await sync()
  held.Contacts[0] = { type: 'deleted', id: 'C1', changedAt: MONDAY + HOUR }
  await sync()
  const records =
    'select external_id as id, deleted_at is not null as gone from crm_record order by 1'
  expect(await rows(records)).toEqual([
    { id: 'C1', gone: true },
    { id: 'C2', gone: false },
  ])
  expect(await people()).toHaveLength(2)
  asked = []
  await sync()
  expect(asked, 'and not told again with every run').toContain(`Contacts ${MONDAY + HOUR - 60_000}`)
  held.Contacts[0] = person('C1', { changedAt: MONDAY + 2 * HOUR })
  await sync()
  expect(await rows(records)).toEqual([
    { id: 'C1', gone: false },
    { id: 'C2', gone: false },
  ])
})

test('what cannot be taken is a problem with the record; the rest of it, and of its page, is done', async () => {
  held.Contacts = [
    person('C1', { addresses: ['not an address', 'good@example.com'] }),
    person('C2', { firstName: '', lastName: '', addresses: [] }),
    person('C3'),
  ]
  expect(await sync()).toMatchObject({ status: 'done', problems: 2 })
  expect(await people()).toEqual([
    expect.objectContaining({ id: 'C1', addresses: 'good@example.com' }),
    expect.objectContaining({ id: 'C3' }),
  ])
  const problems = await rows<{ field: string; sentence: string; record: { id: string } }>(
    `select field, sentence, record from problem where connection_id = ${world.connectionId}
     order by field`,
  )
  expect(problems.map(({ field, record }) => [field, record.id])).toEqual([
    ['addresses', 'C1'],
    ['name', 'C2'],
  ])
  expect(problems[1]!.sentence).toContain('names nobody')
})

test('two CRMs that use the same short id do not make one person of two', async () => {
  held.Contacts = [person('1')]
  await sync()
  await rows(`insert into connection (workspace_id, connector, name, status)
    values (${world.by.workspaceId}, 'other', 'Other', 'active')`)
  await rows(
    `update crm_record set connection_id = (select id from connection where name = 'Other')`,
  )
  held.Contacts = [person('1', { firstName: 'Ben', addresses: ['ben@example.com'] })]
  expect(await sync()).toMatchObject({ problems: 1 })
  expect(await people()).toEqual([expect.objectContaining({ name: 'Ann 1' })])
})

test('a merged person stays merged, and each record is still whom it was', async () => {
  held.Contacts = [person('C1'), person('C2')]
  await sync()
  const ids = await rows<{ id: number }>(
    'select id from person where external_id is not null order by external_id',
  )
  const [kept, merged] = ids.map(({ id }) => id) as [number, number]
  const { workspaceId } = world.by
  const change = { workspaceId, personId: kept, actor: { id: 'u', name: 'Ada' }, now: MONDAY }
  await world.test.database.inWorkspace(workspaceId, (tx) =>
    mergePersons(tx, change, { id: merged, take: [] }),
  )
  held.Contacts = [
    person('C1', { changedAt: MONDAY + HOUR, city: 'Bath' }),
    person('C2', { changedAt: MONDAY + HOUR, city: 'Wells' }),
  ]
  await sync()
  expect(
    await rows(`select external_id as id, merged_into, city from person
      where external_id is not null order by 1`),
  ).toEqual([
    { id: 'C1', merged_into: null, city: 'Bath' },
    expect.objectContaining({ id: 'C2', merged_into: kept }),
  ])
  expect(await rows('select external_id as id, person_id from crm_record order by 1')).toEqual([
    { id: 'C1', person_id: kept },
    { id: 'C2', person_id: merged },
  ])
})
