import { Hono, type Context } from 'hono'
import { keyField } from '../outcome.ts'
import { missingObject, Refused } from '../refusal.ts'
import { readBody, version } from '../rest/request.ts'
import type { Vendor } from '../vendor.ts'
import { csvOf } from './csv.ts'
import { assertState, goOn, isSeparator, signOf, tell, type Job, type Results } from './jobs.ts'
import { load } from './load.ts'

const operations = ['insert', 'update', 'upsert', 'delete']

/** Bulk jobs that write: opened, filled once, closed, asked after, and read. */
export function ingestRoutes(vendor: Vendor): Hono {
  const { org, jobs } = vendor
  const app = new Hono()
  const told = (c: Context, job: Job) => tell(org, job, pathOf(c))
  const named = (c: Context) => jobs.find('ingest', c.req.param('id') ?? '')
  app.post('/jobs/ingest', async (c) => c.json(told(c, await opened(vendor, c))))
  app.get('/jobs/ingest', (c) => {
    return c.json({ done: true, records: jobs.all('ingest').map((one) => told(c, one)) })
  })
  app.put('/jobs/ingest/:id/batches', async (c) => {
    const job = named(c)
    assertState(job, ['Open'])
    if (job.upload !== undefined) {
      throw new Refused('INVALIDJOBSTATE', 'The job has its data already')
    }
    job.upload = await c.req.text()
    return c.body(null, 201)
  })
  app.patch('/jobs/ingest/:id', async (c) => {
    const job = named(c)
    const { state } = await readBody(c)
    if (state === 'Aborted') {
      assertState(job, ['Open', 'UploadComplete'])
      job.state = 'Aborted'
    } else if (state === 'UploadComplete') {
      assertState(job, ['Open'])
      job.state = 'UploadComplete'
      load(vendor, job)
    } else throw new Refused('INVALIDJOBSTATE', `A job cannot be set to ${String(state)}`)
    return c.json(told(c, job))
  })
  app.get('/jobs/ingest/:id', (c) => {
    const job = named(c)
    goOn(job)
    return c.json(told(c, job))
  })
  app.delete('/jobs/ingest/:id', (c) => {
    const job = named(c)
    assertState(job, ['JobComplete', 'Failed', 'Aborted'])
    jobs.remove(job)
    return c.body(null, 204)
  })
  for (const [route, part] of parts) {
    app.get(`/jobs/ingest/:id/${route}`, (c) => resultsOf(c, named(c), part))
  }
  return app
}

const parts: readonly (readonly [string, keyof Results])[] = [
  ['successfulResults', 'successful'],
  ['failedResults', 'failed'],
  ['unprocessedrecords', 'unprocessed'],
]

function resultsOf(c: Context, job: Job, part: keyof Results) {
  assertState(job, ['JobComplete', 'Failed', 'Aborted'])
  const lines = job.results?.[part] ?? []
  return c.body(csvOf(lines, signOf(job.separator), job.lineEnding), 200, {
    'content-type': 'text/csv',
  })
}

async function opened({ org, jobs }: Vendor, c: Context): Promise<Job> {
  const given = await readBody(c)
  const { object: name, operation, contentType = 'CSV', lineEnding = 'LF' } = given
  const { columnDelimiter: separator = 'COMMA', externalIdFieldName: key } = given
  const object = org.object(String(name))
  if (object === undefined || !object.can.query) throw missingObject(String(name))
  if (!operations.includes(String(operation)) || contentType !== 'CSV') {
    throw new Refused('INVALIDJOB', 'This operation or content type is not supported')
  }
  if ((lineEnding !== 'LF' && lineEnding !== 'CRLF') || !isSeparator(separator)) {
    throw new Refused('INVALIDJOB', 'This line ending or delimiter is not supported')
  }
  if (operation === 'upsert' && typeof key !== 'string') {
    throw new Refused('INVALIDJOB', 'An upsert needs externalIdFieldName')
  }
  return jobs.open({
    kind: 'ingest',
    object: object.name,
    operation: String(operation),
    ...(typeof key === 'string' && { key: keyField(object, key) }),
    state: 'Open',
    apiVersion: Number(version(c).slice(1)),
    lineEnding,
    separator,
  })
}

function pathOf(c: Context): string {
  return `/services/data/${version(c)}/jobs/ingest`
}
