import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import { REFUSAL_COLUMNS } from './columns.ts'

export interface ImportRun {
  id: number
  fileName: string
  status: 'receiving' | 'running' | 'done' | 'failed' | 'cancelled'
  bytesTotal: number | null
  bytesDone: number
  rowsRead: number
  peopleCreated: number
  peopleUpdated: number
  peopleUnchanged: number
  /** Rows that told of consent, and the opt-outs that express consent lifts. */
  consentExpress: number
  consentImplied: number
  consentOut: number
  consentLifts: number
  /** Interests stated that nothing had stated of the person before. */
  interestsStated: number
  organizationsCreated: number
  organizationsUpdated: number
  rowsRefused: number
  message: string | null
  startedAt: Date
  endedAt: Date | null
}

const RUN = sql`id, file_name as "fileName", status, bytes_total as "bytesTotal",
  bytes_done as "bytesDone", rows_read as "rowsRead", people_created as "peopleCreated",
  people_updated as "peopleUpdated", people_unchanged as "peopleUnchanged",
  consent_express as "consentExpress", consent_implied as "consentImplied",
  consent_out as "consentOut", consent_lifts as "consentLifts",
  interests_stated as "interestsStated",
  organizations_created as "organizationsCreated", organizations_updated as "organizationsUpdated",
  rows_refused as "rowsRefused", message, started_at as "startedAt", ended_at as "endedAt"`

/** Imports, newest first. after: the id of the last one of the page before. */
export async function listImports(
  tx: Tx,
  workspaceId: number,
  page: { after?: string; limit: number },
): Promise<{ items: ImportRun[]; next: string | null }> {
  const after = cursor(page.after) ?? 2_147_483_647
  const { rows } = await sql<ImportRun>`
    select ${RUN} from import where workspace_id = ${workspaceId} and id < ${after}::integer
    order by id desc limit ${page.limit + 1}`.execute(tx)
  const items = rows.slice(0, page.limit)
  return { items, next: rows.length > page.limit ? String(items.at(-1)!.id) : null }
}

/** One import. Refuses an id that is not there. */
export async function importById(
  tx: Tx,
  workspaceId: number,
  importId: number,
): Promise<ImportRun> {
  const { rows } = await sql<ImportRun>`
    select ${RUN} from import where workspace_id = ${workspaceId} and id = ${importId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('import', importId)
  return rows[0]
}

export interface RefusedRow {
  line: number
  field: string
  reason: string
  record: Record<string, string>
}

/** Refused rows in the order of the file. after: the line of the last one of the page before. */
export async function listRefusals(
  tx: Tx,
  at: { workspaceId: number; importId: number },
  page: { after?: string; limit: number },
): Promise<{ items: RefusedRow[]; next: string | null }> {
  const { rows } = await sql<RefusedRow>`
    select line, field, reason, record from import_refusal
    where workspace_id = ${at.workspaceId} and import_id = ${at.importId}
      and line > ${cursor(page.after) ?? 0}::integer
    order by line limit ${page.limit + 1}`.execute(tx)
  const items = rows.slice(0, page.limit)
  return { items, next: rows.length > page.limit ? String(items.at(-1)!.line) : null }
}

/**
 * The columns of the file of refusals: what was wrong, then the file's own, so that the mended
 * file can be sent as it is.
 */
export async function refusalColumns(
  tx: Tx,
  at: { workspaceId: number; importId: number },
): Promise<[string, (row: RefusedRow) => string | number][]> {
  const found = await tx
    .selectFrom('import')
    .select('header')
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', at.importId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('import', at.importId)
  const own = (found.header ?? []).filter(
    (name) => name !== '' && !(REFUSAL_COLUMNS as readonly string[]).includes(name),
  )
  const [line, field, reason, text] = REFUSAL_COLUMNS
  return [
    [line, (row) => row.line],
    [field, (row) => row.field],
    [reason, (row) => row.reason],
    [text, (row) => row.record[text] ?? ''],
    ...own.map((name): [string, (row: RefusedRow) => string] => [
      name,
      (row) => row.record[name] ?? '',
    ]),
  ]
}

function cursor(after: string | undefined): number | null {
  if (after === undefined) return null
  if (/^\d{1,9}$/.test(after)) return Number(after)
  throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
}
