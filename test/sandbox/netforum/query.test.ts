import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { childOf, childrenOf, textOf } from '../../../sandbox/soap/index.ts'
import { button, connect, query, rows, somebody, start, type Call, type Line } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = await connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

const all = 'Individual @TOP -1'

it('answers rows under the name of the object, and how many they are', async () => {
  const asked = {
    szObjectName: 'Individual @TOP 2',
    szColumnList: 'ind_cst_key, cst_id, ind_mid_name',
  }
  const result = await call('GetQuery', asked)
  const [objects] = result.children
  expect(objects).toMatchObject({ name: 'IndividualObjects', attributes: { recordReturn: '2' } })
  expect(objects?.children.map((one) => one.name)).toEqual(['IndividualObject', 'IndividualObject'])
  expect(rows(result)[0]).toEqual({
    ind_cst_key: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    cst_id: expect.stringMatching(/^\d{9}I$/) as string,
    ind_mid_name: '',
  })
})

it('has no pages: without @TOP a limit of its own, behind which a caller goes by key', async () => {
  const everybody = await query(call, [all, 'ind_cst_key'])
  expect(everybody.length).toBeGreaterThan(1000)
  expect(await query(call, ['Individual', 'ind_cst_key'])).toHaveLength(1000)
  const seen: string[] = []
  for (let last = '', pages = 0; pages < 20; pages += 1) {
    const where = last === '' ? '' : `ind_cst_key > '${last}'`
    const page = await query(call, ['Individual @TOP 300', 'ind_cst_key', where, 'ind_cst_key'])
    seen.push(...page.map((one) => one.ind_cst_key as string))
    if (page.length < 300) break
    last = seen.at(-1) as string
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect([...seen].sort()).toEqual(everybody.map((one) => one.ind_cst_key).sort())
  // SQL Server's order of keys is not that of their texts.
  expect([...seen].sort()).not.toEqual(seen)
  const tails = seen.map((one) => one.slice(-12))
  expect([...tails].sort()).toEqual(tails)
})

it('gives the default columns, the key first, for an empty list, and refuses an asterisk', async () => {
  const [first] = await query(call, ['Organization @TOP 1', ''])
  expect(Object.keys(first ?? {})[0]).toBe('org_cst_key')
  await expect(query(call, ['Organization @TOP 1', '*'])).rejects.toThrow('Invalid column name')
  await expect(query(call, [all, ''])).rejects.toThrow('@TOP -1')
  await expect(query(call, ['Individuals', 'cst_key'])).rejects.toThrow('no object')
  await expect(query(call, [all, 'cst_key, cst_nosuch'])).rejects.toThrow("'cst_nosuch'")
})

type Row = Record<string, string | null>

it.each<[string, (row: Row) => boolean]>([
  [
    `ind_last_name like 'S%' and (cst_no_email_flag = 1 or eml_address is null)`,
    (row) =>
      /^s/i.test(row.ind_last_name ?? '')
      && (row.cst_no_email_flag === '1' || row.cst_eml_address_dn === null),
  ],
  ['eml_invalid_flag = 1', (row) => row.eml_invalid_flag === '1'],
  [
    `co_customer.cst_recno in (351, 352, '653')`,
    (row) => ['351', '352', '653'].includes(row.cst_recno ?? ''),
  ],
  [`adr_city <> 'milwaukee'`, (row) => Boolean(row.adr_city) && row.adr_city !== 'Milwaukee'],
  [`ixo_key is not null`, (row) => row.cst_ixo_key !== null],
  [`ind_last_name not like '_a%'`, (row) => !/^.a/i.test(row.ind_last_name ?? '')],
])('finds by %s what is so', async (where, right) => {
  const found = await query(call, [all, 'ind_cst_key', where])
  const stored = await button<Row[]>(sandbox, 'GET /records/Individual')
  const expected = stored.filter(right).map((one) => one.ind_cst_key)
  expect(expected.length).toBeGreaterThan(0)
  expect(expected.length).toBeLessThan(stored.length)
  expect(found.map((one) => one.ind_cst_key)).toEqual(expected)
})

it('takes a backslash for a letter, and a text within quotes for a text', async () => {
  const { ind_cst_key: key = '' } = await somebody(call)
  const odd = String.raw`O'Nei\ll\ `.trim()
  await button(sandbox, `PATCH /records/Individual/${key}`, { ind_last_name: odd })
  const where = `ind_last_name = '${odd.replaceAll("'", "''")}' and ind_delete_flag = 0`
  expect(await query(call, [all, 'ind_cst_key', where])).toEqual([{ ind_cst_key: key }])
})

it.each([
  `cst_key = 'no key'`,
  `cst_change_date > 'yesterday'`,
  `cst_no_email_flag = 'yes'`,
  `1 = 1`,
  `cst_key in (select cst_key from co_customer)`,
  `cst_id = '1'; drop table co_customer`,
  `cst_id = '1' -- and`,
  `ind_last_name = 'O'Neill'`,
])('refuses the where clause %s', async (where) => {
  await expect(query(call, [all, 'cst_key', where])).rejects.toThrow('SystemExceptionInfo')
})

it('finds what was changed since, in either notation of dates', async () => {
  const one = await somebody(call, 1)
  sandbox.clock.advance(3_600_000)
  const since = new Date(sandbox.clock.now()).toISOString()
  await button(sandbox, `PATCH /records/Individual/${one.ind_cst_key}`, { ind_last_name: 'New' })
  const [day = '', time = ''] = since.slice(0, 19).split('T')
  const [year, month, date] = day.split('-')
  for (const written of [
    since.slice(0, 19),
    `${day} ${time}`,
    `${month}/${date}/${year} ${time}`,
  ]) {
    const where = `cst_change_date >= '${written}'`
    const found = await query(call, [all, 'cst_key,cst_change_date,ind_change_date', where])
    expect(found.map((row) => row.cst_key)).toEqual([one.ind_cst_key])
    expect(found[0]?.cst_change_date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    expect(found[0]?.ind_change_date).toBe(found[0]?.cst_change_date)
  }
})

it('orders by several columns, NULL first, and without regard to case', async () => {
  const columns = 'ind_last_name,adr_city'
  const found = await query(call, [
    all,
    columns,
    'ind_delete_flag=0',
    'adr_city desc, ind_last_name',
  ])
  const cities = found.map((one) => one.adr_city?.toLowerCase() ?? '')
  expect(cities).toEqual([...cities].sort().reverse())
  const wrong = query(call, [all, columns, '', 'ind_last_name; x'])
  await expect(wrong).rejects.toThrow('order by')
})

it('says which tables and columns an object has, and which objects there are', async () => {
  const definition = await call('GetQueryDefinition', { szObjectName: 'IndividualEmail' })
  expect(textOf(definition, 'obj_name')).toBe('IndividualEmail')
  const tables = childOf(childOf(definition, 'ListTable')!, 'ListFromTables')!
  const named = childrenOf(tables, 'ListFromTable').map((one) => textOf(one, 'lsf_from_table'))
  expect(named).toEqual(['co_email', 'co_customer', 'co_individual'])
  const columns = childOf(tables.children[0]!, 'Columns')!.children.map((one) =>
    textOf(one, 'mdc_name'),
  )
  expect(columns).toEqual(
    expect.arrayContaining(['eml_key', 'eml_invalid_flag', 'eml_change_date']),
  )
  const list = rows(await call('GetFacadeObjectList')).map((one) => one.obj_name)
  expect(list).toContain('CustomerMessagingActivity')
})

it('runs saved queries page by page, and lists them without a name', async () => {
  const list = (szQueryName: string, currentPage = 1, more = {}) =>
    call('GetDynamicQuery', { szObjectName: 'Individual', szQueryName, currentPage, ...more }).then(
      rows,
    )
  const queries = await list('')
  const names = sandbox.world.definition.lists.map((one) => one.name)
  expect(queries.map((one) => one.qry_name)).toEqual([...names, 'Do not write to'])
  const small = await start({ rowsPerPage: 40 })
  const own = await connect(small)
  const seen: Line[] = []
  for (let currentPage = 1; currentPage < 100; currentPage += 1) {
    const asked = { szObjectName: 'Individual', szQueryName: names[0], currentPage }
    const page = rows(await own('GetDynamicQuery', asked))
    seen.push(...page)
    if (page.length === 0) break
    expect(page.length).toBeLessThanOrEqual(40)
  }
  await small.close()
  type List = { name: string; entries: number }
  const lists = await button<List[]>(sandbox, 'GET /lists')
  expect(seen).toHaveLength(lists.find((one) => one.name === names[0])?.entries ?? 0)
  expect(Object.keys(seen[0] ?? {})).toContain('eml_address')
  const described = await list('Do not write to', 1, { WithDescriptions: '1' })
  expect(Object.keys(described[0] ?? {})).toContain('Last_x0020_Name')
  await expect(list('Nobody')).rejects.toThrow('no query')
  await expect(
    call('GetDynamicQuery', { szObjectName: 'Organization', szQueryName: names[0] }),
  ).rejects.toThrow()
})

it('runs the queries of the server by their names', async () => {
  const methodName = 'GetEmailsChangedSince'
  const run = (parameters: [string, string][]) =>
    call('ExecuteMethod', {
      serviceName: 'Marketing',
      methodName,
      parameters: parameters.map(([Name, Value]) => pair(Name, Value)),
    })
  sandbox.clock.advance(60_000)
  const since = new Date(sandbox.clock.now()).toISOString().slice(0, 19)
  const one = await somebody(call, 2)
  await button(sandbox, 'POST /addresses', { address: one.eml_address, invalid: true })
  const found = rows(await run([['since', since]]))
  expect(found).toMatchObject([{ cst_key: one.ind_cst_key, eml_invalid_flag: '1' }])
  await expect(run([])).rejects.toThrow('since')
  await expect(run([['since', `' or cst_key is not null or '`]])).rejects.toThrow('Conversion')
})

function pair(name: string, value: string) {
  const element = (one: string, text: string) => ({
    name: one,
    namespace: 'http://www.avectra.com/2005/',
    attributes: {},
    children: [],
    text,
  })
  return { ...element('Parameter', ''), children: [element('Name', name), element('Value', value)] }
}
