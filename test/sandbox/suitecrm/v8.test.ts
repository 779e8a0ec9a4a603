import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, client, connect, listNamed, login, rowOf, send, start } from './client.ts'

let sandbox: Sandbox
let call: ReturnType<typeof connect>
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

const ofClient = { client_id: client.clientId, client_secret: client.clientSecret }

const signIn = (body: object, base = '/Api/index.php') =>
  send<Record<string, string | number>>(sandbox.url + base, 'POST /access_token', { body })

it('gives tokens to the client by itself and to a user, for an hour', async () => {
  const alone = await signIn({ grant_type: 'client_credentials', ...ofClient })
  expect(alone).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600 } })
  expect(alone.body.refresh_token).toBeUndefined()
  const user = await signIn({ grant_type: 'password', ...ofClient, ...login }, '/Api')
  expect(user.body.access_token).not.toBe(alone.body.access_token)
  const refresh_token = user.body.refresh_token
  const again = { grant_type: 'refresh_token', ...ofClient, refresh_token }
  expect((await signIn(again)).status).toBe(200)
  expect((await signIn(again)).status).toBe(401)
})

it('tells wrong clients, users and grants apart', async () => {
  const wrong = { grant_type: 'client_credentials', ...ofClient, client_secret: 'x' }
  const unknown = { error: 'invalid_client', message: 'Client authentication failed' }
  expect(await signIn(wrong)).toEqual({ status: 401, body: unknown })
  const user = { grant_type: 'password', ...ofClient, ...login, password: 'x' }
  expect(await signIn(user)).toMatchObject({ status: 401, body: { error: 'invalid_grant' } })
  const grant = { grant_type: 'implicit', ...ofClient }
  expect((await signIn(grant)).status).toBe(400)
})

it('refuses a request without a token, with a dead one, and after the logout', async () => {
  const denied = { status: 401, body: { error: 'access_denied' } }
  expect(await send(`${sandbox.url}/Api`, 'GET /V8/module/Contacts')).toMatchObject(denied)
  const own = connect(sandbox)
  expect((await own('POST /V8/logout')).status).toBe(200)
  expect(await own('GET /V8/module/Contacts')).toMatchObject(denied)
})

it('ends a token when its time is over', async () => {
  const brief = await start({ accessTokenSeconds: 0 })
  expect((await connect(brief)('GET /V8/current-user')).status).toBe(401)
  await brief.close()
})

it('lists twenty records without a page, and no meta', async () => {
  const { status, body } = await call('GET /V8/module/Contacts')
  expect(status).toBe(200)
  expect(body.data).toHaveLength(20)
  expect(body.meta).toBeUndefined()
  expect(body.data[0]).toMatchObject({ type: 'Contact' })
})

it('pages with totals and neighbours, and says so past the end', async () => {
  const rewritten = connect(sandbox, '/Api')
  const target = '/V8/module/Contacts?fields[Contacts]=email1&page[size]=500&page[number]='
  const first = await rewritten(`GET ${target}1`)
  const pages = Number(first.body.meta?.['total-pages'])
  expect(pages).toBeGreaterThan(2)
  expect(first.body.meta?.['records-on-this-page']).toBe(500)
  expect(first.body.links).toMatchObject({ first: null, prev: null })
  expect(first.body.links?.next).toBe(`${target.slice(1)}2`)
  expect(Object.keys(first.body.data[0]?.attributes ?? {})).toEqual(['email1'])
  const past = await call(`GET ${target}${pages + 1}`)
  expect(past).toMatchObject({ status: 200, body: { data: [] } })
  expect(past.body.meta?.message).toBeDefined()
  expect(past.body.meta?.['total-pages']).toBeUndefined()
})

it('filters by one level of and or or, with its operators', async () => {
  const [one] = (await call('GET /V8/module/Contacts?page[size]=1')).body.data
  const { last_name = '', first_name = '' } = one?.attributes ?? {}
  const named = (more: string) =>
    call(`GET /V8/module/Contacts?page[size]=1000&filter[last_name][eq]=${last_name}${more}`)
  const both = await named(`&filter[first_name][eq]=${first_name}`)
  const all = await named('')
  const others = await named(`&filter[first_name][neq]=${first_name}`)
  expect(both.body.data.length + others.body.data.length).toBe(all.body.data.length)
  const either = await named(`&filter[first_name][eq]=${first_name}&filter[operator]=or`)
  expect(either.body.data.length).toBeGreaterThan(all.body.data.length)
  const upper = `${last_name.slice(0, 3).toUpperCase()}%25`
  const like = await call(
    `GET /V8/module/Contacts?page[size]=1000&filter[last_name][like]=${upper}`,
  )
  expect(like.body.data.length).toBeGreaterThanOrEqual(all.body.data.length)
})

it('compares dates with those of the database, and sorts by one field either way', async () => {
  const from = '/V8/module/Contacts?page[size]=1000&fields[Contacts]=date_modified'
  const sorted = await call(`GET ${from}&sort=-date_modified`)
  const dates = sorted.body.data.map((one) => one.attributes.date_modified ?? '')
  expect(dates).toEqual([...dates].sort().reverse())
  const middle = (dates[500] as string).slice(0, 16).replace('T', ' ')
  const bound = encodeURIComponent(`${middle}:00`)
  const since = await call(`GET ${from}&filter[date_modified][gte]=${bound}&sort=date_modified`)
  const found = since.body.data.map((one) => one.attributes.date_modified ?? '')
  expect(found.length).toBeGreaterThanOrEqual(501)
  expect([...found].sort()).toEqual(found)
  expect(found[0]?.slice(0, 16).replace('T', ' ') ?? '').toBe(middle)
})

it('finds people by any address they have, and never by another view of it', async () => {
  const person = sandbox.world.definition.people.find((one) => one.otherEmails.length > 0)
  const target = '/V8/module/Contacts?filter[email1][eq]='
  const main = await call(`GET ${target}${(person?.email ?? '').toUpperCase()}`)
  const second = await call(`GET ${target}${person?.otherEmails[0]}`)
  expect(main.body.data.length).toBeGreaterThan(0)
  expect(second.body.data.map((one) => one.id)).toContain(main.body.data[0]?.id)
  const token = sandbox.issueTokens().accessToken
  const unknown = await fetch(
    `${sandbox.url}/Api/V8/module/Contacts?filter[email_opt_out][eq]=1&page[size]=5`,
    { headers: { authorization: `Bearer ${token}` } },
  )
  expect(unknown.status).toBe(500)
})

it.each([
  ['?filter[nosuch][eq]=1', 'Filter field nosuch in Contact module is not found'],
  ['?filter[last_name]=Lee', 'Filter field last_name must be an array'],
  ['?filter[last_name][is]=Lee', 'Filter operator is is invalid'],
  ['?fields[Contacts]=nosuch', /nosuch/],
  ['?sort=nosuch', /nosuch/],
  ['?sort=last_name,first_name', /sort/],
  ['?page[size]=0', /size/],
  ['?limit=10', /limit/],
  ['/not-an-id', /id/],
  ['/00000000-0000-4000-8000-000000000000', /not found/],
])('refuses %s with one object of errors', async (rest, detail) => {
  const { status, body } = await call(`GET /V8/module/Contacts${rest}`)
  expect(status).toBe(400)
  expect(body.errors).toMatchObject({ status: 400, title: null })
  expect(body.errors?.detail).toMatch(detail)
})

it('creates with an id of the client once, changes and deletes', async () => {
  const id = '0b7c2a54-1f0d-5e6a-8a1b-2c3d4e5f6a7b'
  const type = 'Contacts'
  const data = { type, id, attributes: { last_name: 'Lee', email1: 'ann@lee.example' } }
  const made = await call('POST /V8/module', { data })
  expect(made.status).toBe(201)
  expect(made.body.data).toMatchObject({ type: 'Contact', id, attributes: { do_not_call: '0' } })
  expect(made.body.data.attributes.email1).toBe('ann@lee.example')
  const twice = await call('POST /V8/module', { data })
  expect(twice.body.errors?.detail).toBe(`Bean Contacts with id ${id} is already exist`)
  const change = { type, id, attributes: { first_name: 'Ann' } }
  const changed = await call('PATCH /V8/module', { data: change })
  expect(changed).toMatchObject({
    status: 201,
    body: { data: { attributes: { name: 'Ann Lee' } } },
  })
  expect((await call(`DELETE /V8/module/Contacts/${id}`)).status).toBe(200)
  expect((await call(`GET /V8/module/Contacts/${id}`)).status).toBe(400)
  expect((await call('POST /V8/module', { data })).status).toBe(400)
})

it.each([
  [{ data: { type: 'Contacts', attributes: { nosuchattr: 1 } } }, /nosuchattr in Contact/],
  [{ data: { type: 'Persons', attributes: {} } }, /Persons/],
  [{ data: { type: 'Contacts', id: 'mine', attributes: {} } }, /id/],
  [{ data: { type: 'Contacts', relationships: {} } }, /relationships/],
  [{ data: [{ type: 'Contacts' }] }, /"0"/],
  [{}, /data/],
])('refuses to create from %j', async (body, detail) => {
  const answer = await call('POST /V8/module', body)
  expect(answer.status).toBe(400)
  expect(answer.body.errors?.detail).toMatch(detail)
})

it('links one record with a call, and only once', async () => {
  const list = await listNamed(sandbox, 'Events')
  const { data } = (await call('GET /V8/module/Contacts?page[size]=1000')).body
  const [other, more] = data.filter((one) => !list.contacts.includes(one.id))
  if (other === undefined || more === undefined) throw new Error('everybody is on the list')
  const path = `/V8/module/ProspectLists/${list.id}/relationships`
  const body = { data: { type: 'Contacts', id: other.id } }
  const before = await rowOf(sandbox, 'Contacts', other.id)
  for (let turn = 0; turn < 2; turn += 1) {
    const linked = await call(`POST ${path}/contacts`, body)
    expect(linked.status).toBe(201)
    expect(linked.body.meta).toMatchObject({ sourceId: list.id, relatedId: other.id })
  }
  expect((await listNamed(sandbox, 'Events')).entries).toBe(list.entries + 1)
  expect(await rowOf(sandbox, 'Contacts', other.id)).toEqual(before)
  expect((await call(`POST ${path}/contacts`, { data: [body.data] })).status).toBe(400)
  const unnamed = { data: { type: 'Contacts', id: more.id } }
  expect((await call(`POST ${path}`, unnamed)).status).toBe(201)
  expect((await call(`DELETE ${path}/contacts/${more.id}`)).status).toBe(200)
  expect((await call(`DELETE ${path}/contacts/${more.id}`)).status).toBe(400)
  expect((await call(`POST ${path}/nosuch`, body)).status).toBe(400)
})

it('shows who is on a list, all without a page, and takes no fields', async () => {
  const list = await listNamed(sandbox, 'Client letter')
  const path = `/V8/module/ProspectLists/${list.id}/relationships/contacts`
  const all = await call(`GET ${path}`)
  expect(all.body.data.map((one) => one.id).sort()).toEqual([...list.contacts].sort())
  const total = list.contacts.length
  const meta = { 'total-records': total, 'total-pages': Math.ceil(total / 50) }
  expect((await call(`GET ${path}?page[size]=50&page[number]=2`)).body).toMatchObject({ meta })
  expect((await call(`GET ${path}?fields[Contacts]=email1`)).status).toBe(400)
  const { last_name } = all.body.data[0]?.attributes ?? {}
  const some = await call(`GET ${path}?filter[last_name][eq]=${last_name}&sort=last_name`)
  expect(some.body.data.length).toBeGreaterThan(0)
  expect(some.body.data.length).toBeLessThan(total)
  const none = await call(`GET /V8/module/ProspectLists/${list.id}/relationships/users`)
  expect(none.body).toMatchObject({ data: [], meta: { message: expect.any(String) as string } })
})

it('keeps lists of campaigns, companies of contacts and notes', async () => {
  const { data: campaigns } = (await call('GET /V8/module/Campaigns')).body
  const seminar = campaigns.find((one) => one.attributes.name === 'Autumn seminar')
  const list = await listNamed(sandbox, 'Events')
  const path = `/V8/module/Campaigns/${seminar?.id}/relationships/prospectlists`
  const link = { data: { type: 'ProspectLists', id: list.id } }
  expect((await call(`POST ${path}`, link)).status).toBe(201)
  expect((await call(`GET ${path}`)).body.data[0]?.id).toBe(list.id)
  const contact = (await call('GET /V8/module/Contacts?page[size]=1')).body.data[0]
  const parent = { parent_type: 'Contacts', parent_id: contact?.id, contact_id: contact?.id }
  const note = { type: 'Notes', attributes: { name: 'Opened the letter', ...parent } }
  const made = await call('POST /V8/module', { data: note })
  const notes = await call(`GET /V8/module/Contacts/${contact?.id}/relationships/notes`)
  expect(notes.body.data.map((one) => one.id)).toEqual([made.body.data.id])
})

it('hides some modules in what it says of itself', async () => {
  const { attributes } = (await call('GET /V8/meta/modules')).body.data
  expect(Object.keys(attributes)).toEqual(expect.arrayContaining(['Accounts', 'Contacts']))
  for (const one of ['ProspectLists', 'CampaignLog', 'Leads']) {
    expect(attributes).not.toHaveProperty(one)
    expect((await call(`GET /V8/module/${one}`)).status).toBe(200)
  }
  expect((await call('GET /V8/meta/fields/CampaignLog')).status).toBe(400)
  const fields = (await call('GET /V8/meta/fields/Contacts')).body.data.attributes
  expect(fields.email1).toMatchObject({ source: 'non-db' })
  const user = (await call('GET /V8/current-user')).body.data
  expect(user).toMatchObject({ type: 'User', id: '1', attributes: { user_name: 'admin' } })
})

it('shows the people of the other sandboxes, by their addresses', async () => {
  const rows = await button<{ email_address: string }[]>(sandbox, 'GET /records/EmailAddresses')
  const known = new Set(rows.map((one) => one.email_address))
  const { people } = sandbox.world.definition
  const addresses = people.map((one) => one.email).filter((one) => one !== '')
  expect(addresses.filter((one) => !known.has(one))).toEqual([])
  const kinds = (await call('GET /V8/module/ProspectLists')).body.data
  const types = kinds.map((one) => one.attributes.list_type).sort()
  expect(types).toEqual(['default', 'default', 'default', 'default', 'exempt', 'seed'])
  for (const one of kinds) expect(Number(one.attributes.entry_count)).toBeGreaterThan(0)
})
