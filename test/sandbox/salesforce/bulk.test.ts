import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, campaign, connect, query, start, type Call, type Line } from './client.ts'

let sandbox: Sandbox
let call: Call
let people: string[]
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
  people = (await query(call, 'SELECT Id FROM Contact')).records.map((one) => one.Id)
}, 60_000)
afterAll(() => sandbox.close())

interface Job extends Line {
  id: string
  state: string
}

async function opened(given: object): Promise<Job> {
  const { status, body } = await call<Job>('POST /jobs/ingest', { contentType: 'CSV', ...given })
  expect([status, body.state]).toEqual([200, 'Open'])
  return body
}

/** Runs a job to its end, and answers what is said of it then. */
async function ran(given: object, csv: string): Promise<Job> {
  const { id } = await opened({ lineEnding: 'LF', ...given })
  expect((await call(`PUT /jobs/ingest/${id}/batches`, csv)).status).toBe(201)
  const closed = await call<Job>(`PATCH /jobs/ingest/${id}`, { state: 'UploadComplete' })
  expect(closed.body.state).toBe('UploadComplete')
  expect((await call<Job>(`GET /jobs/ingest/${id}`)).body.state).toBe('InProgress')
  return (await call<Job>(`GET /jobs/ingest/${id}`)).body
}

const part = async (job: Job, name: string) =>
  (await call<string>(`GET /jobs/ingest/${job.id}/${name}`)).body.split('\n').filter(Boolean)

it('writes rows, and tells of each what became of it', async () => {
  const id = await campaign(call)
  const lines = [people[0], people[1], people[0]].map((one) => `${id},${one}`)
  const csv = ['CampaignId,ContactId', ...lines].join('\n')
  const job = await ran({ object: 'CampaignMember', operation: 'insert' }, csv)
  expect(job).toMatchObject({
    state: 'JobComplete',
    numberRecordsProcessed: 3,
    numberRecordsFailed: 1,
  })
  const good = await part(job, 'successfulResults')
  expect(good[0]).toBe('"sf__Id","sf__Created","CampaignId","ContactId"')
  // Not in the order of the rows that were uploaded.
  expect(good[2]).toMatch(new RegExp(`^"00v\\w{15}","true","${id}","${people[0]}"$`))
  expect(good).toHaveLength(3)
  const bad = await part(job, 'failedResults')
  expect(bad[0]).toBe('"sf__Id","sf__Error","CampaignId","ContactId"')
  expect(bad[1]).toContain('"DUPLICATE_VALUE:Already a campaign member.:--"')
  expect(await part(job, 'unprocessedrecords')).toEqual(['"CampaignId","ContactId"'])
})

it('keeps what an empty cell is for, and empties a field with #N/A', async () => {
  const [id = '', other = ''] = people.slice(5)
  const csv = `Id,Title,HasOptedOutOfEmail,Department\n${id},"Of ""counsel"", etc.",true,A\n`
  await ran({ object: 'Contact', operation: 'update' }, csv)
  const job = await ran(
    { object: 'Contact', operation: 'update' },
    `Id,Title,HasOptedOutOfEmail,Department\n${id},,,#N/A\n${other},x,maybe,\n`,
  )
  expect((await call(`GET /sobjects/Contact/${id}`)).body).toMatchObject({
    Title: 'Of "counsel", etc.',
    HasOptedOutOfEmail: true,
    Department: null,
  })
  expect(job).toMatchObject({ numberRecordsFailed: 1 })
  expect((await part(job, 'failedResults'))[1]).toContain(other)
})

it('fails a job whose head is wrong, with nothing stored', async () => {
  const job = await ran({ object: 'Task', operation: 'insert' }, 'Subject,Nosuch\nA,B\n')
  expect(job).toMatchObject({
    state: 'Failed',
    errorMessage: 'InvalidBatch : Field name not found : Nosuch',
  })
  expect(await part(job, 'unprocessedrecords')).toEqual(['"Subject","Nosuch"', '"A","B"'])
  expect(await button(sandbox, 'GET /told')).toMatchObject({ activities: 0 })
})

it('is filled once and closed once, and may be broken off before', async () => {
  const { id } = await opened({ object: 'Task', operation: 'insert' })
  await call(`PUT /jobs/ingest/${id}/batches`, 'Subject\nA\n')
  const twice = await call(`PUT /jobs/ingest/${id}/batches`, 'Subject\nB\n')
  expect(twice).toMatchObject({ status: 400, body: [{ errorCode: 'INVALIDJOBSTATE' }] })
  const early = await call(`GET /jobs/ingest/${id}/successfulResults`)
  expect(early.status).toBe(400)
  const aborted = await call<Job>(`PATCH /jobs/ingest/${id}`, { state: 'Aborted' })
  expect(aborted.body.state).toBe('Aborted')
  const late = await call(`PATCH /jobs/ingest/${id}`, { state: 'UploadComplete' })
  expect(late.status).toBe(400)
  expect((await call(`DELETE /jobs/ingest/${id}`)).status).toBe(204)
  expect((await call(`GET /jobs/ingest/${id}`)).status).toBe(404)
})

it(
  'takes a hundred thousand activities, each once however often',
  { timeout: 180_000 },
  async () => {
    const p = 'cloupra__'
    const head = ['External_Id__c', 'Person__c', 'Method_Picklist__c', 'Details__c']
    const lines = Array.from({ length: 100_000 }, (_, at) => {
      return `event-${at},${people[at % people.length]},Email,Opened the letter`
    })
    const csv = [head.map((one) => p + one).join(','), ...lines].join('\n')
    const given = { object: `${p}Interaction__c`, operation: 'upsert' }
    const key = { externalIdFieldName: `${p}External_Id__c` }
    const began = performance.now()
    const job = await ran({ ...given, ...key }, csv)
    expect(performance.now() - began).toBeLessThan(60_000)
    expect(job).toMatchObject({ numberRecordsProcessed: 100_000, numberRecordsFailed: 0 })
    const again = await ran(
      { ...given, ...key },
      [csv.split('\n')[0], ...lines.slice(0, 50)].join('\n'),
    )
    expect((await part(again, 'successfulResults'))[1]).toContain('"false"')
    expect(await button(sandbox, 'GET /told')).toMatchObject({ activities: 100_000 })
  },
)

it('reads a query as a table in sets', async () => {
  const soql = 'SELECT Id, Name, Owner.Name FROM Contact ORDER BY Id'
  const { body: job } = await call<Job>('POST /jobs/query', { operation: 'query', query: soql })
  expect(job).toMatchObject({ state: 'UploadComplete', object: 'Contact', operation: 'query' })
  expect((await call(`GET /jobs/query/${job.id}/results`)).status).toBe(400)
  expect((await call<Job>(`GET /jobs/query/${job.id}`)).body.state).toBe('InProgress')
  expect((await call<Job>(`GET /jobs/query/${job.id}`)).body.state).toBe('JobComplete')
  const ids: string[] = []
  let locator: string | null = ''
  while (locator !== 'null') {
    const from: string = locator === '' ? '' : `&locator=${locator}`
    const set = await call<string>(`GET /jobs/query/${job.id}/results?maxRecords=700${from}`)
    const [head, ...lines] = set.body.split('\n').filter(Boolean)
    expect(head).toBe('"Id","Name","Owner.Name"')
    expect(set.headers.get('sforce-numberofrecords')).toBe(String(lines.length))
    ids.push(...lines.map((line) => line.slice(1, 19)))
    locator = set.headers.get('sforce-locator')
  }
  const { totalSize } = await query(call, 'SELECT COUNT() FROM Contact')
  expect(new Set(ids).size).toBe(totalSize)
  expect(ids).toHaveLength(totalSize)
  const wrong = { operation: 'query', query: 'SELECT (SELECT Id FROM Contacts) FROM Account' }
  expect((await call('POST /jobs/query', wrong)).status).toBe(400)
})
