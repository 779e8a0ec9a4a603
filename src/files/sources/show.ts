import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { STILL_MS } from './judge.ts'
import { sourcesOf, titleOf, unsealSource, type Source } from './source.ts'

export interface SourceView {
  id: number
  connectionId: number
  kind: Source['kind']
  title: string
  path: string
  host: string
  port: number | null
  user: string
  /** Without what its query holds. */
  address: string
  hasPassword: boolean
  hasPrivateKey: boolean
  pattern: string
  everyMinutes: number
  moveTo: string
  hostKey: string
  isOn: boolean
  nextAt: string
  lookedAt: string | null
  fault: string
  remedy: string
  failingSince: string | null
}

/** A connection's sources as people see them. */
export async function listSources(
  tx: Tx,
  homing: Homing,
  connectionId: number,
): Promise<SourceView[]> {
  return (await sourcesOf(tx, connectionId)).map((source) => viewOf(homing, source))
}

export function viewOf(homing: Homing, source: Source): SourceView {
  const { password, privateKey } = unsealSource(homing.secrets, source)
  const { id, connectionId, kind, pattern, everyMinutes, moveTo, hostKey, isOn } = source
  const { path = '', host = '', port = null, user = '', address = '' } = source.place
  return {
    ...{ id, connectionId, kind, title: titleOf(source), path, host, port, user, address },
    hasPassword: password !== undefined,
    hasPrivateKey: privateKey !== undefined,
    ...{ pattern, everyMinutes, moveTo, hostKey, isOn },
    nextAt: source.nextAt.toISOString(),
    lookedAt: source.lookedAt?.toISOString() ?? null,
    ...{ fault: source.fault, remedy: source.remedy },
    failingSince: source.failingSince?.toISOString() ?? null,
  }
}

export interface FoundView {
  id: number
  name: string
  bytes: number
  modifiedAt: string | null
  status: 'settling' | 'taken' | 'refused'
  /** When it will have stood still for long enough. */
  settlesAt: string | null
  fault: string
  remedy: string
  tries: number
  fileId: number | null
  rows: number
  /** Rows that were known wholly, as parts of the same file under whatever name. */
  isRepeated: boolean
  waiting: number
  problems: number
  movedTo: string
  foundAt: string
}

/** What was found at a source, newest first. */
export async function listFound(
  tx: Tx,
  sourceId: number,
  page: { after?: string | undefined; limit: number },
): Promise<{ items: FoundView[]; next: string | null }> {
  const after = page.after ?? null
  type Row = Omit<FoundView, 'modifiedAt' | 'settlesAt' | 'foundAt'> & {
    modifiedAt: Date | null
    stillSince: Date
    foundAt: Date
  }
  const { rows } = await sql<Row>`
    select d.id, d.name, d.bytes::float8 as bytes, d.modified_at as "modifiedAt", d.status,
      d.still_since as "stillSince", d.fault, d.remedy, d.tries, d.file_id as "fileId",
      coalesce(f.rows, 0) as rows, coalesce(f.pieces > 0 and f.repeated = f.pieces, false)
        as "isRepeated", d.moved_to as "movedTo", d.found_at as "foundAt",
      (select count(*)::integer from receipt r where r.workspace_id = d.workspace_id
        and r.file_id = d.file_id and r.status = 'pending') as waiting,
      (select count(*)::integer from problem p join receipt r on r.id = p.receipt_id
        where r.workspace_id = d.workspace_id and r.file_id = d.file_id
          and p.status = 'open') as problems
    from found_file d
    left join feedback_file f on f.workspace_id = d.workspace_id and f.id = d.file_id
    where d.workspace_id = homing_workspace() and d.source_id = ${sourceId}
      and (${after}::integer is null or d.id < ${after}::integer)
    order by d.id desc limit ${page.limit + 1}`.execute(tx)
  const items = rows.slice(0, page.limit).map(({ stillSince, ...row }) => ({
    ...row,
    modifiedAt: row.modifiedAt?.toISOString() ?? null,
    settlesAt:
      row.status === 'settling' ? new Date(stillSince.getTime() + STILL_MS).toISOString() : null,
    foundAt: row.foundAt.toISOString(),
  }))
  return { items, next: rows.length > page.limit ? String(items.at(-1)!.id) : null }
}
