/** What comes home and what is told, on a real PostgreSQL (or PGlite) with a firm's views. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { database } from '../../../src/connectors/crm/database/index.ts'
import { standingOf } from '../../../src/connectors/crm/database/consent.ts'
import type { RawPage, ReadPage, Vendor } from '../../../src/connectors/index.ts'
import { type Firm, postgresFirm } from './firm.ts'
import { insert, lineTo, NOW } from './stage.ts'

let firm: Firm
let line: ReturnType<typeof lineTo>
beforeAll(async () => {
  firm = await postgresFirm()
  line = lineTo(firm)
})
afterAll(async () => {
  line.close()
  await firm.close()
})

const people = 'own_people (id, changed_at, email, email2, first_name, organization_id, opted_out)'
const AT = '2026-03-02T10:00:31.250Z'

beforeEach(async () => {
  for (const name of ['people', 'organizations', 'lists', 'list_members']) {
    await firm.run(`delete from own_${name}`)
  }
  await firm.run('delete from homing_wishes')
  await insert(firm, people, [
    ['a1', AT, 'Ann@client.example', 'second@client.example', 'Ann', 'o1', false],
    ['A1', AT, 'ann@client.example', null, 'Another Ann', null, true],
    ['b', AT, 'bob@client.example', 'bob@home.example', 'Bob', 'o1', true],
    ['c', AT, null, null, 'Cy', 'gone', null],
  ])
  await insert(firm, 'own_organizations (id, changed_at, name, kind)', [
    ['o1', AT, 'The Lees', 'household'],
  ])
  await insert(firm, 'own_lists (id, name, kind)', [
    ['l1', 'Spring', null],
    ['l2', 'Never', 'exempt'],
  ])
  await insert(firm, 'own_list_members (list_id, person_id)', [
    ['l1', 'a1'],
    ['l2', 'a1'],
    ['l1', 'b'],
  ])
})

async function all<Row>(part: {
  page(vendor: Vendor, cursor: string | null): Promise<RawPage>
  read(body: Uint8Array): ReadPage<Row>
}): Promise<Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = null; ;) {
    const page: RawPage = await part.page(line.vendor(), cursor)
    const read = part.read(page.body)
    expect(read.refused).toEqual([])
    rows.push(...read.rows)
    cursor = page.next
    if (cursor === null) return rows
  }
}

test('people come with their organization, by ids that differ in more than their letters’ size', async () => {
  const ask = { module: 'people', since: null }
  const { body } = await database.people!.page(line.vendor(), ask, null)
  const { rows } = database.people!.read(body, ask)
  expect(rows.map((row) => row.id)).toEqual(['A1', 'a1', 'b', 'c'])
  expect(rows[1]).toMatchObject({
    changedAt: Date.parse(AT),
    addresses: ['Ann@client.example', 'second@client.example'],
    organization: { name: 'The Lees', kind: 'household' },
  })
  expect(rows[3]).toMatchObject({ addresses: [], organization: null })
})

test('an opt-out holds for each address, and contacts are told with their lists, who may be mailed first', async () => {
  const out = await all({
    page: (vendor, cursor) => database.suppressions!.page(vendor, null, cursor),
    read: (body) => database.suppressions!.read(body),
  })
  expect(out.map(({ address, cause }) => [address, cause])).toEqual([
    ['ann@client.example', undefined],
    ['bob@client.example', undefined],
    ['bob@home.example', undefined],
  ])
  const contacts = await all(database.contacts!)
  expect(contacts.map(({ id, permission, lists }) => [id, permission, lists])).toEqual([
    ['a1', 'ok', ['l1', 'l2']],
    ['A1', 'opted_out', []],
    ['b', 'opted_out', ['l1']],
  ])
  expect(await all(database.lists!)).toEqual([
    { id: 'l1', name: 'Spring', members: 2 },
    { id: 'l2', name: 'Never (suppression list)', members: 1 },
  ])
})

test('a switch that is neither yes nor no refuses its row, everywhere', async () => {
  await firm.run(`create or replace view homing_people as select * from own_people`)
  const { body } = await database.suppressions!.page(line.vendor(), null, null)
  const page = JSON.parse(Buffer.from(body).toString()) as { rows: Record<string, unknown>[] }
  page.rows[0]!['opted_out'] = 'perhaps'
  const bytes = Buffer.from(JSON.stringify(page))
  for (const part of [database.suppressions!, database.contacts!]) {
    const told = Buffer.from(JSON.stringify({ ...page, pass: 'mailable' }))
    const { refused } = part.read(part === database.contacts ? told : bytes)
    expect(refused.map(({ field }) => field)).toEqual(['opted_out'])
  }
})

test('a wish is one row, however often it is told, and holds until the firm’s side has taken it', async () => {
  const { consent } = database
  const find = () => consent!.find(line.vendor(), 'ANN@client.example')
  const before = (await find())!
  expect(before).toMatchObject({ id: 'a1', state: 'mailable', permission: 'ok' })
  const out = { reason: 'Too many', mark: 'abcd1234', saidAt: NOW - 60_000 }
  await consent!.optOut(line.vendor(), before, out)
  await consent!.optOut(line.vendor(), before, out)
  expect(await firm.run('select person_id, email, wish, taken_at from homing_wishes')).toEqual([
    { person_id: 'a1', email: 'Ann@client.example', wish: 'opt_out', taken_at: null },
  ])
  expect(await find()).toMatchObject({ state: 'opted_out', optedOutAt: NOW - 60_000 })

  await firm.run(`update homing_wishes set taken_at = told_at`)
  await expect(consent!.optOut(line.vendor(), before, out)).rejects.toMatchObject({
    kind: 'refused',
  })
  await firm.run(`update own_people set opted_out = true where id = 'a1'`)
  await consent!.optOut(line.vendor(), before, out)
  const held = (await find())!
  expect(held).toMatchObject({ state: 'opted_out', permission: 'opted_out' })

  const back = { mark: 'abcd1234', saidAt: NOW }
  await consent!.resubscribe!.call(lineTo(firm, NOW + 1_000).vendor(), held, [], back)
  expect(await find()).toMatchObject({ state: 'mailable', permission: 'ok' })
  expect(await firm.run('select wish from homing_wishes order by told_at')).toEqual([
    { wish: 'opt_out' },
    { wish: 'return' },
  ])
  expect(await consent!.find(line.vendor(), 'nobody@client.example')).toBeNull()
})

test.each([
  ['nothing told', { isOut: true, at: 5 }, null, true, 5],
  ['an opt-out, not taken', { isOut: false, at: null }, ['opt_out', null], true, 10],
  [
    'an opt-out, taken and lifted by a user',
    { isOut: false, at: null },
    ['opt_out', 30],
    false,
    10,
  ],
  ['an opt-out, taken and applied', { isOut: true, at: 29 }, ['opt_out', 30], true, 10],
  ['an opt-out, and a newer one of the CRM’s', { isOut: true, at: 40 }, ['opt_out', 30], true, 40],
  ['a return, not taken', { isOut: true, at: 5 }, ['return', null], false, 10],
  ['a return, and an opt-out after it', { isOut: true, at: 25 }, ['return', null], true, 25],
  ['a return, taken and not applied', { isOut: true, at: 5 }, ['return', 30], true, 5],
  ['a view that does not tell', { isOut: null, at: null }, ['opt_out', 30], true, 10],
] as const)('%s', (_, seen, told, isOut, at) => {
  const wish = told && { wish: told[0], saidAt: 10, toldAt: 20, takenAt: told[1] }
  expect(standingOf(seen, wish)).toEqual({ isOut, at })
})

test('the check shows the script for what is missing, and without a table nothing is told', async () => {
  const bare = { ...firm, settings: { ...firm.settings, prefix: 'other_' } }
  const empty = lineTo(bare)
  const health = await database.check(empty.vendor())
  const lineOf = (name: string) => health.checks.find((one) => one.name === name)!
  expect(lineOf('people')).toMatchObject({ ok: false })
  expect(lineOf('people').remedy).toContain('create view')
  expect(lineOf('wishes')).toMatchObject({ ok: true })
  expect(lineOf('wishes').remedy).toContain('"other_wishes" (mark char(36) not null primary key')

  await firm.run(
    'create view other_people as select id, changed_at, email, invalid from own_people',
  )
  const user = String(firm.settings['user'])
  await firm.run(`grant select on other_people to ${user}`)
  const found = await database.consent!.find(empty.vendor(), 'bob@client.example')
  expect(found!.takesNoWish).toContain('other_wishes')
  const told = { campaign: { mark: 'm', id: 'm', name: '', subject: '', sentAt: 0 } }
  const target = { mark: 't', module: 'people', recordId: 'b', address: '', wasTold: false }
  const outcomes = await database.activities!.tell(empty.vendor(), told.campaign, [
    { ...target, activities: [] },
  ])
  expect(outcomes).toMatchObject([{ status: 'refused' }])
  const ids = await database.people!.census!(empty.vendor(), 'people', null)
  expect(ids).toEqual({ ids: ['A1', 'a1', 'b', 'c'], next: null })
  expect(await database.people!.census!(line.vendor(), 'people', null)).toBeNull()
  empty.close()
})
