import { sql } from 'kysely'
import { pseudonymsOfTexts, veiled, veiledText } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { termsOf, veilOf, type Sought } from './sought.ts'

/**
 * Columns of sentences, in tables the application may change: what is looked for is cut out where
 * it stands. docs/decisions/0012-erasure.md, and test/erasure/columns.ts, have a word on every
 * column.
 */
export const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  import: ['file_name', 'message'],
  run: ['detail', 'message'],
  task: ['title', 'message'],
  alarm: ['sentence', 'next_step', 'subject'],
  receipt: ['reason'],
  detail: ['note'],
}

/** The same in structured columns. */
export const STRUCTURES: Readonly<Record<string, readonly string[]>> = {
  account_read: ['sample'],
  task: ['ask', 'outcome'],
  run: ['skipped'],
}

/** Problems one sweep looks at; more than this are of another kind, and are met by the next. */
const PROBLEMS_MAX = 5_000

/**
 * Cuts the person out of everything that is text: refused rows, problems without a page, sentences
 * of runs and alarms, messages to outside, the audit. Doing it again changes nothing more.
 */
export async function sweep(
  tx: Tx,
  at: { workspaceId: number; erasureId: number; by: string },
  sought: Sought,
): Promise<Record<string, number>> {
  const terms = termsOf(sought)
  const counts: Record<string, number> = {
    'refused rows of imports': await sweepRefusals(tx, at.workspaceId, terms),
    'problems about the person': await sweepProblems(tx, at.workspaceId, { sought, terms }),
    'codes of bounces': await sweepCodes(tx, at.workspaceId, terms),
    'sentences elsewhere': 0,
  }
  for (const [table, columns] of Object.entries(SENTENCES)) {
    for (const column of columns) {
      counts['sentences elsewhere']! += await sweepColumn(tx, at.workspaceId, {
        ...{ table, column, terms, type: 'text' },
      })
    }
  }
  for (const [table, columns] of Object.entries(STRUCTURES)) {
    for (const column of columns) {
      counts['sentences elsewhere']! += await sweepColumn(tx, at.workspaceId, {
        ...{ table, column, terms, type: 'jsonb' },
      })
    }
  }
  counts['messages sent or waiting'] = await answered(
    tx,
    sql`select erasure_of_messages(${at.erasureId}, ${terms}::text[]) as count`,
  )
  counts['entries of the audit'] = await answered(
    tx,
    sql`select erasure_of_audit(${at.erasureId}, ${terms}::text[], '', ${at.by}) as count`,
  )
  return counts
}

/** A refused row that names the person goes whole; that a line was refused, and where, stays. */
async function sweepRefusals(tx: Tx, workspaceId: number, terms: string[]): Promise<number> {
  return answered(
    tx,
    sql`
    with swept as (
      update import_refusal set record = '{}', reason = erasure_without(reason, ${terms}::text[])
      where workspace_id = ${workspaceId}
        and erasure_without(record::text || reason, ${terms}::text[]) <> record::text || reason
      returning 1)
    select count(*)::integer as count from swept`,
  )
}

/**
 * Problems that came with a page were moved with it; what is left was told without one, or quotes
 * the person. It is done with: nobody can act on it any more.
 */
async function sweepProblems(
  tx: Tx,
  workspaceId: number,
  { sought, terms }: { sought: Sought; terms: string[] },
): Promise<number> {
  const veil = veilOf(sought, await pseudonymsOfTexts(tx))
  const { rows } = await sql<{ id: number; sentence: string; remedy: string; record: string }>`
    select id, sentence, remedy, record::text from problem
    where workspace_id = ${workspaceId} and erasure_without(
        concat_ws(' ', record::text, sentence, remedy, field), ${terms}::text[])
      <> concat_ws(' ', record::text, sentence, remedy, field)
    order by id limit ${PROBLEMS_MAX}`.execute(tx)
  for (const { id, sentence, remedy, record } of rows) {
    const became = record === null ? null : veiled(record, veil, () => undefined)
    await sql`
      update problem set record = ${became}::jsonb, sentence = ${veiledText(sentence, veil)},
        remedy = ${veiledText(remedy, veil)}, fingerprint = ${`erased-${id}`}, record_hash = null,
        record_key = null, status = 'resolved', next_try_at = null
      where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
    await sql`
      update problem set record = erasure_without(record::text, ${terms}::text[])::jsonb,
        sentence = erasure_without(sentence, ${terms}::text[]),
        remedy = erasure_without(remedy, ${terms}::text[]),
        field = erasure_without(field, ${terms}::text[])
      where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  }
  return rows.length
}

/** A vendor's code, or a program's name, that quotes the address stays one of its own. */
async function sweepCodes(tx: Tx, workspaceId: number, terms: string[]): Promise<number> {
  return answered(
    tx,
    sql`
    with swept as (
      update detail set value = erasure_without(value, ${terms}::text[]) || ' ' || id
      where workspace_id = ${workspaceId}
        and erasure_without(value, ${terms}::text[]) <> value
      returning 1)
    select count(*)::integer as count from swept`,
  )
}

async function sweepColumn(
  tx: Tx,
  workspaceId: number,
  { table, column, terms, type }: { table: string; column: string; terms: string[]; type: string },
): Promise<number> {
  const name = sql.ref(column)
  return answered(
    tx,
    sql`
    with swept as (
      update ${sql.table(table)}
      set ${name} = erasure_without(${name}::text, ${terms}::text[])::${sql.raw(type)}
      where workspace_id = ${workspaceId}
        and erasure_without(${name}::text, ${terms}::text[]) <> ${name}::text
      returning 1)
    select count(*)::integer as count from swept`,
  )
}

async function answered(tx: Tx, statement: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await (statement as ReturnType<typeof sql<{ count: number }>>).execute(tx)
  return rows[0]!.count
}
