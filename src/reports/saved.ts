import { sql, type RawBuilder } from 'kysely'
import type { Role } from '../accounts/index.ts'
import { afterName, nextByName, type Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { viewDefinition, type SubjectId, type ViewDefinition } from './definitions/index.ts'
import { preset } from './presets.ts'

/** Who looks at views. */
export interface Viewer {
  /** The user's id, or the API key's. */
  id: string
  role: Role
}

export type SeenBy = 'owner' | 'everybody' | 'roles'

export interface SavedView {
  /** A number; of one that ships with Homing, a word. */
  id: string
  name: string
  description: string
  subject: SubjectId
  isPreset: boolean
  owner: string
  /** Whether who asks may change it. */
  isYours: boolean
  seenBy: SeenBy
  roles: Role[]
  version: number
  createdAt: Date | null
  updatedAt: Date | null
  archivedAt: Date | null
}

export interface WholeView extends SavedView {
  definition: ViewDefinition
}

export interface ViewsQuery {
  search?: string | undefined
  subject?: SubjectId | undefined
  isArchived: boolean
  /** The next of the page before: the id of its last view. */
  after?: string | undefined
  limit: number
}

/** A page of the saved views that somebody may see, by name. */
export async function listViews(
  tx: Tx,
  viewer: Viewer,
  query: ViewsQuery,
): Promise<{ items: SavedView[]; next: string | null }> {
  const where = [
    sql`v.workspace_id = (select homing_workspace())`,
    maySee(viewer),
    query.isArchived ? sql`v.archived_at is not null` : sql`v.archived_at is null`,
  ]
  if (query.subject !== undefined) where.push(sql`v.definition ->> 'subject' = ${query.subject}`)
  if (query.search !== undefined) {
    where.push(sql`strpos(lower(v.name), lower(${query.search.trim()})) > 0`)
  }
  if (query.after !== undefined) where.push(await afterName(tx, 'saved_view', ['v', query.after]))
  const { rows } = await sql<SavedView>`
    select ${columns(viewer)} from saved_view v where ${sql.join(where, sql` and `)}
    order by lower(v.name), v.id limit ${query.limit + 1}`.execute(tx)
  const items = rows.slice(0, query.limit)
  const isMore = rows.length > query.limit
  const next = isMore ? await nextByName(tx, 'saved_view', Number(items.at(-1)!.id)) : null
  return { items, next }
}

/** One view, presets and archived ones too; one that may not be seen is not there. */
export async function viewById(tx: Tx, viewer: Viewer, viewId: string): Promise<WholeView> {
  const shipped = preset(viewId)
  if (shipped !== undefined) return shipped
  if (!isNumber(viewId)) throw notFound('view', viewId)
  const { rows } = await sql<WholeView>`
    select ${columns(viewer)}, v.definition from saved_view v
    where v.workspace_id = (select homing_workspace()) and v.id = ${Number(viewId)}
      and ${maySee(viewer)}`.execute(tx)
  const [row] = rows
  if (row === undefined) throw notFound('view', viewId)
  return { ...row, definition: viewDefinition.parse(row.definition) }
}

export function isNumber(viewId: string): boolean {
  return /^[1-9]\d{0,8}$/.test(viewId)
}

function columns(viewer: Viewer): RawBuilder<unknown> {
  return sql`v.id::text, v.name, v.description, v.definition ->> 'subject' as subject,
    false as "isPreset", v.owner, ${mayChange(viewer)} as "isYours", v.seen_by as "seenBy", v.roles,
    v.version, v.created_at as "createdAt", v.updated_at as "updatedAt",
    v.archived_at as "archivedAt"`
}

/**
 * Of what is shared as views are, under the name v. Administrators reach them all, so that none is
 * out of reach when its owner leaves.
 */
export function mayChange({ id, role }: Viewer): RawBuilder<unknown> {
  return sql`(v.owner_id = ${id} or ${role === 'administrator'}::boolean)`
}

/** The same, of whoever may look. */
export function maySee(viewer: Viewer): RawBuilder<unknown> {
  return sql`(${mayChange(viewer)} or v.seen_by = 'everybody'
    or (v.seen_by = 'roles' and ${viewer.role}::text = any(v.roles)))`
}
