/** Records written many at a time, with what became of each. */
import {
  asObject,
  Failure,
  type JsonObject,
  plainDiagnostic,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { ask } from './client.ts'
import { isId, TITLE } from './values.ts'

/** Records of one collection (REST API guide, "Use sObject Collections"). */
export const COLLECTION_MAX = 200

/** How often a record is sent that somebody else is writing to, or whose account is. */
const LOCK_TRIES_MAX = 4

/** What became of one record. */
export type Outcome = { ok: true } | { ok: false; code: string; sentence: string }

export type Written = Exclude<Outcome, { ok: true }> | { ok: true; id: string }

/**
 * Makes records. Sent once only: a second time they would be there twice. Whoever does not know
 * whether they arrived must look.
 */
export function createAll(
  vendor: Vendor,
  object: string,
  rows: readonly JsonObject[],
): Promise<Written[]> {
  return writeAll(vendor, rows, { method: 'POST', object, path: '', isSafe: false })
}

/** Changes records, each named by its id. */
export function updateAll(
  vendor: Vendor,
  object: string,
  rows: readonly JsonObject[],
): Promise<Written[]> {
  return writeAll(vendor, rows, { method: 'PATCH', object, path: '', isSafe: true })
}

/** Makes records, or changes those that have the same external key. */
export function upsertAll(
  vendor: Vendor,
  { object, key }: { object: string; key: string },
  rows: readonly JsonObject[],
): Promise<Written[]> {
  return writeAll(vendor, rows, {
    method: 'PATCH',
    object,
    path: `/${object}/${key}`,
    isSafe: true,
  })
}

/** Deletes records. Safe: what is gone already is refused, and gone. */
export async function deleteAll(vendor: Vendor, ids: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < ids.length; at += COLLECTION_MAX) {
    const some = ids.slice(at, at + COLLECTION_MAX)
    const query = { ids: some.join(','), allOrNone: 'false' }
    const path = '/composite/sobjects'
    const answer = await ask(vendor, { method: 'DELETE', path, query, isSafe: true })
    outcomes.push(...outcomesIn(answer, some.length))
  }
  return outcomes
}

interface Way {
  method: 'POST' | 'PATCH'
  object: string
  path: string
  isSafe: boolean
}

async function writeAll(vendor: Vendor, rows: readonly JsonObject[], way: Way): Promise<Written[]> {
  const written: Written[] = []
  for (let at = 0; at < rows.length; at += COLLECTION_MAX) {
    written.push(...(await writeBatch(vendor, rows.slice(at, at + COLLECTION_MAX), way)))
  }
  return written
}

/** A record that was locked was not written, so that it may be sent again. */
async function writeBatch(
  vendor: Vendor,
  rows: readonly JsonObject[],
  way: Way,
): Promise<Written[]> {
  const outcomes = await send(vendor, rows, way)
  for (let tries = 1; outcomes.some(isLocked); tries++) {
    if (tries === LOCK_TRIES_MAX) throw locked()
    const places = [...outcomes.keys()].filter((at) => isLocked(outcomes[at]!))
    const again = await send(
      vendor,
      places.map((at) => rows[at]!),
      way,
    )
    for (const [turn, at] of places.entries()) outcomes[at] = again[turn]!
  }
  return outcomes
}

/** Somebody else is writing to it, or to its account. */
export function isLocked(outcome: Outcome): boolean {
  return !outcome.ok && outcome.code === 'UNABLE_TO_LOCK_ROW'
}

function locked(): Failure {
  return new Failure('temporary', 'Salesforce is busy with some of these records.', {
    whoMustAct: 'vendor',
    remedy: 'Homing tells it again.',
  })
}

async function send(
  vendor: Vendor,
  rows: readonly JsonObject[],
  { method, object, path, isSafe }: Way,
): Promise<Written[]> {
  const records = rows.map((row) => ({ attributes: { type: object }, ...row }))
  const answer = await ask(vendor, {
    method,
    path: `/composite/sobjects${path}`,
    json: { allOrNone: false, records },
    isSafe,
  })
  return outcomesIn(answer, rows.length)
}

function outcomesIn(answer: unknown, count: number): Written[] {
  if (!Array.isArray(answer) || answer.length !== count) {
    throw unreadable(TITLE, 'It does not say of each record what became of it.')
  }
  return answer.map(readOutcome)
}

function readOutcome(told: unknown): Written {
  const { success, id, errors } = asObject(told) ?? {}
  if (success === true && isId(id)) return { ok: true, id }
  const error = asObject(Array.isArray(errors) ? errors[0] : null) ?? {}
  const code = typeof error['statusCode'] === 'string' ? error['statusCode'] : 'UNKNOWN'
  return refusal(code, error['message'])
}

/** A record that was refused, with the words of Salesforce as far as they are no secret. */
export function refusal(code: string, message: unknown): Exclude<Outcome, { ok: true }> {
  const words = typeof message === 'string' ? plainDiagnostic(message) : ''
  const sentence = words === '' ? `Salesforce refuses it (${code}).` : `Salesforce says: “${words}”`
  return { ok: false, code, sentence }
}
