import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, inForm, numberOf, post, start, told, type Line } from './client.ts'

let sandbox: Sandbox
let call: ReturnType<typeof connect>
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterEach(() =>
  button(sandbox, 'PATCH /installation', {
    contactsBounce: true,
    conditions: 'all',
    written: 'varied',
    counted: 'text',
    single: 'array',
  }),
)
afterAll(() => sandbox.close())

const create = async (module: string, form: Line) =>
  numberOf(await call<unknown>(`edit_${module}`, { crmid: '0', ...form }))

const read = (module: string, crmid: string) => call<Line>(`get_${module}`, { crmid })

it('pages by places, each record once, and agrees with its count', async () => {
  const seen: string[] = []
  for (let start_ = 0; ; start_ += 300) {
    const limits = { limit_start: String(start_), limit_end: String(start_ + 300) }
    const rows = await call('get_contact_list', limits)
    if (rows.length === 0) break
    seen.push(...rows.map((one) => one.crmid ?? ''))
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(await call<string>('get_contact_list_count')).toBe(String(seen.length))
  const short = await call('get_contact_list', { limit_start: '10', limit_end: '10' })
  expect(short).toEqual([])
  expect(await call('get_contact_list', { limit_start: 'x' })).toEqual({ error: 'Invalid limit' })
})

it('serves fewer rows where it is told to', async () => {
  const narrow = await start({ rowsPerPage: 7 })
  const rows = await connect(narrow)('get_lead_list', { limit_start: '0', limit_end: '50' })
  expect(rows).toHaveLength(7)
  await narrow.close()
})

it('calls the number by another name in a full list', async () => {
  const [brief] = await call('get_contact_list', { limit_end: '1' })
  const [full] = await call('get_contact_list_full', { limit_end: '1' })
  expect(full?.id).toBe(brief?.crmid)
  expect(full).not.toHaveProperty('crmid')
  expect(brief).not.toHaveProperty('do_not_email')
  expect(full).toMatchObject({ do_not_email: '0', cf_101: '' })
  const single = await read('contact', full?.id ?? '')
  const about = { crmid: full?.id, record_id: full?.id, record_module: 'Contacts' }
  expect(single).toMatchObject(about)
})

it('asks for the owner by another name than it reads', async () => {
  const [user] = await call('get_user_list_full', { query_string: 'user_name|=|admin' })
  expect(user).toMatchObject({ last_name: 'Administrator', status: 'Active' })
  const [contact] = await call('get_contact_list_full', { limit_end: '1' })
  const owner = contact?.smownerid ?? ''
  expect(await call('get_user_details', { crmid: owner })).toMatchObject({ status: 'Active' })
  const mine = await call('get_contact_list', { query_string: `assigned_user_id|=|${owner}` })
  expect(mine.length).toBeGreaterThan(10)
  expect(mine.filter((one) => one.smownerid !== owner)).toEqual([])
  const wrong = await call('get_contact_list', { query_string: `smownerid|=|${owner}` })
  expect(wrong).toEqual({ error: 'Invalid query_string' })
})

it('makes, changes, and blanks what is supplied without a value', async () => {
  const before = Number(await call('get_contact_list_count'))
  const form = { firstname: 'Ann', lastname: 'Lee', email: 'not an address', cf_102: 'Trusts' }
  const crmid = await create('contact', { ...form, assigned_user_id: '1', cf_999: 'lost' })
  const twin = await create('contact', form)
  expect(twin).not.toBe(crmid)
  expect(Number(await call('get_contact_list_count'))).toBe(before + 2)
  expect(await read('contact', crmid)).toMatchObject({ ...form, smownerid: '1' })
  expect(await read('contact', crmid)).not.toHaveProperty('cf_999')
  await call('edit_contact', { crmid, lastname: 'Lee-Park', firstname: '', do_not_email: '1' })
  const now = await read('contact', crmid)
  expect(now).toMatchObject({ firstname: '', lastname: 'Lee-Park', cf_102: 'Trusts' })
  expect(now.do_not_email).toBe('1')
})

it('tells the number of a written record in five shapes', async () => {
  const shapes = new Set<string>()
  for (let turn = 0; turn < 5; turn += 1) {
    const body = await call<unknown>('edit_lead', { crmid: '0', lastname: `Shape ${turn}` })
    expect(await read('lead', numberOf(body))).toMatchObject({ lastname: `Shape ${turn}` })
    shapes.add(typeof body === 'object' ? Object.keys(body ?? {}).join() : typeof body)
  }
  expect([...shapes].sort()).toEqual(['crmid', 'id', 'number', 'record_id', 'string'])
  await button(sandbox, 'PATCH /installation', { written: 'number' })
  expect(typeof (await call<unknown>('edit_lead', { crmid: '0' }))).toBe('number')
})

it('tells a count, and a list of one, as the installation has it', async () => {
  const query_string = 'user_name|=|admin'
  expect(await call<unknown>('get_user_list_count', { query_string })).toBe('1')
  expect(await call('get_user_list', { query_string })).toHaveLength(1)
  await button(sandbox, 'PATCH /installation', { counted: 'number', single: 'object' })
  expect(await call<unknown>('get_user_list_count', { query_string })).toBe(1)
  expect(await call<unknown>('get_user_list', { query_string })).toMatchObject({ crmid: '1' })
  expect(await call('get_user_list', { query_string: 'user_name|=|nobody' })).toEqual([])
})

it('answers 404 for a record that is not there', async () => {
  const forms: Line[] = [{ crmid: '999999' }, { crmid: '' }, {}]
  for (const form of forms) {
    for (const name of ['get_contact', 'edit_contact']) {
      const given = { ...inForm, ...form, lastname: 'Nobody' }
      expect((await post(sandbox, name, { form: given })).status).toBe(404)
    }
  }
  expect(await call('get_contact_list', { query_string: 'lastname|=|Nobody' })).toEqual([])
})

it('searches by five operators, without regard to case', async () => {
  const crmid = await create('contact', { lastname: 'Zq%rst', email: 'Zq.Finder@Query.Example' })
  const found = async (query_string: string) =>
    (await call('get_contact_list', { query_string })).map((one) => one.crmid)
  for (const condition of [
    'email|=|zq.finder@query.example',
    'email|LIKE|zq%@query.%',
    'email|like|zq_finder@query.example',
    'email|BEGINS|ZQ.',
    'email|ENDS|finder@query.example',
    'email|CONTAINS|q.finder',
    'lastname|=|zq%rst',
  ]) {
    expect([condition, await found(condition)]).toEqual([condition, [crmid]])
  }
  expect(await found('email|LIKE|zq.finder')).toEqual([])
  expect(await found('email|CONTAINS|(')).toEqual([])
  await call('edit_contact', { crmid, email: 'moved@query.example' })
  expect(await found('email|=|zq.finder@query.example')).toEqual([])
  expect(await found('email|=|Moved@Query.Example')).toEqual([crmid])
})

it('takes a negative operator, and one it does not know, for equality', async () => {
  const count = (operator: string) =>
    call<string>('get_lead_list_count', { query_string: `leadstatus|${operator}|New` })
  const equal = await count('=')
  expect(Number(equal)).toBeGreaterThan(5)
  for (const operator of ['!=', '<>', 'NOT LIKE', '>', '>=']) {
    expect(await count(operator)).toBe(equal)
  }
})

it('joins conditions, or looks at the first alone', async () => {
  const company = await create('company', { accountname: 'Joined & Sons' })
  const crmid = await create('contact', { lastname: 'Joined', accountid: company })
  await create('contact', { lastname: 'Joined' })
  const query_string = `lastname|=|Joined;accountid|=|${company}`
  expect(await call('get_contact_list', { query_string })).toMatchObject([{ crmid }])
  await button(sandbox, 'PATCH /installation', { conditions: 'first' })
  expect(await call('get_contact_list', { query_string })).toHaveLength(2)
})

it('finds by keywords', async () => {
  const crmid = await create('lead', { firstname: 'Wilhelmina', lastname: 'Quaxberg' })
  const found = await call('get_lead_list', { keywords: 'quax wilhelm' })
  expect(found.map((one) => one.crmid)).toEqual([crmid])
})

it('has the fields of a bounce for leads, and for contacts where the installation has', async () => {
  const flags = { email_bounced: '1', email_bounce_history: '550 no such user' }
  await button(sandbox, 'PATCH /installation', { contactsBounce: false })
  const contact = await create('contact', { lastname: 'Bounced', ...flags })
  const lead = await create('lead', { lastname: 'Bounced', ...flags })
  expect(await read('contact', contact)).not.toHaveProperty('email_bounced')
  expect(await read('lead', lead)).toMatchObject(flags)
  const query_string = 'email_bounced|=|1'
  const refused = { error: 'Invalid query_string' }
  expect(await call('get_contact_list', { query_string })).toEqual(refused)
  const without = (await told(sandbox)).invalid
  await button(sandbox, 'PATCH /installation', { contactsBounce: true })
  expect(await read('contact', contact)).toMatchObject({ email_bounced: '' })
  await call('edit_contact', { crmid: contact, ...flags })
  expect(await read('contact', contact)).toMatchObject(flags)
  expect((await told(sandbox)).invalid).toBeGreaterThan(without + 1)
})

it('writes activities, each time another, and finds them by a custom field', async () => {
  const [contact] = await call('get_contact_list', { limit_end: '1' })
  const form = {
    subject: 'Client letter: opened',
    taskstatus: 'Completed',
    date_start: '2026-05-01 10:00',
    contact_id: contact?.crmid ?? '',
    cf_401: 'key/1',
  }
  const first = await create('activity', form)
  expect(await read('activity', first)).toMatchObject({ ...form, record_module: 'Activities' })
  await create('activity', form)
  const found = await call('get_activity_list_full', { query_string: 'cf_401|=|KEY/1' })
  expect(found).toHaveLength(2)
  expect(await told(sandbox)).toMatchObject({ campaigns: 0, activities: 2 })
})
