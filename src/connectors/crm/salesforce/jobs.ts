/** Jobs of Bulk API 2.0: opened, waited for, and what they answer. */
import {
  Failure,
  type JobBook,
  type JsonObject,
  plainDiagnostic,
  unreadable,
  type Vendor,
  type VendorAnswer,
} from '../../sdk/index.ts'
import { CsvReader } from '../../../platform/csv-records.ts'
import { ask, objectOf } from './client.ts'
import { safeId, textIn, TITLE } from './values.ts'

export type JobPath = '/jobs/ingest' | '/jobs/query'

export interface Job {
  id: string
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'
  /** Records it went through, those that failed among them. */
  processed: number
  failed: number
  /** Why it failed as a whole, in Salesforce's words; empty where it did not. */
  words: string
}

const STATES: readonly string[] = [
  'Open',
  'UploadComplete',
  'InProgress',
  'JobComplete',
  'Failed',
  'Aborted',
] satisfies Job['state'][]

/** Pauses between looks at a job; the last one for all that follow. */
const WAITS_MS = [2_000, 4_000, 8_000, 15_000, 30_000] as const
/** Looks in one go: some twenty minutes. Who waited in vain comes back. */
const LOOKS_MAX = 45
const AGAIN_MS = 5 * 60_000

/** Nothing is done by a job that was opened and got nothing: it may be opened twice. */
export async function openJob(vendor: Vendor, path: JobPath, json: JsonObject): Promise<string> {
  return safeId(objectOf(await ask(vendor, { method: 'POST', path, json, isSafe: true }))['id'])
}

/** Where a job stands. Failure('not_found') where it is older than the seven days they are kept. */
export async function jobOf(vendor: Vendor, path: JobPath, id: string): Promise<Job> {
  return readJob(await ask(vendor, { path: `${path}/${safeId(id)}` }))
}

/** Has a job begin (UploadComplete), or do nothing more (Aborted). */
export async function setJob(
  vendor: Vendor,
  id: string,
  state: 'UploadComplete' | 'Aborted',
): Promise<void> {
  await ask(vendor, { method: 'PATCH', path: `/jobs/ingest/${safeId(id)}`, json: { state } })
}

/** Waits until a job has ended. Throws Failure('temporary') where that takes too long. */
export async function endOf(
  vendor: Vendor,
  jobs: Pick<JobBook, 'wait'>,
  { path, id }: { path: JobPath; id: string },
): Promise<Job> {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    await jobs.wait(WAITS_MS[Math.min(looks, WAITS_MS.length - 1)]!)
    const job = await jobOf(vendor, path, id)
    if (hasEnded(job)) return job
  }
  throw new Failure('temporary', 'Salesforce is still at work on many records.', {
    whoMustAct: 'vendor',
    remedy: 'Homing looks again.',
    waitMs: AGAIN_MS,
  })
}

export function hasEnded({ state }: Job): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted'
}

/** A job that failed as a whole: its records go another way. */
export function failedJob({ words }: Job): Failure {
  const sentence =
    words === ''
      ? 'Salesforce did not do a job to its end.'
      : `Salesforce did not do a job to its end. It says: “${words}”`
  return new Failure('refused', sentence, {
    whoMustAct: 'homing',
    remedy: 'What it was given is told again in small parts.',
  })
}

function readJob(told: unknown): Job {
  const job = objectOf(told)
  const state = textIn(job['state'])
  if (!STATES.includes(state)) throw unreadable(TITLE, 'A job is in no state that is known.')
  return {
    id: safeId(job['id']),
    state: state as Job['state'],
    processed: Number(job['numberRecordsProcessed']) || 0,
    failed: Number(job['numberRecordsFailed']) || 0,
    words: plainDiagnostic(textIn(job['errorMessage'])),
  }
}

/** The rows of a table Salesforce answers, by the names of its columns. */
export function rowsIn({ body, headers }: VendorAnswer): Record<string, string>[] {
  if (!/\bcsv\b/.test(headers.get('content-type') ?? '')) {
    throw unreadable(TITLE, 'It is no table.')
  }
  const reader = new CsvReader(',')
  const [head, ...records] = [...reader.push(new TextDecoder().decode(body)), ...reader.end()]
  const names = head?.cells ?? []
  return records.map(({ cells, fault }) => {
    if (fault !== null || cells.length !== names.length) {
      throw unreadable(TITLE, 'A row of a table cannot be read.')
    }
    return Object.fromEntries(names.map((name, at) => [name, cells[at]!]))
  })
}
