import { audit, type Actor } from '../accounts/index.ts'
import { fieldText, isoTime, type Channel, type MendableField } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { parseAddress, refuseErased } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { readingOf, statusOf } from './decide-problem.ts'
import { mendPartOf, READ_FIELDS } from './mends.ts'
import { readPages, type PageRead } from './read-pages.ts'
import { readReceiptsAgain, type Reading } from './read-receipts.ts'
import { receiptsByIds } from './receipts.ts'
import { recordHash, type RecordForm } from './record-identity.ts'
import { timeProblem } from './times.ts'

export interface MendAsk {
  workspaceId: number
  actor: Exclude<Actor, string>
  problemId: number
  /** The right value: an e-mail address or fax number alone, or a moment (ISO 8601, zoned). */
  value: string
}

/**
 * Puts right the field for which a record could not be read. The mend is recorded beside the
 * receipt, which stays as it came; the record then goes the path of any other. Refused, with
 * nothing written, where the value cannot be or the record still cannot be read because of it.
 */
export async function mendProblem(
  homing: Homing,
  ask: MendAsk,
): Promise<{ status: 'resolved'; sentence: string }> {
  return homing.database.inWorkspace(ask.workspaceId, async (tx) => {
    const problem = await mendable(tx, ask.problemId)
    const reading = await readingOf(homing, tx, ask.workspaceId, problem.connectionId)
    const found = await recordOf(tx, reading, problem)
    const became = checked(found, ask.value, homing.now())
    if (found.holds === 'address')
      await refuseErased(tx, canonicalOf(became, found.channel), 'value')
    const { id } = await tx
      .insertInto('mend')
      .values({
        workspace_id: ask.workspaceId,
        connection_id: problem.connectionId,
        problem_id: ask.problemId,
        record_form: problem.form,
        record_hash: problem.hash,
        field: problem.field,
        was: fieldText(found.record, problem.field),
        became,
        mended_by: ask.actor.name,
        mended_at: new Date(homing.now()),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx
      .updateTable('problem')
      .set({ status: 'open' })
      .where('id', '=', ask.problemId)
      .execute()
    await readReceiptsAgain(tx, reading, [problem.receiptId])
    if ((await statusOf(tx, ask.problemId)) !== 'resolved') {
      throw new Refused(422, 'With this value the record still cannot be read.', { field: 'value' })
    }
    await audit(tx, {
      actor: ask.actor,
      action: 'mend_record',
      subject: 'problem',
      subjectId: ask.problemId,
      sentence: `Put ${problem.field} of a record right that could not be read.`,
      detail: { mendId: id, receiptId: problem.receiptId, field: problem.field },
      at: homing.now(),
    })
    return { status: 'resolved', sentence: 'Put right. The record is in the ledger.' }
  })
}

interface Mendable {
  connectionId: number
  receiptId: number
  form: RecordForm
  hash: string
  field: string
}

async function mendable(tx: Tx, id: number): Promise<Mendable> {
  const row = await tx
    .selectFrom('problem')
    .select(['status', 'connection_id', 'receipt_id', 'record_form', 'record_hash', 'field'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('problem', id)
  if (row.status === 'resolved') {
    throw new Refused(409, 'This problem is resolved already.', {
      remedy: 'There is nothing to do.',
    })
  }
  const { connection_id, receipt_id, record_form, record_hash, field } = row
  if (!connection_id || !receipt_id || !record_form || !record_hash) throw notMendable()
  return {
    connectionId: connection_id,
    receiptId: receipt_id,
    form: record_form,
    hash: record_hash,
    field,
  }
}

interface Found {
  record: unknown
  holds: MendableField
  /** By what the record's news came; of a row that could not be read, e-mail. */
  channel: Channel
}

/** The record as its receipt tells it, whole, and what the field at fault holds. */
async function recordOf(
  tx: Tx,
  reading: Reading,
  { receiptId, form, hash, field }: Mendable,
): Promise<Found> {
  const receipts = await receiptsByIds(tx, reading.connectionId, [receiptId])
  const { pages } = await readPages(tx, reading, receipts)
  const record = pages
    .flatMap((page) => recordsOf(page, form))
    .find((one) => recordHash(form, one) === hash)
  const ask = receipts[0]?.ask
  const fields: Readonly<Record<string, MendableField>> =
    form !== 'row' ? READ_FIELDS : ((ask && mendPartOf(reading.connector, ask)?.fields) ?? {})
  const holds = fields[field]
  if (record === undefined || holds === undefined) throw notMendable()
  const isFax = form !== 'row' && (record as { channel?: Channel }).channel === 'fax'
  return { record, holds, channel: isFax ? 'fax' : 'email' }
}

function recordsOf(page: PageRead, form: RecordForm): unknown[] {
  switch (form) {
    case 'row':
      return page.refused.map((row) => row.record)
    case 'event':
      return page.events
    case 'opt_out':
      return page.suppressions
  }
}

function checked({ holds, channel }: Found, value: string, now: number): string {
  if (holds === 'address') {
    const parsed = parseAddress(value, channel)
    if (!parsed.ok) throw new Refused(422, parsed.reason, { field: 'value' })
    return parsed.address
  }
  const at = isoTime(value.trim())
  const reason = at === null ? 'This is no moment in time.' : timeProblem(at, now)
  if (reason !== null) {
    const remedy = 'Write it like 2026-05-03T09:00:00Z.'
    throw new Refused(422, reason, { field: 'value', remedy })
  }
  return new Date(at!).toISOString()
}

function canonicalOf(address: string, channel: Channel): string {
  const parsed = parseAddress(address, channel)
  return parsed.ok ? parsed.canonical : address
}

function notMendable(): Refused {
  return new Refused(409, 'What is wrong with this record cannot be put right here.', {
    remedy: 'Read it again after an update of Homing, or ignore it.',
  })
}
