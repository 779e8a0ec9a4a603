import { sql } from 'kysely'
import { withField } from '../../connectors/index.ts'
import { parseAddress } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { fingerprint, shown } from '../problems.ts'
import type { PageRead } from '../read-pages.ts'
import { problemIdentity, recordHash, type RecordForm } from '../record-identity.ts'
import { veiledText, type Veil } from './veil.ts'

/** Mends of one record that are followed, one upon the other. */
const MENDS_MAX = 5

interface Pair {
  form: RecordForm
  was: unknown
  is: unknown
}

/**
 * Problems and mends are found by the hash of the record a page told. The records that became
 * others when their page was rewritten are moved, so that a mended row stays mended, and a problem
 * shows the row as it is kept now. Answers how many problems there were.
 */
export async function moveRecords(
  tx: Tx,
  at: { erasureId: number; veil: Veil },
  page: { connectionId: number; before: PageRead; after: PageRead },
): Promise<number> {
  let waiting = pairsOf(page.before, page.after)
  let problems = 0
  for (let round = 0; round < MENDS_MAX && waiting.length > 0; round++) {
    const byHash = new Map(waiting.map((pair) => [recordHash(pair.form, pair.was), pair]))
    problems += await moveProblems(tx, at.veil, page.connectionId, byHash)
    waiting = await moveMends(tx, at, page.connectionId, byHash)
  }
  return problems
}

function pairsOf(before: PageRead, after: PageRead): Pair[] {
  const pair = (form: RecordForm, was: unknown[], is: unknown[]): Pair[] =>
    was.flatMap((one, place) =>
      is[place] === undefined || JSON.stringify(one) === JSON.stringify(is[place])
        ? []
        : [{ form, was: one, is: is[place] }],
    )
  return [
    ...pair(
      'row',
      before.refused.map((row) => row.record),
      after.refused.map((row) => row.record),
    ),
    ...pair('event', before.events, after.events),
    ...pair('opt_out', before.suppressions, after.suppressions),
  ]
}

async function moveProblems(
  tx: Tx,
  veil: Veil,
  connectionId: number,
  byHash: ReadonlyMap<string, Pair>,
): Promise<number> {
  const { rows } = await sql<{ id: number; hash: string; field: string; sentence: string }>`
    select id, record_hash as hash, field, sentence from problem
    where workspace_id = homing_workspace() and connection_id = ${connectionId}
      and record_hash = any (${[...byHash.keys()]}::uuid[])`.execute(tx)
  for (const { id, hash, field, sentence } of rows) {
    const { form, is } = byHash.get(hash)!
    const became = recordHash(form, is)
    const print = fingerprint(problemIdentity({ connectionId, form, field, hash: became }))
    // Two rows may have become alike: the second keeps a name of its own.
    await sql`
      update problem p set record = ${shown(is)}::jsonb, record_hash = ${became}::uuid,
        record_key = null, sentence = ${veiledText(sentence, veil)},
        fingerprint = ${print} || case when exists (select from problem o
          where o.workspace_id = p.workspace_id and o.fingerprint = ${print} and o.id <> p.id)
          then '-' || p.id else '' end
      where p.workspace_id = homing_workspace() and p.id = ${id}`.execute(tx)
  }
  return rows.length
}

/** Answers the records as the mends made them: another mend may stand upon one. */
async function moveMends(
  tx: Tx,
  { erasureId, veil }: { erasureId: number; veil: Veil },
  connectionId: number,
  byHash: ReadonlyMap<string, Pair>,
): Promise<Pair[]> {
  const { rows } = await sql<{ id: number; hash: string; field: string; became: string }>`
    select id, record_hash as hash, field, became from mend
    where workspace_id = homing_workspace() and connection_id = ${connectionId}
      and record_hash = any (${[...byHash.keys()]}::uuid[])`.execute(tx)
  const next: Pair[] = []
  for (const { id, hash, field, became } of rows) {
    const { form, was, is } = byHash.get(hash)!
    const now = pseudonymOf(became, veil) ?? became
    await sql`select erasure_of_mend(${erasureId}, ${id}, ${recordHash(form, is)}::uuid,
      ${now})`.execute(tx)
    if (form === 'row') {
      next.push({ form, was: withField(was, field, became), is: withField(is, field, now) })
    } else {
      const value = field === 'occurredAt' ? Date.parse(became) : became
      const valueNow = field === 'occurredAt' ? value : now
      next.push({
        form,
        was: { ...(was as object), [field]: value },
        is: { ...(is as object), [field]: valueNow },
      })
    }
  }
  return next
}

/** Of an address of either kind: a mend does not say which. */
function pseudonymOf(became: string, { pseudonyms }: Veil): string | undefined {
  for (const kind of ['email', 'fax'] as const) {
    const parsed = parseAddress(became, kind)
    if (parsed.ok) return pseudonyms.get(parsed.canonical)
  }
  return undefined
}
