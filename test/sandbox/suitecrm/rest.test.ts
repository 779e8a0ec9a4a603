import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, flagsOf, listNamed, login, md5, rest, rowOf, session, start } from './client.ts'
import type { NameValues } from './client.ts'

let sandbox: Sandbox
let own: string
beforeAll(async () => {
  sandbox = await start()
  own = await session(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

interface Listing {
  module?: string
  query?: string
  order?: string
  offset?: number
  fields?: string[]
  links?: { name: string; value: string[] }[]
  most?: number
  deleted?: 0 | 1
}

async function list({ module = 'Contacts', query = '', order = '', ...rest_ }: Listing) {
  const { offset = 0, fields = ['id'], links = [], most = 50, deleted = 0 } = rest_
  const given = [own, module, query, order, offset, fields, links, most, deleted]
  const { status, body } = await rest(sandbox, 'get_entry_list', given)
  expect(status).toBe(200)
  return body
}

it('signs in with the MD5 of the password and nothing else', async () => {
  const auth = (password: string) => ({ user_auth: { user_name: login.username, password } })
  expect((await rest(sandbox, 'login', auth(login.password))).body.number).toBe(10)
  const right = await rest(sandbox, 'login', auth(md5(login.password)))
  expect(right.body).toMatchObject({ module_name: 'Users' })
  expect((await rest(sandbox, 'get_user_id', [right.body.id])).body).toBe('1')
  expect((await rest(sandbox, 'logout', [right.body.id])).body).toBe(null)
  const after = await rest(sandbox, 'get_user_id', [right.body.id])
  const description = expect.any(String) as string
  const invalid = { name: 'Invalid Session ID', number: 11, description }
  expect(after).toEqual({ status: 200, body: invalid })
})

it('tells a module and a method that it does not know, with a status of 200', async () => {
  const wrong = { session: own, module_name: 'Persons' }
  const answer = await rest(sandbox, 'get_entry_list', wrong)
  expect(answer).toMatchObject({ status: 200, body: { number: 20 } })
  expect((await rest(sandbox, 'constructor', [own])).body.number).toBe('-1')
})

it('ends sessions when somebody restarts the server', async () => {
  const brief = await session(sandbox)
  await button(sandbox, 'DELETE /sessions')
  expect((await rest(sandbox, 'get_user_id', [brief])).body.number).toBe(11)
  own = await session(sandbox)
})

it('takes the arguments by their order, whatever they are called', async () => {
  const given = { a: own, b: 'Contacts', c: '', d: '', e: 0, f: ['last_name'], g: [], h: 3, i: 0 }
  const { body } = await rest(sandbox, 'get_entry_list', given)
  expect(body).toMatchObject({ result_count: 3, next_offset: 3, relationship_list: [] })
  expect(Object.keys(body.entry_list[0]?.name_value_list ?? {})).toEqual(['last_name'])
})

it('pages to the end, each record once', async () => {
  const seen = new Set<string>()
  const total = Number((await list({ most: 1 })).total_count)
  for (let offset = 0; seen.size < total;) {
    const page = await list({ offset, most: 400, order: 'contacts.date_modified desc' })
    expect(page.result_count).toBeGreaterThan(0)
    for (const one of page.entry_list) seen.add(one.id)
    offset = page.next_offset
  }
  const count = await rest<{ result_count: string }>(sandbox, 'get_entries_count', [
    own,
    'Contacts',
  ])
  expect(count.body.result_count).toBe(String(total))
  expect((await list({ offset: total })).entry_list).toEqual([])
})

it.each([
  ["contacts.last_name like 'A%' and contacts.primary_address_country = 'US'", true],
  ["(last_name = 'Lambert' or last_name = 'Palmer') and contacts.deleted = 0", true],
  ["contacts.last_name in ('Lambert', 'Palmer')", true],
  ["contacts.date_modified > '2020-01-01 00:00:00'", true],
  ["contacts.title is not null and contacts.title <> ''", true],
  ["contacts.last_name = 'O\\'Nobody'", false],
  ["contacts.last_name = 'O''Nobody'", false],
])('finds by %s', async (query, some) => {
  const { entry_list: found } = await list({ query, most: 2000 })
  expect(found.length > 0).toBe(some)
})

it('finds with an or what it finds with each part', async () => {
  const of = async (query: string) => Number((await list({ query })).total_count)
  const one = await of("last_name = 'Lambert'")
  const other = await of("last_name = 'Palmer'")
  expect(await of("last_name = 'Lambert' or last_name = 'Palmer'")).toBe(one + other)
  expect(await of("last_name not in ('Lambert', 'Palmer')")).toBe((await of('')) - one - other)
  expect(await of("last_name = 'Lambert' and last_name = 'Palmer'")).toBe(0)
})

it.each([
  ["contacts.nosuch = 'x'", 500],
  ["contacts.email1 = 'x'", 500],
  ['contacts.last_name =', 500],
])('fails in the database for %s', async (query, status) => {
  const given = [own, 'Contacts', query, '', 0, [], [], 5, 0]
  expect((await rest<string>(sandbox, 'get_entry_list', given)).status).toBe(status)
})

it.each([
  "contacts.last_name = 'O'Rourke'",
  'contacts.id in (select bean_id from users)',
  "contacts.last_name = 'x'; drop table contacts",
])('denies access for %s', async (query) => {
  const given = [own, 'Contacts', query, '', 0, [], [], 5, 0]
  expect((await rest(sandbox, 'get_entry_list', given)).body.number).toBe(40)
})

const addresses = [{ name: 'email_addresses', value: ['id', 'email_address', 'opt_out'] }]

it('finds by ids what it finds by looking at each record, in the order of the ids', async () => {
  const { entry_list: some } = await list({ most: 3 })
  const [one, two, three] = some.map(({ id }) => id)
  const found = async (query: string) =>
    (await list({ query, deleted: 1 })).entry_list.map(({ id }) => id)
  const both = `'${three}', '${one!.toUpperCase()}', 'nobody'`
  expect(await found(`id in (${both})`)).toEqual([one, three])
  expect(await found(`contacts.id in (${both}) and contacts.id > '${one}'`)).toEqual([three])
  expect(await found(`id = '${two}'`)).toEqual([two])
  expect(await found(`id = '${two}' or id = '${one}'`)).toEqual([one, two])
  expect(await found(`id not in (${both}) and id <= '${three}'`)).toEqual([two])
})

it('brings the addresses of each record with their flags', async () => {
  const { definition } = sandbox.world
  const person = definition.people.find((one) => one.otherEmails.length > 0)
  const query = `contacts.last_name = '${person?.lastName}'`
  const page = await list({ query, fields: ['id', 'email1'], links: addresses, most: 100 })
  const at = page.entry_list.findIndex((one) => {
    return one.name_value_list.email1?.value === person?.email
  })
  const [link] = page.relationship_list[at]?.link_list ?? []
  expect(link?.name).toBe('email_addresses')
  const found = link?.records.map((one) => one.link_value.email_address?.value)
  expect(found).toEqual([person?.email, ...(person?.otherEmails ?? [])])
  expect(['0', '1']).toContain(link?.records[0]?.link_value.opt_out?.value)
})

it('lists deleted records beside the others when it is told so', async () => {
  const [first] = (await list({ most: 1 })).entry_list
  const id = first?.id ?? ''
  await button(sandbox, `DELETE /records/Contacts/${id}`)
  const query = `contacts.id = '${id}'`
  const fields = ['id', 'deleted']
  expect((await list({ query, fields })).entry_list).toEqual([])
  const [gone] = (await list({ query, fields, deleted: 1 })).entry_list
  expect(gone).toMatchObject({ id, name_value_list: { deleted: { value: '1' } } })
  const { body } = await rest(sandbox, 'get_entries', [own, 'Contacts', [id], ['id'], []])
  expect(body.entry_list).toMatchObject([{ id, name_value_list: [{ name: 'warning' }, {}] }])
})

interface Related {
  entry_list: { id: string | null; name_value_list: NameValues }[]
  relationship_list: { name: string; records: NameValues[] }[][]
}

it('pages who is on a list until a page is short, without a total', async () => {
  const { id, contacts } = await listNamed(sandbox, 'Client letter')
  const page = async (offset: number, fields: string[]) => {
    const given = [
      own,
      'ProspectLists',
      id,
      'contacts',
      '',
      fields,
      addresses,
      0,
      'id',
      offset,
      500,
    ]
    return (await rest<Related>(sandbox, 'get_relationships', given)).body
  }
  const seen: string[] = []
  for (let size = 500; size === 500;) {
    const { entry_list: rows, relationship_list: links } = await page(seen.length, ['id', 'email1'])
    expect(links).toHaveLength(rows.length)
    expect(links[0]?.[0]?.records[0]?.email_address?.value).toMatch(/@/)
    seen.push(...rows.map((one) => one.id ?? ''))
    size = rows.length
  }
  expect(seen.sort()).toEqual([...contacts].sort())
  const blind = await page(0, ['last_name'])
  expect(blind.entry_list[0]?.id).toBe(null)
})

it('names the values of a dropdown', async () => {
  type Fields = { module_fields: Record<string, { options: NameValues }> }
  const given = [own, 'CampaignLog', ['activity_type']]
  const { body } = await rest<Fields>(sandbox, 'get_module_fields', given)
  expect(Object.keys(body.module_fields)).toEqual(['activity_type'])
  const { options } = body.module_fields.activity_type ?? { options: {} }
  expect(options['send error']).toEqual({ name: 'send error', value: 'Bounced Messages,Other' })
})

const pairs = (values: Record<string, unknown>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }))

it('writes many log rows with a call, and each once where their ids come with new_with_id', async () => {
  const lists = [1, 2, 3].map((hits) => {
    const id = `0b7c2a54-1f0d-5e6a-8a1b-00000000000${hits}`
    return pairs({ id, new_with_id: true, campaign_id: 'c', activity_type: 'viewed', hits })
  })
  const { body } = await rest(sandbox, 'set_entries', [own, 'CampaignLog', lists])
  expect(body.ids).toHaveLength(3)
  const log = () => button<unknown[]>(sandbox, 'GET /log?campaign=c')
  expect(await log()).toHaveLength(3)
  const again = await rest<string>(sandbox, 'set_entries', [own, 'CampaignLog', lists])
  expect(again.status).toBe(500)
  expect(await log()).toHaveLength(3)
})

it('answers an id that nobody has, and stores nothing', async () => {
  const id = '0b7c2a54-1f0d-5e6a-8a1b-2c3d4e5f6a7b'
  const given = [own, 'CampaignLog', pairs({ id, campaign_id: 'd', activity_type: 'viewed' })]
  expect((await rest(sandbox, 'set_entry', given)).body.id).toBe(id)
  expect(await button(sandbox, 'GET /log?campaign=d')).toEqual([])
})

it('writes flags to addresses by the batch', async () => {
  const first = { last_name: 'Batch', email1: 'batch@rest.example' }
  await rest(sandbox, 'set_entry', [own, 'Leads', first])
  const { id } = await flagsOf(sandbox, 'batch@rest.example')
  const lists = [pairs({ id, opt_out: '1' })]
  expect((await rest(sandbox, 'set_entries', [own, 'EmailAddresses', lists])).body.ids).toEqual([
    id,
  ])
  expect(await flagsOf(sandbox, 'batch@rest.example')).toMatchObject({ optOut: true })
})

it('takes a new contact of a batch for the one with its name and address', async () => {
  const contact = pairs({ last_name: 'Twin', email1: 'twin@rest.example' })
  const set = () => rest(sandbox, 'set_entries', [own, 'Contacts', [contact]])
  expect((await set()).body.ids).toEqual((await set()).body.ids)
})

it('deletes by writing so', async () => {
  const { body } = await rest(sandbox, 'set_entry', [own, 'Notes', pairs({ name: 'Short' })])
  await rest(sandbox, 'set_entry', [own, 'Notes', pairs({ id: body.id, deleted: 1 })])
  expect((await rowOf(sandbox, 'Notes', body.id)).deleted).toBe('1')
})

interface Counts {
  created: number
  failed: number
  deleted: number
}

it('links many records with a call, and counts the call', async () => {
  const { id, contacts } = await listNamed(sandbox, 'Events')
  const others = (await list({ most: 2000 })).entry_list.map((one) => one.id)
  const ids = others.filter((one) => !contacts.includes(one)).slice(0, 3)
  const set = async (link: string, undo: 0 | 1) => {
    const given = [own, 'ProspectLists', id, link, ids, [], undo]
    return (await rest<Counts>(sandbox, 'set_relationship', given)).body
  }
  expect(await set('contacts', 0)).toEqual({ created: 1, failed: 0, deleted: 0 })
  expect((await listNamed(sandbox, 'Events')).contacts).toEqual([...contacts, ...ids])
  expect(await set('contacts', 1)).toEqual({ created: 0, failed: 0, deleted: 1 })
  expect((await listNamed(sandbox, 'Events')).contacts).toEqual(contacts)
  expect(await set('nosuch', 0)).toEqual({ created: 0, failed: 1, deleted: 0 })
  const many = [own, ['ProspectLists'], [id], ['contacts'], [ids], [], [0]]
  expect((await rest<Counts>(sandbox, 'set_relationships', many)).body.created).toBe(1)
  expect((await rest(sandbox, 'set_relationships', [own, [], [], [], []])).body.number).toBe(1001)
})

it('answers nothing of changed memberships and of merged campaigns', async () => {
  const asked = [own, 'ProspectLists', 'Contacts', '2020-01-01', '2030-01-01', 0, 100]
  const changed = await rest(sandbox, 'get_modified_relationships', asked)
  expect(changed.body).toMatchObject({ result_count: 0, entry_list: [] })
  expect((await rest(sandbox, 'set_campaign_merge', [own, ['t'], 'c'])).body).toBe(null)
})
