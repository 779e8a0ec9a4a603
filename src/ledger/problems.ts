import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { FeedbackEvent, RefusedRow, WhoMustAct } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Batch } from './path.ts'
import { IN_THE_FUTURE } from './times.ts'
import { faultyKey, problemIdentity, recordHash, type RecordForm } from './record-identity.ts'

/** A record shown with a problem is cut to this many characters of JSON. */
const RECORD_CHARS_MAX = 8_000
/** Problems one statement takes; more go in several. */
const STATEMENT_MAX = 1_000
/** After so many tries of its own Homing says that a person is needed. */
export const TRIES_MAX = 10
/** The first wait before a record is read again by itself; each further one is twice as long. */
const WAIT_FIRST_MINUTES = 5
const WAIT_MINUTES_MAX = 24 * 60

export interface Problem {
  workspaceId: number
  connectionId: number | null
  campaignId?: number | null
  receiptId?: number | null
  runId?: number | null
  /** What problems are grouped by: "a row that cannot be read". */
  cause: string
  /** One sentence in plain words. */
  sentence: string
  remedy: string
  whoMustAct: WhoMustAct
  field?: string
  record?: unknown
  /** What makes it the same problem when it comes again; the record itself where absent. */
  identity?: string
  /** Who tries again by itself: the connection's next run, or a later reading of the receipt. */
  retriedBy?: 'run' | 'reading'
  /** Of a record that was parked: what it is, and what makes it the same one. */
  parked?: { form: RecordForm; hash: string; key: string | null }
}

/**
 * Raises problems, however many, a thousand to a statement. One that is known is counted again, and
 * opens again unless it was ignored. One that Homing tried TRIES_MAX times says that it needs you.
 */
export async function raiseProblems(tx: Tx, problems: readonly Problem[]): Promise<void> {
  const byFingerprint = new Map(problems.map((problem) => [fingerprintOf(problem), problem]))
  const entries = [...byFingerprint].sort(([a], [b]) => (a < b ? -1 : 1))
  for (let from = 0; from < entries.length; from += STATEMENT_MAX) {
    await raise(tx, entries.slice(from, from + STATEMENT_MAX))
  }
}

async function raise(tx: Tx, entries: [fingerprint: string, problem: Problem][]): Promise<void> {
  const column = <T>(value: (problem: Problem) => T) => entries.map(([, one]) => value(one))
  await sql`
    insert into problem as p (workspace_id, connection_id, campaign_id, receipt_id, run_id, cause,
      sentence, remedy, who_must_act, field, record, record_form, record_hash, record_key,
      retried_by, next_try_at, fingerprint)
    select workspace_id, connection_id, campaign_id, receipt_id, run_id, cause, sentence, remedy,
      who_must_act, field, record::jsonb, record_form, record_hash, record_key, retried_by,
      case when retried_by = 'reading' then ${tryAfter(sql`1`)} end, fingerprint
    from unnest(
      ${column((one) => one.workspaceId)}::integer[],
      ${column((one) => one.connectionId)}::integer[],
      ${column((one) => one.campaignId ?? null)}::integer[],
      ${column((one) => one.receiptId ?? null)}::integer[],
      ${column((one) => one.runId ?? null)}::integer[],
      ${column((one) => one.cause)}::text[],
      ${column((one) => one.sentence)}::text[],
      ${column((one) => one.remedy)}::text[],
      ${column((one) => one.whoMustAct)}::text[],
      ${column((one) => one.field ?? '')}::text[],
      ${column((one) => (one.record === undefined ? null : shown(one.record)))}::text[],
      ${column((one) => one.parked?.form ?? null)}::text[],
      ${column((one) => one.parked?.hash ?? null)}::uuid[],
      ${column((one) => one.parked?.key ?? null)}::uuid[],
      ${column((one) => one.retriedBy ?? null)}::text[],
      ${entries.map(([fingerprint]) => fingerprint)}::text[]
    ) as r (workspace_id, connection_id, campaign_id, receipt_id, run_id, cause, sentence, remedy,
      who_must_act, field, record, record_form, record_hash, record_key, retried_by, fingerprint)
    on conflict (workspace_id, fingerprint) do update set
      occurrences = p.occurrences + 1,
      last_at = now(),
      run_id = excluded.run_id,
      receipt_id = coalesce(excluded.receipt_id, p.receipt_id),
      sentence = excluded.sentence,
      remedy = excluded.remedy,
      cause = excluded.cause,
      record_key = excluded.record_key,
      retried_by = excluded.retried_by,
      tries = ${triesNow},
      next_try_at = case
        when excluded.retried_by is distinct from 'reading' or ${triesNow} >= ${TRIES_MAX} then null
        when ${isTry} then ${tryAfter(triesNow)}
        else p.next_try_at end,
      who_must_act = case when excluded.retried_by is not null and ${triesNow} >= ${TRIES_MAX}
        then 'you' else excluded.who_must_act end,
      status = case when p.status = 'ignored' then 'ignored' else 'open' end`.execute(tx)
}

/** A row that a pull merely tells again is not a try of ours; a run that failed again is one. */
const isTry = sql`(p.status = 'resolved' or excluded.retried_by = 'run'
  or coalesce(p.next_try_at, '-infinity') <= now())`
const triesNow = sql`(case when p.status = 'resolved' then 1
  when ${isTry} then p.tries + 1 else p.tries end)`

function tryAfter(tries: typeof triesNow) {
  return sql`now() + least(${WAIT_FIRST_MINUTES}::float8 * power(2, ${tries} - 1),
    ${WAIT_MINUTES_MAX}::float8) * interval '1 minute'`
}

/** Ends problems of these identities: what they told of is no longer so. */
export async function resolveProblems(tx: Tx, workspaceId: number, ...identities: string[]) {
  await tx
    .updateTable('problem')
    .set({ status: 'resolved', last_at: sql<Date>`now()`, next_try_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('fingerprint', 'in', identities.map(fingerprint))
    .where('status', '=', 'open')
    .execute()
}

/** The path's last step: what could not go on becomes a problem, with the record to look at. */
export async function parkRefused(batch: Batch): Promise<void> {
  const { workspaceId, connectionId, runId } = batch
  await raiseProblems(
    batch.tx,
    batch.parked.map(({ receiptId, row }) => {
      const hash = recordHash('event', row.record as FeedbackEvent)
      return {
        workspaceId,
        connectionId,
        runId,
        receiptId,
        sentence: `${row.field}: ${row.reason}`,
        field: row.field,
        record: row.record,
        identity: problemIdentity({ connectionId, form: 'event', field: row.field, hash }),
        parked: { form: 'event' as const, hash, key: keyOfParked(connectionId, row) },
        ...wordsOf(row),
      }
    }),
  )
}

/** What the event still tells of itself, where the ESP named its contact. */
function keyOfParked(connectionId: number, { record, field }: RefusedRow): string | null {
  const { kind, activity, contactId, link, occurredAt } = record as FeedbackEvent
  if (contactId === undefined) return null
  const at = field === 'occurredAt' ? null : occurredAt
  const clue = { contactId, occurredAt: at, ...(link && { link }) }
  return faultyKey(connectionId, { stream: 'events', activity, kind }, clue)
}

/** Group, remedy and who must act, by the field at which an event could not go on. */
const WORDS: Record<string, Pick<Problem, 'cause' | 'remedy' | 'whoMustAct' | 'retriedBy'>> = {
  address: {
    cause: 'An address that no mail can reach',
    remedy: 'Enter the right address, and the record goes into the ledger; or ignore it.',
    whoMustAct: 'you',
  },
  occurredAt: {
    cause: 'A time that cannot be right',
    remedy: 'Enter the right time, and the record goes into the ledger; or ignore it.',
    whoMustAct: 'you',
  },
  activity: {
    cause: 'News of a mailing that is not known yet',
    remedy: 'Homing reads it again by itself once a run has found the mailing.',
    whoMustAct: 'homing',
    retriedBy: 'reading',
  },
}

const FUTURE: ReturnType<typeof wordsOf> = {
  cause: 'A time in the future',
  remedy:
    'Homing reads it again by itself, for a clock may have been wrong; or enter the right time.',
  whoMustAct: 'homing',
  retriedBy: 'reading',
}

function wordsOf({ field, reason }: RefusedRow): (typeof WORDS)[string] {
  return reason === IN_THE_FUTURE ? FUTURE : (WORDS[field] ?? WORDS['occurredAt']!)
}

/** Cause, remedy and who must act for a field a person can put right, as for the path's own. */
export function mendableWords(holds: 'address' | 'time') {
  return WORDS[holds === 'address' ? 'address' : 'occurredAt']!
}

function fingerprintOf(problem: Problem): string {
  const identity =
    problem.identity
    ?? JSON.stringify([problem.connectionId, problem.cause, problem.field, problem.record])
  return fingerprint(identity)
}

/** As the table keeps an identity. */
export function fingerprint(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 32)
}

/** As much of a record as is kept with its problem. */
export function shown(record: unknown): string {
  const text = JSON.stringify(record)
  if (text.length <= RECORD_CHARS_MAX) return storable(text)
  const begins = text.slice(0, RECORD_CHARS_MAX)
  return storable(JSON.stringify({ cut: `${text.length} characters`, begins }))
}

/** Any escape in JSON; first the two that jsonb refuses: of NUL, and of half a character. */
const ESCAPE = /\\(?:(u0000|ud[89a-f][0-9a-f]{2})|[^])/g

/** What is wrong with a record may be just what the database cannot keep: it is shown as U+FFFD. */
function storable(json: string): string {
  return json.replace(ESCAPE, (escape, refused?: string) => (refused ? '\ufffd' : escape))
}
