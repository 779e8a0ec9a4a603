import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, campaign, connect, query, records, start } from './client.ts'
import type { Call, Failure, Outcome } from './client.ts'

let sandbox: Sandbox
let call: Call
let people: string[]
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
  people = (await query(call, 'SELECT Id FROM Contact')).records.map((one) => one.Id)
}, 60_000)
afterAll(() => sandbox.close())

const codes = (outcomes: Outcome[]) =>
  outcomes.map((one) => (one.success ? 'ok' : one.errors[0]?.statusCode))

const members = (CampaignId: string) =>
  query(call, `SELECT Id, ContactId FROM CampaignMember WHERE CampaignId = '${CampaignId}'`)

it('creates two hundred records with one outcome each, in their order', async () => {
  const CampaignId = await campaign(call)
  const lines = people.slice(0, 199).map((ContactId) => ({ CampaignId, ContactId }))
  const doubled = [...lines.slice(0, 100), lines[0] ?? {}, ...lines.slice(100)]
  const { status, body } = await call<Outcome[]>(
    'POST /composite/sobjects',
    records('CampaignMember', doubled),
  )
  expect(status).toBe(200)
  expect(body).toHaveLength(200)
  expect(codes(body).filter((one) => one === 'ok')).toHaveLength(199)
  expect(body[100]).toEqual({
    success: false,
    errors: [{ statusCode: 'DUPLICATE_VALUE', message: 'Already a campaign member.', fields: [] }],
  })
  const stored = new Map((await members(CampaignId)).records.map((one) => [one.Id, one.ContactId]))
  expect(body.flatMap((one) => stored.get(one.id) ?? [])).toEqual(people.slice(0, 199))
  const more = records('CampaignMember', [...doubled, {}])
  const refused = await call<Failure[]>('POST /composite/sobjects', more)
  expect(refused).toMatchObject({ status: 400, body: [{ errorCode: 'EXCEEDED_ID_LIMIT' }] })
})

it('stores all or nothing where that is asked for', async () => {
  const CampaignId = await campaign(call)
  const lines = [people[0], people[1], people[0]].map((ContactId) => ({ CampaignId, ContactId }))
  const { body } = await call<Outcome[]>(
    'POST /composite/sobjects',
    records('CampaignMember', lines, true),
  )
  const undone = 'ALL_OR_NONE_OPERATION_ROLLED_BACK'
  expect(codes(body)).toEqual([undone, undone, 'DUPLICATE_VALUE'])
  expect((await members(CampaignId)).totalSize).toBe(0)
  const changes = [
    { id: people[0], Title: 'Undone' },
    { id: people[1], LastName: null },
  ]
  const changed = await call<Outcome[]>(
    'PATCH /composite/sobjects',
    records('Contact', changes, true),
  )
  expect(codes(changed.body)).toEqual([undone, 'REQUIRED_FIELD_MISSING'])
  expect((await query(call, "SELECT Id FROM Contact WHERE Title = 'Undone'")).totalSize).toBe(0)
  const good = await call<Outcome[]>(
    'POST /composite/sobjects',
    records('CampaignMember', lines.slice(0, 2), true),
  )
  expect(codes(good.body)).toEqual(['ok', 'ok'])
})

it('refuses the whole where a value cannot be read, and stores nothing of it', async () => {
  const lines = [
    { id: people[5], Title: 'Unread' },
    { id: people[6], HasOptedOutOfEmail: 'yes' },
  ]
  const { status, body } = await call<Failure[]>(
    'PATCH /composite/sobjects',
    records('Contact', lines),
  )
  expect([status, body[0]?.errorCode]).toEqual([400, 'JSON_PARSER_ERROR'])
  expect((await query(call, "SELECT Id FROM Contact WHERE Title = 'Unread'")).totalSize).toBe(0)
})

it('changes records, and says which are not there', async () => {
  const lines = [{ id: people[2], HasOptedOutOfEmail: true }, { id: '003000000000000AAA' }]
  const { body } = await call<Outcome[]>('PATCH /composite/sobjects', records('Contact', lines))
  expect(codes(body)).toEqual(['ok', 'INVALID_CROSS_REFERENCE_KEY'])
  const fields = ['Id', 'HasOptedOutOfEmail']
  const read = await call<unknown[]>('POST /composite/sobjects/Contact', {
    ids: [people[2], '003000000000000AAA'],
    fields,
  })
  expect(read.body).toMatchObject([{ Id: people[2], HasOptedOutOfEmail: true }, null])
})

it('upserts by a chosen id, so that a repetition is no second row', async () => {
  const p = 'cloupra__'
  const lines = people.slice(0, 3).map((Person, at) => ({
    [`${p}Person__c`]: Person,
    [`${p}External_Id__c`]: `opened-${at}`,
    [`${p}Method_Picklist__c`]: 'Email',
    [`${p}Direction_Picklist__c`]: 'Outbound',
    [`${p}Details__c`]: 'Opened the letter',
  }))
  const upsert = () =>
    call<Outcome[]>(
      `PATCH /composite/sobjects/${p}Interaction__c/${p}External_Id__c`,
      records(`${p}Interaction__c`, lines),
    )
  const first = (await upsert()).body
  expect(first.map((one) => one.created)).toEqual([true, true, true])
  const second = (await upsert()).body
  expect(second.map((one) => one.created)).toEqual([false, false, false])
  expect(second.map((one) => one.id)).toEqual(first.map((one) => one.id))
  const soql = `SELECT Name, ${p}Person__r.Name FROM ${p}Interaction__c
    WHERE ${p}External_Id__c IN ('opened-0', 'OPENED-1')`
  expect((await query(call, soql)).totalSize).toBe(2)
  expect(await button(sandbox, 'GET /told')).toMatchObject({ activities: 3 })
  const [one = {}] = lines
  const inserted = await call<Outcome[]>(
    'POST /composite/sobjects',
    records(`${p}Interaction__c`, [one]),
  )
  expect(codes(inserted.body)).toEqual(['DUPLICATE_VALUE'])
  const nokey = await call(`PATCH /composite/sobjects/Contact/Email`, records('Contact', []))
  expect(nokey.status).toBe(404)
})

it('deletes by ids', async () => {
  const { records: tasks } = await query(call, 'SELECT Id FROM Lead LIMIT 2')
  const ids = tasks.map((one) => one.Id).join(',')
  const { body } = await call<Outcome[]>(`DELETE /composite/sobjects?ids=${ids}&allOrNone=false`)
  expect(codes(body)).toEqual(['ok', 'ok'])
  const again = await call<Outcome[]>(`DELETE /composite/sobjects?ids=${ids}`)
  expect(codes(again.body)).toEqual(['ENTITY_IS_DELETED', 'ENTITY_IS_DELETED'])
})

it('takes no more than ten changes of type', async () => {
  const types = Array.from({ length: 11 }, (_, at) => (at % 2 === 0 ? 'Task' : 'Event'))
  const given = { records: types.map((type) => ({ attributes: { type }, Subject: 'x' })) }
  const refused = await call<Failure[]>('POST /composite/sobjects', given)
  expect(refused).toMatchObject({ status: 400, body: [{ errorCode: 'LIMIT_EXCEEDED' }] })
})

it('cannot lock some records while somebody else writes to them', async () => {
  await button(sandbox, 'POST /locks', { object: 'Contact', records: 2 })
  const lines = people.slice(10, 13).map((id) => ({ id, Title: 'Locked?' }))
  const write = () => call<Outcome[]>('PATCH /composite/sobjects', records('Contact', lines))
  const locked = 'UNABLE_TO_LOCK_ROW'
  expect(codes((await write()).body)).toEqual([locked, locked, 'ok'])
  expect(codes((await write()).body)).toEqual(['ok', 'ok', 'ok'])
})
