/** Questions that are answered by a job, a table at a time: very many records for a few calls. */
import { type JobBook, type JsonObject, unreadable, type Vendor } from '../../sdk/index.ts'
import { askRaw } from './client.ts'
import { endOf, failedJob, openJob, rowsIn } from './jobs.ts'
import type { Listing } from './query.ts'
import { TITLE } from './values.ts'

/** Records of one table: with their texts some five megabytes. */
const TABLE_ROWS = 10_000
/** Tables of one question: a bound, not a size. */
const TABLES_MAX = 1_000

/** The records of a listing. Every value is a text, but yes and no of what begins with Is. */
export async function* pagesByJob(
  vendor: Vendor,
  jobs: JobBook,
  { object, fields, where, withDeleted = false }: Listing,
): AsyncGenerator<JsonObject[]> {
  const condition = where === undefined ? '' : ` WHERE ${where}`
  const path = '/jobs/query'
  const id = await openJob(vendor, path, {
    operation: withDeleted ? 'queryAll' : 'query',
    query: `SELECT ${fields.join(', ')} FROM ${object}${condition}`,
  })
  const job = await endOf(vendor, jobs, { path, id })
  if (job.state !== 'JobComplete') throw failedJob(job)
  let locator: string | null = null
  for (let tables = 0; tables < TABLES_MAX; tables++) {
    const query = { maxRecords: String(TABLE_ROWS), ...(locator !== null && { locator }) }
    const answer = await askRaw(vendor, { path: `${path}/${id}/results`, query })
    yield rowsIn(answer).map(typed)
    // The end is told by this very word.
    const next = answer.headers.get('sforce-locator')
    if (next === null || next === 'null') return
    if (next === locator) throw unreadable(TITLE, 'A table says that it is its own next one.')
    locator = next
  }
  throw unreadable(TITLE, 'Its tables do not end.')
}

function typed(row: Record<string, string>): JsonObject {
  const cells = Object.entries(row).map(([name, cell]): [string, unknown] => {
    return [name, /^Is[A-Z]/.test(name) ? cell === 'true' : cell]
  })
  return Object.fromEntries(cells) as JsonObject
}
