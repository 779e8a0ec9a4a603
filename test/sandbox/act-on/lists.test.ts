import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { call, csv, held, start, walk, type Listing } from './client.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start()
})
afterEach(() => sandbox.close())

const headings = 'E-mail Address,First Name,Client number\n'
const specs = [
  { columnHeading: 'E-mail Address', columnType: 'EMAIL', columnIndex: 0, ignoreColumn: 'N' },
  { columnHeading: 'First Name', columnType: 'FIRSTNAME', columnIndex: 1, ignoreColumn: 'N' },
  { columnHeading: 'Client number', columnIndex: 2, ignoreColumn: 'N' },
]

function upload(records: string, more: Record<string, unknown> = {}): FormData {
  const form = csv(headings + records)
  const fields = { headings: 'Y', fieldseparator: 'COMMA', quotecharacter: 'DOUBLE_QUOTE' }
  for (const [name, value] of Object.entries({ ...fields, uploadspecs: specs, ...more })) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return form
}

async function finished(jobId: unknown) {
  const target = `GET /api/1/list/${String(jobId)}/status`
  const states = [(await call(sandbox, target)).body.status]
  sandbox.clock.advance(4000)
  states.push((await call(sandbox, target)).body.status)
  sandbox.clock.advance(600_000)
  const { body } = await call(sandbox, target)
  expect(body.jobDetails).toBe(JSON.stringify(body.details))
  expect([...states, body.status]).toEqual(['The job is pending', 'The job is running', 'success'])
  return body.details as Record<string, unknown>
}

async function made(records: string) {
  const { body } = await call(sandbox, 'POST /api/1/list', upload(records, { listname: 'Guests' }))
  expect(body).toMatchObject({ status: 'success', message: 'Upload completed' })
  return finished(body.jobId)
}

async function merged(records: string, mergeMode: string, more = {}) {
  const mergespecs = [{ dstListId: 'l-0005', mergeMode, columnMap: [] }]
  const form = upload(records, { mergespecs, ...more })
  const { body } = await call(sandbox, 'PUT /api/1/list/l-0005', form)
  return finished(body.jobId)
}

const onIt = async () => (await walk(sandbox, '/api/1/list/l-0005')) as unknown as string[][]

describe('uploads', () => {
  it('make a list with its columns, and give back what they refuse', async () => {
    const details = await made('a@x.example,Ann,7\nnobody,Bo,8\nc@x.example,"C, d",9\n')
    expect(details).toMatchObject({ listId: 'l-0005', appendCount: 2, rejectedCount: 1 })
    const { body } = await call(sandbox, 'GET /api/1/list/l-0005')
    expect(body).toMatchObject({
      headers: ['_contact_id_', 'E-mail Address', 'First Name', 'Client number'],
      emailColumn: 1,
      totalCount: 2,
    })
    expect((await onIt()).map((one) => one.slice(1))).toEqual([
      ['a@x.example', 'Ann', '7'],
      ['c@x.example', 'C, d', '9'],
    ])
    const file = String(details.rejectedRecordsUrl)
    const bad = await call(sandbox, `GET /api/1/list/rejectedUploadRecords?filename=${file}`)
    expect(bad.text).toBe('nobody,Bo,8\n')
  })

  it('merge in each of the documented ways', async () => {
    await made('a@x.example,Ann,7\nb@x.example,Bo,8\n')
    const both = 'a@x.example,Anna,\nd@x.example,Di,4\n'
    expect(await merged(both, 'UPDATE_ONLY')).toMatchObject({ appendCount: 0, updateCount: 1 })
    expect((await onIt())[0]?.slice(2)).toEqual(['Anna', '7'])
    expect(await merged(both, 'APPEND_NO_DUPLICATES')).toMatchObject({ appendCount: 1 })
    expect(await merged(both, 'UPSERT', { putEmptyValues: 'Y' })).toMatchObject({ updateCount: 2 })
    expect((await onIt())[0]?.slice(2)).toEqual(['Anna', ''])
    await merged('d@x.example,Di,4\n', 'REPLACE')
    expect((await onIt()).map((one) => one[1])).toEqual(['d@x.example'])
    // Whoever was taken off is still known, and free to be written to.
    expect(held(sandbox, 'a@x.example')).toMatchObject({ permission: 'implicit', listIds: [] })
  })

  it('refuse what is wrong with the documented codes', async () => {
    await made('a@x.example,Ann,7\n')
    const code = async (target: string, form: FormData) => {
      return (await call(sandbox, target, form)).body.errorCode
    }
    const to = (dstListId: string, more = {}) => ({
      mergespecs: [{ dstListId, mergeMode: 'UPSERT', columnMap: [], ...more }],
    })
    const missing = upload('', to('l-0005'))
    missing.delete('file')
    expect(await code('PUT /api/1/list/l-0099', upload('', to('l-0005')))).toBe(10004)
    expect(await code('PUT /api/1/list/l-0005', missing)).toBe(10003)
    expect(await code('PUT /api/1/list/l-0005', upload('', to('l-0099')))).toBe(10025)
    const key = to('l-0005', { mergeKeyHeading: 'Shoe size' })
    expect(await code('PUT /api/1/list/l-0005', upload('', key))).toBe(10088)
    expect((await call(sandbox, 'GET /api/1/list/1/status')).body.errorCode).toBe(10017)
  })

  it('never bring an opted-out address back', async () => {
    await call(sandbox, 'PUT /api/1/list/optout', csv('new@x.example\n'))
    await made('new@x.example,Nell,1\n')
    expect(held(sandbox, 'new@x.example').permission).toBe('unsubscribed')
  })
})

describe('records', () => {
  it('are inserted, updated by address or id, shown and deleted', async () => {
    const path = '/api/1/list/l-0004/record'
    const body = { 'E-mail Address': 'z@x.example', FIRSTNAME: 'Zed' }
    const first = await call(sandbox, `POST ${path}`, body)
    expect(first.body).toMatchObject({ status: 'success', message: 'Record inserted' })
    const id = String(first.body.id)
    const again = { 'Last Name': 'Zimmer' }
    const second = await call(sandbox, `PUT ${path}?email=z@x.example`, again)
    expect(second.body).toEqual({ ...first.body, message: 'Record updated' })
    await call(sandbox, `PUT ${path}/${id}`, { 'Job Title': 'Owner' })
    const shown = (await call(sandbox, `GET ${path}/${id}`)).body as unknown as string[]
    expect(shown).toEqual([id, 'Zed', 'Zimmer', 'Owner', '', '', '', '', 'z@x.example'])
    const gone = await call(sandbox, `DELETE ${path}/${id}`)
    expect(gone.body).toEqual({ status: 'success', message: 'Record deleted' })
    expect((await call(sandbox, `GET ${path}/${id}`)).body.errorCode).toBe(10008)
    const strange = await call(sandbox, `POST ${path}`, { Shoe: '42', EMAIL: 'q@x.example' })
    expect(strange).toMatchObject({ status: 400, body: { errorCode: '10010' } })
  })

  it('are deleted a hundred at a time, with those that fail by name', async () => {
    const { body } = await call(sandbox, 'GET /api/1/list/l-0004?count=2')
    const [a, b] = (body.data as string[][]).map((one) => one[0])
    const target = `DELETE /api/1/list/l-0004/record?contactids=${a},${b},l-0004:a`
    expect((await call(sandbox, target)).body).toEqual({
      success_count: 2,
      fail_count: 1,
      failedList: [{ id: 'l-0004:a', reason: 'Invalid contact id' }],
    })
  })

  it('keep an opt-out with its address when they take another', async () => {
    const line = sandbox.truth().contacts.find((one) => {
      return one.permission === 'unsubscribed' && one.listIds.length > 0
    })
    const address = String(line?.address)
    const path = `/api/1/list/l-0001/record?email=${encodeURIComponent(address)}`
    await call(sandbox, `PUT ${path}`, { EMAIL: 'moved@x.example' })
    const all = await walk(sandbox, '/api/1/list/optout')
    expect(all.map((one) => one.email)).toEqual(expect.arrayContaining([address]))
    expect(held(sandbox, 'moved@x.example').permission).toBe('unsubscribed')
  })
})

describe('a list', () => {
  it('is downloaded in pages, by date, by field, or whole as CSV', async () => {
    const all = (await walk(sandbox, '/api/1/list/l-0001', 700)) as unknown as string[][]
    const { body } = await call(sandbox, 'GET /api/1/list/l-0001?count=5000')
    expect((body as Listing).count).toBe(1000)
    expect((body as Listing).totalCount).toBe(all.length)
    expect(new Set(all.map((one) => one[0])).size).toBe(all.length)
    const whole = await call(sandbox, 'GET /api/1/list/l-0001?responseformat=CSV')
    expect(whole.text.trimEnd().split('\n')).toHaveLength(all.length + 1)
    const some = await call(sandbox, 'GET /api/1/list/l-0001?fields=E-mail%20Address&count=1')
    expect(some.body.headers).toEqual(['_contact_id_', 'E-mail Address'])
    const at = sandbox.clock.now() - 1000 * 86_400_000
    const late = `/api/1/list/l-0001?createdafter=`
    const inMs = await walk(sandbox, late + String(at))
    expect(inMs.length).toBeLessThan(all.length)
    expect(await walk(sandbox, late + String(Math.floor(at / 1000)))).toEqual(inMs)
  })

  it('is listed, and gone when deleted', async () => {
    const lists = await walk(sandbox, '/api/1/list?listingtype=CONTACT_LIST')
    expect(lists.map((one) => [one.id, one.name])).toContainEqual(['l-0004', 'Events'])
    await call(sandbox, 'DELETE /api/1/list/l-0004')
    expect(await walk(sandbox, '/api/1/list')).toHaveLength(3)
    expect((await call(sandbox, 'GET /api/1/list/l-0004')).body.errorCode).toBe(10004)
  })
})
