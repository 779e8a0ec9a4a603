import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { ERASED_REASON, erasedAmong } from '../erased.ts'
import { lockIdentity } from '../lock.ts'
import { spellingsIn } from '../spellings.ts'
import type { Header } from './columns.ts'
import { leadingIdOf, type Drafts } from './drafts.ts'
import {
  addressKey,
  Conflict,
  externalKey,
  keyOf,
  membershipKey,
  membershipOf,
} from './identity.ts'
import { loadDrafts } from './load.ts'
import { emptyTally, planRow, type Tally } from './plan.ts'
import type { CsvRecord } from '../../platform/csv-records.ts'
import { numbered } from './replaced.ts'
import { readRow, refuse, type Refusal, type Row } from './row.ts'
import {
  saidOf,
  topicIdsOf,
  topicsOfRows,
  type ConsentTally,
  type TakesConsent,
} from './take-consent.ts'
import { interestIdsOf, interestsOfRows, statedOf, type TakesInterests } from './take-interests.ts'
import type { ReplacedAddress } from '../replaced-address.ts'
import { addressesOf, ownerEmails } from './take.ts'
import { writeDrafts } from './write.ts'

export interface BatchOf {
  workspaceId: number
  importId: number
  isDryRun: boolean
  header: Header
  consent: TakesConsent
  interests: TakesInterests
  /** Who started the import. */
  actor: string | null
  /** Epoch milliseconds. */
  now: number
}

export interface BatchResult extends Tally {
  consent: ConsentTally
  /** Interests that nothing had stated before. */
  interestsStated: number
  rowsRead: number
  refusals: Refusal[]
  replaced: ReplacedAddress[]
}

/** Takes a batch of records in; everything it leads to is in the caller's transaction. */
export async function importBatch(tx: Tx, of: BatchOf, records: CsvRecord[]): Promise<BatchResult> {
  await lockIdentity(tx, of.workspaceId)
  const { rows, refusals } = await withoutErased(tx, readRows(records, of))
  const result = {
    ...emptyTally(),
    rowsRead: rows.length + refusals.length,
    refusals,
    replaced: [] as ReplacedAddress[],
  }
  const topics = await topicsOfRows(tx, of.workspaceId, of.consent, rows)
  const interests = await interestsOfRows(tx, of.workspaceId, of.interests, rows)
  const drafts = await loadDrafts(tx, of.workspaceId, rows)
  const lines = await noteKeys(tx, of, rows, drafts)
  const recordAt = new Map(records.map((record) => [record.line, record]))
  const said: Parameters<typeof saidOf>[0][number][] = []
  const stated: Parameters<typeof statedOf>[0][number][] = []
  for (const row of rows) {
    try {
      const topicIds = topicIdsOf(row, topics)
      const interestIds = interestIdsOf(row, interests)
      const earlier = (key: string, asking: Row) => earlierLine(lines, key, asking)
      const person = planRow(row, drafts, earlier, result)
      if (person === null) continue
      if (row.consent !== null) said.push({ row, person, topicIds })
      stated.push({ person, interestIds })
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      const reason = { field: error.field, reason: error.message }
      refusals.push(refuse(recordAt.get(row.line)!, of.header, reason))
    }
  }
  if (of.isDryRun) result.organizations.created = await newNames(tx, of, drafts)
  else {
    await writeDrafts(tx, { ...of, writer: `import:${of.importId}` }, drafts, ownerEmails(rows))
    result.replaced = await numbered(tx, of, drafts.replaced)
  }
  await keepRefusals(tx, of, refusals)
  return {
    ...result,
    consent: await of.consent.take(tx, of, saidOf(said)),
    interestsStated: await of.interests.take(tx, of, statedOf(stated)),
  }
}

function readRows(records: CsvRecord[], { header, now }: BatchOf) {
  const rows: Row[] = []
  const refusals: Refusal[] = []
  for (const record of records) {
    const read = readRow(record, header, now)
    if (read === null) continue
    if ('reason' in read) refusals.push(read)
    else rows.push(read)
  }
  return { rows, refusals }
}

/**
 * Rows with an address of somebody who was erased are refused, and of what they say nothing is
 * kept; nor of rows that are refused for another reason.
 */
async function withoutErased(tx: Tx, read: { rows: Row[]; refusals: Refusal[] }) {
  const named = (refusal: Refusal) =>
    Object.values(refusal.record)
      .flatMap(spellingsIn)
      .map((one) => one.canonical)
  const erased = await erasedAmong(tx, [
    ...read.rows.flatMap((row) => addressesOf(row).map((email) => email.canonical)),
    ...read.refusals.flatMap(named),
  ])
  if (erased.size === 0) return read
  const isErased = (row: Row) => addressesOf(row).some((email) => erased.has(email.canonical))
  const refused = read.rows.filter(isErased).map((row): Refusal => {
    const isFirst = row.email !== null && erased.has(row.email.canonical)
    const isOther = row.otherEmails.some((one) => erased.has(one.canonical))
    const field = isFirst ? 'email' : isOther ? 'other_emails' : 'fax'
    return { line: row.line, field, reason: ERASED_REASON, record: {} }
  })
  const kept = read.refusals.map((one) =>
    named(one).some((canonical) => erased.has(canonical)) ? { ...one, record: {} } : one,
  )
  return { rows: read.rows.filter((row) => !isErased(row)), refusals: [...kept, ...refused] }
}

/**
 * Writes down whom each row names, and answers the first line of the file for every key the batch
 * may ask about: its own and those of the people it found.
 */
async function noteKeys(
  tx: Tx,
  of: BatchOf,
  rows: Row[],
  drafts: Drafts,
): Promise<Map<string, number>> {
  const first = new Map<string, Key>()
  for (const row of rows) {
    const key = keyOf(row)
    if (!first.has(key)) first.set(key, { key, line: row.line, membership: membershipOf(row) })
  }
  await insertKeys(tx, of, [...first.values()])
  const asked = new Set(first.keys())
  for (const row of rows) {
    if (row.email === null) continue
    for (const { canonical } of [row.email, ...row.otherEmails]) asked.add(addressKey(canonical))
  }
  for (const person of drafts.people) {
    const externalId = leadingIdOf(person)
    if (externalId !== null) asked.add(externalKey(externalId))
  }
  const lines = await linesOf(tx, of, [...asked])
  await noteFurtherMemberships(tx, of, rows, lines)
  return lines
}

interface Key {
  key: string
  line: number
  membership: string
}

/** Only a person on a second line needs them, so nearly every file costs nothing here. */
async function noteFurtherMemberships(
  tx: Tx,
  of: BatchOf,
  rows: Row[],
  lines: Map<string, number>,
): Promise<void> {
  const further = new Map<string, Key>()
  for (const row of rows) {
    const membership = membershipOf(row)
    if (membership === '' || lines.get(keyOf(row)) === row.line) continue
    const key = membershipKey(keyOf(row), membership)
    if (!further.has(key)) further.set(key, { key, line: row.line, membership: '' })
  }
  if (further.size === 0) return
  await insertKeys(tx, of, [...further.values()])
  const known = await linesOf(tx, of, [...further.keys()])
  for (const [key, line] of known) if (!lines.has(key)) lines.set(key, line)
}

async function linesOf(tx: Tx, of: BatchOf, keys: string[]): Promise<Map<string, number>> {
  // One row of arrays: handing over thousands of rows costs more than finding them.
  const { rows } = await sql<{ keys: string[]; lines: number[]; memberships: string[] }>`
    select coalesce(array_agg(key), '{}') as keys, coalesce(array_agg(line), '{}') as lines,
      coalesce(array_agg(membership), '{}') as memberships
    from import_key
    where workspace_id = ${of.workspaceId} and import_id = ${of.importId}
      and key = any(${keys}::text[])`.execute(tx)
  const found = rows[0]!
  const lines = new Map<string, number>()
  for (const [place, key] of found.keys.entries()) {
    const line = found.lines[place]!
    const membership = found.memberships[place]!
    lines.set(key, line)
    if (membership !== '') lines.set(membershipKey(key, membership), line)
  }
  return lines
}

async function insertKeys(tx: Tx, of: BatchOf, keys: Key[]): Promise<number> {
  const { rows } = await sql<{ added: number }>`
    with added as (
      insert into import_key (workspace_id, import_id, key, line, membership)
      select ${of.workspaceId}, ${of.importId}, key, line, membership
      from unnest(${keys.map((one) => one.key)}::text[], ${keys.map((one) => one.line)}::integer[],
        ${keys.map((one) => one.membership)}::text[]) as k (key, line, membership)
      on conflict do nothing returning 1
    )
    select count(*)::integer as added from added`.execute(tx)
  return rows[0]!.added
}

function earlierLine(lines: Map<string, number>, key: string, asking: Row): number | null {
  const line = lines.get(key)
  return line !== undefined && line < asking.line ? line : null
}

/** A dry run writes no organization, so its own keys tell which one it has counted already. */
async function newNames(tx: Tx, of: BatchOf, drafts: Drafts): Promise<number> {
  const fresh = [...drafts.organizations].filter((one) => one.state === 'new')
  const keys = fresh.map((one) => ({
    key: `new ${one.kind} ${one.externalId ?? ''} ${one.name}`,
    line: 0,
    membership: '',
  }))
  return insertKeys(tx, of, keys)
}

async function keepRefusals(tx: Tx, of: BatchOf, refusals: Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  await sql`
    insert into import_refusal (workspace_id, import_id, line, field, reason, record)
    select ${of.workspaceId}, ${of.importId}, line, field, reason, record
    from jsonb_to_recordset(${JSON.stringify(refusals)}::jsonb)
      as r (line integer, field text, reason text, record jsonb)`.execute(tx)
}
