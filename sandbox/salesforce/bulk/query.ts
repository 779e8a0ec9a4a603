import { Hono, type Context } from 'hono'
import { Refused } from '../refusal.ts'
import { readBody, version } from '../rest/request.ts'
import type { Value } from '../rows.ts'
import { parseSoql } from '../soql/parse.ts'
import { run, type Found } from '../soql/run.ts'
import type { Vendor } from '../vendor.ts'
import { csvOf } from './csv.ts'
import { assertState, goOn, signOf, tell, type Job, type Lines } from './jobs.ts'

/** As many rows as one set of results has, unless fewer are asked for. */
const largestSet = 50_000

/** Bulk jobs that read: queries whose results are tables. */
export function bulkQueryRoutes(vendor: Vendor): Hono {
  const { org, jobs } = vendor
  const app = new Hono()
  const told = (c: Context, job: Job) => tell(org, job, `/services/data/${version(c)}/jobs/query`)
  const named = (c: Context) => jobs.find('query', c.req.param('id') ?? '')
  app.post('/jobs/query', async (c) => c.json(told(c, await asked(vendor, c))))
  app.get('/jobs/query/:id', (c) => {
    const job = named(c)
    goOn(job)
    return c.json(told(c, job))
  })
  app.patch('/jobs/query/:id', (c) => {
    const job = named(c)
    assertState(job, ['UploadComplete', 'InProgress'])
    job.state = 'Aborted'
    return c.json(told(c, job))
  })
  app.delete('/jobs/query/:id', (c) => {
    const job = named(c)
    assertState(job, ['JobComplete', 'Failed', 'Aborted'])
    jobs.remove(job)
    return c.body(null, 204)
  })
  app.get('/jobs/query/:id/results', (c) => {
    const job = named(c)
    assertState(job, ['JobComplete'])
    return results(vendor, c, job)
  })
  return app
}

async function asked({ org, jobs }: Vendor, c: Context): Promise<Job> {
  const { query, operation } = await readBody(c)
  if (operation !== 'query' && operation !== 'queryAll') {
    throw new Refused('INVALIDJOB', 'This operation is not supported')
  }
  const found = run({ org, deleted: operation === 'queryAll' }, parseSoql(String(query)))
  if (found.count || found.shown.some((one) => !('names' in one))) {
    throw new Refused('INVALIDJOB', 'A bulk query has neither counts nor queries within it')
  }
  const successful = linesOf(found)
  return jobs.open({
    kind: 'query',
    object: found.object.name,
    operation,
    state: 'UploadComplete',
    end: { state: 'JobComplete' },
    apiVersion: Number(version(c).slice(1)),
    lineEnding: 'LF',
    separator: 'COMMA',
    results: { successful, failed: [], unprocessed: [] },
  })
}

function linesOf({ rows, shown }: Found): Lines {
  const columns = shown.flatMap((one) => ('names' in one ? [one] : []))
  const head = columns.map(({ names }) => names.join('.'))
  return [head, ...rows.map((row) => columns.map(({ read }) => cell(read(row))))]
}

function cell(value: Value): string {
  return value === null ? '' : String(value)
}

/** The locator is where the set begins; the last one's is told as `null`. */
function results({ rowsPerPage }: Vendor, c: Context, job: Job) {
  const [head = [], ...lines] = job.results?.successful ?? []
  const from = Number(c.req.query('locator') ?? 0)
  const wish = Number(c.req.query('maxRecords') ?? largestSet)
  if (!Number.isInteger(from) || !Number.isInteger(wish) || wish < 1) {
    throw new Refused('INVALIDQUERYLOCATOR', 'invalid query locator')
  }
  const end = from + Math.min(wish, largestSet, rowsPerPage)
  const set = lines.slice(from, end)
  return c.body(csvOf([head, ...set], signOf(job.separator), job.lineEnding), 200, {
    'content-type': 'text/csv',
    'Sforce-Locator': end < lines.length ? String(end) : 'null',
    'Sforce-NumberOfRecords': String(set.length),
  })
}
