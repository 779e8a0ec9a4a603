import { afterAll, beforeAll, expect, it } from 'vitest'
import { vendors, type Sandbox } from '../../../sandbox/index.ts'
import { answered, basic, call, post, rest, start, table } from './client.ts'

let sandbox: Sandbox
let listIds: number[]
beforeAll(async () => {
  sandbox = await start()
  listIds = (await call<{ id: number }[]>(sandbox, 'list.all')).map(({ id }) => id)
}, 60_000)
afterAll(() => sandbox.close())

interface Contact {
  id: number
  email: string
  first_name: string
}

const workspaceId = Number(vendors.highroad.keys.workspaceId)

function held(address: string) {
  return sandbox.truth().contacts.find((one) => one.address === address)
}

async function found(email: string): Promise<Contact[]> {
  return call(sandbox, 'contact.search', table, { email })
}

it('is entered with a name made of the account and the user, or by REST with a token', async () => {
  expect((await post(sandbox, '', basic('wrong'))).status).toBe(401)
  expect((await rest(sandbox, `GET workspaces/${workspaceId}`, undefined, 'TOKEN no')).status).toBe(
    401,
  )
  const name = 'Harrowgate Lindqvist LLP'
  const byToken = await rest(sandbox, 'GET workspaces/7', undefined, 'TOKEN sandbox-rest-token')
  expect(byToken).toMatchObject({ status: 200, body: { name } })
  expect(await call(sandbox, 'workspace.all')).toEqual([{ id: workspaceId, name }])
  const tableOf = await call<{ table_columns: object[] }>(sandbox, 'coreTable.get', table)
  expect(tableOf.table_columns).toContainEqual({ name: 'email' })
  expect((await rest(sandbox, `GET core_tables/${table}`)).body).toEqual(tableOf)
})

it('answers every contact, in pages where it is asked to, and finds them by a column', async () => {
  const all = await call<Contact[]>(sandbox, 'contact.all', table)
  expect(all.length).toBeGreaterThan(50)
  const alive = sandbox.truth().contacts.filter((one) => one.deletedAt === undefined)
  expect(all.map(({ email }) => email)).toEqual(alive.map(({ address }) => address))
  const paging = { page_size: 7, page: 2 }
  expect(await call(sandbox, 'contact.all', table, [], paging)).toEqual(all.slice(7, 14))
  const one = all.find(({ email }) => email !== '') as Contact
  expect(await found(one.email.toUpperCase())).toEqual([one])
  const search = encodeURIComponent(JSON.stringify({ email: one.email }))
  const byRest = await rest(sandbox, `GET core_tables/${table}/contacts?search=${search}`)
  expect(byRest.body).toEqual({ contacts: [one] })
})

it('writes a contact down, once where it is told to dedupe, and changes it', async () => {
  const data = { email: 'new@reader.example', [`${table}.first_name`]: 'Ada' }
  const id = await call<number>(sandbox, 'contact.create', table, data, 'email')
  const again = { email: 'NEW@reader.example', last_name: 'Byron' }
  expect(await call(sandbox, 'contact.create', table, again, 'email')).toBe(id)
  expect(held('new@reader.example')).toMatchObject({ firstName: 'Ada', lastName: 'Byron' })
  expect(await answered(sandbox, 'contact.create', table, data)).toHaveProperty('fault')
  await call(sandbox, 'contact.update', id, { email: 'ada@reader.example', company: 'Engines' })
  expect(held('ada@reader.example')).toMatchObject({ firstName: 'Ada', companyName: 'Engines' })
  expect(await call(sandbox, 'contact.get', id)).toMatchObject({ id, company: 'Engines' })
  const shoe = { email: 'x@reader.example', shoe_size: 9 }
  expect(await answered(sandbox, 'contact.create', table, shoe)).toMatchObject({
    fault: { code: -32602 },
  })
  expect(held('x@reader.example')).toBeUndefined()
})

it('puts contacts on lists and takes them off, one list or several', async () => {
  const data = { table_id: table, dedupe_field: 'email', contact_data: { email: 'l@ist.example' } }
  const made = await rest(sandbox, 'POST contacts', { ...data, options: { list_id: listIds[0] } })
  const { id } = made.body as { id: number }
  expect(await call(sandbox, 'contact.addList', id, listIds[1] as number)).toBe(1)
  expect(await call(sandbox, 'contact.lists', id)).toEqual(listIds.slice(0, 2))
  await call(sandbox, 'contact.removeList', id, listIds[0] as number)
  await call(sandbox, 'contact.subscribe', id, [listIds[2] as number])
  expect(await call(sandbox, 'contact.lists', id)).toEqual(listIds.slice(1, 3))
  expect(await answered(sandbox, 'contact.addList', id, 99)).toHaveProperty('fault')
  expect((await rest(sandbox, `POST contacts/${id}/lists/${listIds[0]}`)).status).toBe(200)
  expect(held('l@ist.example')?.listIds).toHaveLength(3)
})

it('makes lists and finds them, by XML-RPC and by REST', async () => {
  const made = await call<{ id: number }>(sandbox, 'list.create', { name: 'Partners' })
  await call(sandbox, 'list.update', made.id, { name: 'Old partners' })
  const named = { id: made.id, name: 'Old partners' }
  expect(await call(sandbox, 'list.search', { name: 'old PARTNERS' })).toMatchObject([named])
  const target = `lists?search:workspace_id=7&search:table_id=${table}&paging:page_size=250`
  const { body } = await rest(sandbox, `GET ${target}`)
  expect((body as { lists: object[] }).lists).toContainEqual(expect.objectContaining(named))
  expect((await rest(sandbox, 'GET lists?search:table_id=45')).body).toEqual({ lists: [] })
})

it('keeps addresses on unsubscribe lists, contacts or not, until they are taken off', async () => {
  const email = 'leaves@reader.example'
  await call(sandbox, 'unsubList.addAddress', email, 1)
  expect(await call(sandbox, 'unsubList.checkAll', email)).toEqual([1])
  const id = await call<number>(sandbox, 'contact.create', table, { email }, 'email')
  expect(held(email)?.permission).toBe('unsubscribed')
  await call(sandbox, 'contact.subscribe', id, [listIds[0] as number])
  expect(held(email)?.permission).toBe('unsubscribed')
  await call(sandbox, 'contact.subscribe', id, [listIds[0] as number], [1])
  expect(held(email)).toMatchObject({ permission: 'implicit' })
  await call(sandbox, 'contact.unsubscribe', id, [listIds[0] as number], [2])
  expect(await call(sandbox, 'unsubList.check', email, 2)).toBe(true)
  expect(held(email)).toMatchObject({ permission: 'implicit', listIds: [] })
  await call(sandbox, 'unsubList.removeAddress', email, 2)
  expect(await call(sandbox, 'unsubList.checkAll', email)).toEqual([])
  const gone = sandbox.truth().contacts.find((one) => one.permission === 'unsubscribed')
  expect(await call(sandbox, 'unsubList.check', gone?.address ?? '', 1)).toBe(true)
})
