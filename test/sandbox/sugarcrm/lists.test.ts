import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, everything, filter, start } from './client.ts'
import type { Call, Page, Sugar } from './client.ts'

let sandbox: Sandbox
let call: Call
let people: Sugar[]
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
  people = await everything(call, 'Contacts')
}, 60_000)
afterAll(() => sandbox.close())

/** A name as the database compares it: without regard to case and accents. */
const plain = ({ last_name: name }: Sugar) =>
  String(name)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
const ids = ({ body }: { body: Page }) => body.records.map((one) => one.id)

describe('pages', () => {
  it('have twenty records unless more are asked for, and a thousand at most', async () => {
    expect((await call<Page>('GET /Contacts')).body).toMatchObject({ next_offset: 20 })
    const { body } = await filter(call, 'Contacts', { max_num: 5000 })
    expect(body.records).toHaveLength(1000)
    expect(body.next_offset).toBe(1000)
  })

  it('follow one another until -1, each record once', async () => {
    expect(new Set(people.map((one) => one.id)).size).toBe(people.length)
    const count = await call<{ record_count: number }>('GET /Contacts/count')
    expect(count.body.record_count).toBe(people.length)
    const last = await call<Page>(`GET /Contacts?offset=${people.length - 1}`)
    expect(last.body).toMatchObject({ next_offset: -1, records: [{}] })
  })

  it('are smaller where the sandbox is told so', async () => {
    const small = await start({ rowsPerPage: 500 })
    const own = connect(small)
    expect((await own<Page>('GET /Contacts?max_num=900')).body).toMatchObject({ next_offset: 500 })
    expect(await everything(own, 'Contacts')).toHaveLength(people.length)
    await small.close()
  })
})

describe('records', () => {
  it('have their types, the moments in the time zone of the user, and what is always there', () => {
    const [first] = people
    expect(first).toMatchObject({ _module: 'Contacts', _acl: { fields: {} }, deleted: false })
    expect(first?.do_not_call).toBe(false)
    expect(first?.date_modified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-05:00$/)
  })

  it('tell the fields that are asked for', async () => {
    const { body } = await filter(call, 'Contacts', { fields: 'last_name,email,nothing' })
    const names = Object.keys(body.records[0] ?? {}).sort()
    expect(names).toEqual(['_acl', '_module', 'date_modified', 'email', 'id', 'last_name'])
  })

  it('come newest first, or in the order that is asked for', async () => {
    const dates = (found: readonly Sugar[]) => found.map((one) => one.date_modified)
    expect(dates(people)).toEqual(dates(people).toSorted().toReversed())
    const asked = { order_by: 'date_modified:ASC,id:ASC' }
    expect(dates(await everything(call, 'Contacts', asked))).toEqual(dates(people).toSorted())
    const wrong = await filter(call, 'Contacts', { order_by: 'nothing:ASC' })
    expect(wrong).toMatchObject({ status: 422, body: { error: 'invalid_parameter' } })
  })
})

describe('filters', () => {
  it('read changes since a moment, with any offset', async () => {
    const cut = people[100]?.date_modified ?? ''
    const since = (text: string) =>
      everything(call, 'Contacts', { filter: [{ date_modified: { $gte: text } }] })
    const expected = people.filter((one) => one.date_modified >= cut).length
    expect(expected).toBeGreaterThan(100)
    expect(await since(cut)).toHaveLength(expected)
    expect(await since(new Date(cut).toISOString())).toHaveLength(expected)
    const wrong = await filter(call, 'Contacts', { filter: [{ date_modified: { $gte: 'soon' } }] })
    expect(wrong.status).toBe(422)
  })

  it.each([
    [{ last_name: { $starts: 'S' } }, (one: Sugar) => /^s/.test(plain(one))],
    [{ last_name: { $ends: 'n' } }, (one: Sugar) => /n$/.test(plain(one))],
    [{ last_name: { $contains: 'er' } }, (one: Sugar) => /er/.test(plain(one))],
    [{ last_name: { $contains: '%' } }, () => false],
    [{ do_not_call: false }, () => true],
    [{ title: { $empty: '' } }, (one: Sugar) => one.title === ''],
    [{ title: { $not_empty: '' } }, (one: Sugar) => one.title !== ''],
    [
      { $or: [{ last_name: { $starts: 'A' } }, { last_name: { $starts: 'B' } }] },
      (one: Sugar) => /^[ab]/.test(plain(one)),
    ],
  ] as const)('%j', async (condition, fits) => {
    const found = await everything(call, 'Contacts', { filter: [condition] })
    expect(found.map((one) => one.id)).toEqual(people.filter(fits).map((one) => one.id))
  })

  it('know records by their ids, and those left out', async () => {
    const some = people.slice(3, 8).map((one) => one.id)
    const found = await filter(call, 'Contacts', { filter: [{ id: { $in: some } }] })
    expect(ids(found).toSorted()).toEqual(some.toSorted())
    const { body } = await call<{ record_count: number }>('POST /Contacts/filter/count', {
      filter: [{ id: { $not_in: some } }],
    })
    expect(body.record_count).toBe(people.length - 5)
  })

  it('can be written into the address, in brackets or as JSON', async () => {
    const name = String(people[0]?.last_name)
    const expected = ids(await filter(call, 'Contacts', { filter: [{ last_name: name }] }))
    expect(expected.length).toBeGreaterThan(0)
    for (const query of [
      `filter[0][last_name]=${name}`,
      `filter[0][last_name][$equals]=${name}`,
      `filter[0][$or][][last_name]=${name}&filter[0][$or][][last_name]=nobody`,
      `filter=${encodeURIComponent(JSON.stringify([{ last_name: name }]))}`,
    ]) {
      expect(ids(await call<Page>(`GET /Contacts/filter?${query}`))).toEqual(expected)
    }
  })

  it('look behind links and for addresses', async () => {
    const one = people.find((person) => person.email.length > 1)
    const other = one?.email[1]?.email_address ?? ''
    for (const name of ['email', 'email_addresses.email_address']) {
      const found = await filter(call, 'Contacts', { filter: [{ [name]: other }] })
      expect(ids(found)).toContain(one?.id)
    }
    const placed = people.find((person) => person.account_name !== '')
    const asked = { filter: [{ 'accounts.name': placed?.account_name }] }
    const colleagues = await everything(call, 'Contacts', asked)
    expect(colleagues.map((person) => person.account_name)).toContain(placed?.account_name)
    expect(new Set(colleagues.map((person) => person.account_name)).size).toBe(1)
  })

  it('pass over a field that no table has, and refuse one that is unknown', async () => {
    const asked = { filter: [{ name: { $starts: 'Nobody at all' } }], max_num: 1 }
    expect((await filter(call, 'Contacts', asked)).body.records).toHaveLength(1)
    for (const given of [{ nothing: 1 }, { 'accounts.nothing': 1 }, { id: { $like: '%' } }]) {
      const wrong = await filter(call, 'Contacts', { filter: [given] })
      expect(wrong).toMatchObject({ status: 422, body: { error: 'invalid_parameter' } })
    }
  })
})

it('lists deleted records beside the others when it is asked to, with little of them', async () => {
  const { body } = await call('POST /Notes', { name: 'Gone soon' })
  sandbox.clock.advance(60_000)
  expect((await call(`DELETE /Notes/${body.id}`)).body).toEqual({ id: body.id })
  expect(ids(await call<Page>('GET /Notes'))).not.toContain(body.id)
  expect((await call(`GET /Notes/${body.id}`)).status).toBe(404)
  const since = { filter: [{ date_modified: { $gte: new Date(sandbox.clock.now()) } }] }
  for (const found of [
    await call<Page>('GET /Notes?deleted=true'),
    await filter(call, 'Notes', { deleted: true, ...since }),
  ]) {
    const gone = found.body.records.find((one) => one.id === body.id)
    expect(Object.keys(gone ?? {}).sort()).toEqual(['_module', 'date_modified', 'deleted', 'id'])
    expect(gone?.deleted).toBe(true)
  }
})

it('tells of its modules and fields, and of what is denied', async () => {
  const probe = 'GET /metadata?type_filter=modules&module_filter=CampaignLog'
  type Told = { modules: Record<string, { fields: Record<string, { type: string }> }> }
  const told = (await call<Told>(probe)).body.modules.CampaignLog?.fields
  expect(told?.activity_type?.type).toBe('enum')
  expect((await call('GET /CampaignLog/enum/activity_type')).body).toHaveProperty('viewed')
  expect(told).not.toHaveProperty('lawful_basis')
  await button(sandbox, 'POST /rights', { modules: { CampaignLog: 'none', Notes: 'read' } })
  expect((await call<Told>(probe)).body.modules).toEqual({})
  for (const request of ['GET /CampaignLog', 'POST /CampaignLog', 'POST /Notes']) {
    const denied = await call(request, request.startsWith('POST') ? {} : undefined)
    expect(denied).toMatchObject({ status: 403, body: { error: 'not_authorized' } })
  }
  expect((await call('GET /Notes')).status).toBe(200)
  type Me = { current_user: { type: string; acl: Record<string, Record<string, string>> } }
  const { current_user: me } = (await call<Me>('GET /me')).body
  expect(me).toMatchObject({ type: 'admin', acl: { CampaignLog: { access: 'no' } } })
  expect(me.acl.Notes).toMatchObject({ edit: 'no' })
  expect(me.acl.Contacts).not.toHaveProperty('edit')
})
