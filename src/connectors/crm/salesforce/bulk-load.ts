/** Records written by a job, with what became of each. */
import { Failure, type JobBook, type JsonObject, unreadable, type Vendor } from '../../sdk/index.ts'
import { askRaw } from './client.ts'
import { type Outcome, refusal } from './collections.ts'
import { endOf, failedJob, type Job, openJob, rowsIn, setJob } from './jobs.ts'
import { readText } from './record-text.ts'
import { TITLE } from './values.ts'

/** A job takes 150 MB (Bulk API 2.0, limits); what is sent in half a minute is less. */
const UPLOAD_BYTES_MAX = 10_000_000
/** Of records that failed, which are told back in full: what an answer may hold. */
const FAILED_BYTES_MAX = 6_000_000

export interface Load {
  object: string
  operation: 'insert' | 'update' | 'upsert'
  /** Of an upsert: the field that names the record. */
  key?: string
}

/**
 * Writes records by jobs, one after the other: those of one campaign side by side would wait for
 * each other's locks. One outcome each, in their order. Throws Failure: ('refused') where a job
 * failed as a whole; whatever it throws, what became of the records must be looked up.
 */
export async function loadAll(
  vendor: Vendor,
  load: Load,
  { rows, jobs }: { rows: readonly JsonObject[]; jobs: JobBook },
): Promise<Outcome[]> {
  const names = [...new Set(rows.flatMap(Object.keys))]
  const head = lineOf(names.map((name) => (name === 'id' ? 'Id' : name)))
  const outcomes: Outcome[] = []
  let lines: string[] = []
  let bytes = 0
  const send = async () => {
    const part = rows.slice(outcomes.length, outcomes.length + lines.length)
    const table = { text: head + lines.join(''), rows: part, bytes }
    outcomes.push(...(await loadOne(vendor, load, { ...table, jobs })))
    lines = []
    bytes = 0
  }
  for (const row of rows) {
    const line = lineOf(names.map((name) => row[name]))
    const size = Buffer.byteLength(line)
    if (lines.length > 0 && bytes + size > UPLOAD_BYTES_MAX) await send()
    lines.push(line)
    bytes += size
  }
  if (lines.length > 0) await send()
  return outcomes
}

interface Table {
  text: string
  rows: readonly JsonObject[]
  bytes: number
  jobs: JobBook
}

/** Kept before it is given anything: whoever comes after a death knows that it may be at work. */
async function loadOne(vendor: Vendor, load: Load, table: Table): Promise<Outcome[]> {
  const { object, operation, key } = load
  const path = '/jobs/ingest'
  const json = { object, operation, contentType: 'CSV', lineEnding: 'LF' }
  const id = await openJob(vendor, path, { ...json, ...(key && { externalIdFieldName: key }) })
  await table.jobs.keep(id)
  const text = { type: 'text/csv', body: table.text }
  await askRaw(vendor, { method: 'PUT', path: `${path}/${id}/batches`, text })
  await setJob(vendor, id, 'UploadComplete')
  const job = await endOf(vendor, table.jobs, { path, id })
  const outcomes = await outcomesOf(vendor, load, { ...table, job })
  await table.jobs.drop(id)
  return outcomes
}

/**
 * Rows that failed are told in another order, and the rest was written: that it is there, reading
 * back shows. What a job did not get to is no outcome.
 */
async function outcomesOf(
  vendor: Vendor,
  { key }: Load,
  { rows, bytes, job }: Omit<Table, 'text'> & { job: Job },
): Promise<Outcome[]> {
  if (job.state !== 'JobComplete' || job.processed !== rows.length) throw failedJob(job)
  if (job.failed === 0) return rows.map(() => ({ ok: true }))
  if ((bytes / rows.length) * job.failed > FAILED_BYTES_MAX) throw tooManyFailed(job)
  const failed = new Map<string, Outcome>()
  const answer = await askRaw(vendor, { path: `/jobs/ingest/${job.id}/failedResults` })
  const told = rowsIn(answer)
  for (const row of told) failed.set(nameOf(row, key), refusalIn(row['sf__Error'] ?? ''))
  const outcomes = rows.map((row) => failed.get(nameOf(row, key)) ?? ({ ok: true } as const))
  if (told.length === job.failed && outcomes.filter(({ ok }) => !ok).length >= failed.size) {
    return outcomes
  }
  throw unreadable(TITLE, 'It does not say of each record what became of it.')
}

/** "DUPLICATE_VALUE:Already a campaign member.:ContactId --" */
function refusalIn(error: string): Outcome {
  const [, code = 'UNKNOWN', words = ''] = /^([A-Z_]+):(.*?)(?::[^:]*--)?$/s.exec(error) ?? []
  return refusal(code, words)
}

/** What of a row names its record, in what was sent and in what is told back. */
function nameOf(row: Readonly<Record<string, unknown>>, key: string | undefined): string {
  const mark = readText(row['Description'])?.mark
  const own = [row['Id'], row['id'], row[key ?? 'Id'], mark, row['ContactId'], row['LeadId']]
  return String(own.find((one) => one !== undefined && one !== null && one !== '') ?? '')
}

function tooManyFailed({ failed }: Job): Failure {
  return new Failure('refused', `Salesforce refuses ${failed} records of one job.`, {
    whoMustAct: 'homing',
    remedy: 'They are told again in small parts, each with its reason.',
  })
}

/** Every value in quotes: nothing of it can begin another. An empty cell says nothing. */
function lineOf(values: readonly unknown[]): string {
  const cells = values.map((value) => `"${String(value ?? '').replaceAll('"', '""')}"`)
  return `${cells.join(',')}\n`
}
