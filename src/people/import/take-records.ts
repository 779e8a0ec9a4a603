import { sql } from 'kysely'
import type { RefusedRow, RemoteRecord } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { ERASED_REASON, erasedAmong } from '../erased.ts'
import { lockIdentity } from '../lock.ts'
import type { ReplacedAddress } from '../replaced-address.ts'
import type { Drafts } from './drafts.ts'
import { Conflict } from './identity.ts'
import { loadDrafts } from './load.ts'
import { emptyTally, planRow, type Tally } from './plan.ts'
import { rowOfRecord, type Living } from './record-rows.ts'
import { emptySaid, saidBefore, saidIn } from './said.ts'
import { numbered } from './replaced.ts'
import type { Row } from './row.ts'
import { addressesOf, ownerEmails } from './take.ts'
import { writeDrafts } from './write.ts'

/** Whose records they are. */
export interface RecordsOf {
  workspaceId: number
  connectionId: number
  /** The CRM's own name of the module. */
  module: string
}

export interface RecordsTaken extends Tally {
  /** Records, or single addresses of them, that could not be taken. */
  refused: RefusedRow[]
  replaced: ReplacedAddress[]
  /** Records the CRM was found to have no longer. */
  deleted: number
}

/**
 * Takes over what a CRM says of its people and organizations: a record is known by its id, as a row
 * of a file by its external_id, and by what the import goes by otherwise. Everything it leads to is
 * in the caller's transaction; the same again changes nothing.
 */
export async function takeRecords(
  tx: Tx,
  of: RecordsOf,
  records: readonly RemoteRecord[],
): Promise<RecordsTaken> {
  await lockIdentity(tx, of.workspaceId)
  const last = new Map(records.map((record) => [record.id, record]))
  const living = [...last.values()].filter((one): one is Living => one.type !== 'deleted')
  const foreign = await takenElsewhere(tx, of, living)
  const { rows, refused } = await rowsOfRecords(tx, living, foreign)
  const drafts = await loadDrafts(tx, of.workspaceId, [...rows.keys()])
  const fromEsp = [...drafts.people].filter((person) => person.origin === 'esp')
  const tally = emptyTally()
  const said = await saidBefore(tx, of, living)
  for (const [row, record] of rows) {
    try {
      const { unchanged } = tally.people
      const person = planRow(row, drafts, () => null, tally)
      const isEmptied = person !== null && emptySaid(person, row, said.get(record.id) ?? {})
      if (isEmptied && tally.people.unchanged > unchanged) {
        tally.people.unchanged -= 1
        tally.people.updated += 1
      }
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      refused.push({ record, field: error.field, reason: error.message })
    }
  }
  comeFromCrm(drafts, fromEsp)
  await writeDrafts(
    tx,
    { ...of, writer: `crm:${of.connectionId}` },
    drafts,
    ownerEmails(rows.keys()),
  )
  await noteRecords(tx, of, rows)
  const gone = [...last.values()].filter((one) => one.type === 'deleted')
  return {
    ...tally,
    refused,
    replaced: await numbered(tx, of, drafts.replaced),
    deleted: await noteDeleted(tx, of, gone),
  }
}

/**
 * Ids under which another CRM knows somebody: short ones are the same in two CRMs by chance, and
 * two people must not become one.
 */
async function takenElsewhere(
  tx: Tx,
  of: RecordsOf,
  records: readonly Living[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct external_id as id from crm_record
    where workspace_id = ${of.workspaceId} and connection_id <> ${of.connectionId}
      and external_id = any (${records.map((one) => one.id)}::text[])`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

async function rowsOfRecords(tx: Tx, records: readonly Living[], foreign: ReadonlySet<string>) {
  const rows = new Map<Row, Living>()
  const refused: RefusedRow[] = []
  for (const [place, record] of records.entries()) {
    const read = rowOfRecord(record, place + 1)
    refused.push(...read.refused)
    const reason = reasonAgainst(read.row, foreign)
    if (reason === null) rows.set(read.row, record)
    else refused.push({ record, ...reason })
  }
  const erased = await erasedAmong(
    tx,
    [...rows.keys()].flatMap((row) => addressesOf(row).map((one) => one.canonical)),
  )
  for (const row of [...rows.keys()]) {
    if (!addressesOf(row).some((one) => erased.has(one.canonical))) continue
    rows.delete(row)
    // Of somebody who was erased nothing is kept, so that the record is not shown either.
    refused.push({ record: {}, field: 'addresses', reason: ERASED_REASON })
  }
  return { rows, refused }
}

function reasonAgainst(row: Row, foreign: ReadonlySet<string>) {
  if (foreign.has(row.externalId)) {
    const reason = 'Another CRM has a record of the same id; two people must not become one.'
    return { field: 'id', reason }
  }
  if (row.name !== '' || row.email !== null) return null
  return { field: 'name', reason: 'The record names nobody: it has no name and no address.' }
}

/** Whom the CRM told of is no longer one that only a file or an ESP could have brought. */
function comeFromCrm(drafts: Drafts, fromEsp: readonly { origin: string }[]): void {
  const known = new Set<unknown>(fromEsp)
  for (const person of drafts.people) {
    if (person.origin !== 'import') continue
    if (person.state === 'new' || known.has(person)) person.origin = 'crm'
  }
}

/** Remembers whom each record is: the person or organization that has its id by now. */
async function noteRecords(tx: Tx, of: RecordsOf, rows: ReadonlyMap<Row, Living>): Promise<void> {
  const records = [...rows.values()]
  await sql`
    insert into crm_record (workspace_id, connection_id, module, external_id, person_id,
      organization_id, changed_at, said)
    select ${of.workspaceId}, ${of.connectionId}, ${of.module}, r.id, p.id, g.id,
      to_timestamp(r.ms / 1000.0), r.said
    from unnest(${records.map((one) => one.id)}::text[],
      ${records.map((one) => one.type === 'person')}::boolean[],
      ${records.map((one) => one.changedAt)}::bigint[],
      ${[...rows.keys()].map((row) => JSON.stringify(saidIn(row)))}::jsonb[])
      as r (id, is_person, ms, said)
    left join person p on r.is_person and p.workspace_id = ${of.workspaceId}
      and p.external_id = r.id
    left join organization g on not r.is_person and g.workspace_id = ${of.workspaceId}
      and g.external_id = r.id
    where num_nonnulls(p.id, g.id) = 1
    on conflict (workspace_id, connection_id, module, external_id) do update
      set person_id = excluded.person_id, organization_id = excluded.organization_id,
        changed_at = excluded.changed_at, said = excluded.said, deleted_at = null`.execute(tx)
}

/** Their moments are kept too: the next walk begins behind them. */
async function noteDeleted(
  tx: Tx,
  of: RecordsOf,
  gone: readonly Pick<RemoteRecord, 'id' | 'changedAt'>[],
): Promise<number> {
  if (gone.length === 0) return 0
  const { rows } = await sql<{ id: string }>`
    update crm_record k set deleted_at = now(),
      changed_at = greatest(k.changed_at, to_timestamp(r.ms / 1000.0))
    from unnest(${gone.map((one) => one.id)}::text[],
      ${gone.map((one) => one.changedAt)}::bigint[]) as r (id, ms)
    where k.workspace_id = ${of.workspaceId} and k.connection_id = ${of.connectionId}
      and k.module = ${of.module} and k.deleted_at is null and k.external_id = r.id
    returning k.external_id as id`.execute(tx)
  return rows.length
}

/**
 * The newest change that was taken over of a module, epoch milliseconds by the CRM's clock; null
 * before the first.
 */
export async function newestRecord(tx: Tx, of: RecordsOf): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from max(changed_at)) * 1000)::bigint as ms from crm_record
    where workspace_id = ${of.workspaceId} and connection_id = ${of.connectionId}
      and module = ${of.module}`.execute(tx)
  return rows[0]!.ms === null ? null : Number(rows[0]!.ms)
}
