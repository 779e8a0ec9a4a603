import { sql, type RawBuilder } from 'kysely'
import { audit, type Role } from '../../accounts/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import type { GivenValues } from '../definitions/index.ts'
import type { ViewChange } from '../save.ts'
import { mayChange, maySee, viewById, type SeenBy, type Viewer } from '../saved.ts'

/** Dashboards somebody sees at most. */
const DASHBOARDS_MAX = 200

/** A view on a dashboard; what it finds is asked by whoever looks. */
export interface Tile {
  viewId: string
  parameters: GivenValues
  as: 'number' | 'chart' | 'table'
  /** Of three columns. */
  width: number
}

export interface DashboardWords {
  name: string
  tiles: Tile[]
  seenBy: SeenBy
  /** Of seenBy roles. */
  roles: Role[]
}

export interface Dashboard extends DashboardWords {
  id: number
  owner: string
  /** Whether who asks may change it. */
  isYours: boolean
  version: number
  updatedAt: Date
}

/** The dashboards somebody may see, by name. */
export function listDashboards(tx: Tx, viewer: Viewer): Promise<Dashboard[]> {
  return found(tx, viewer, sql`true`)
}

/** One dashboard; one that may not be seen is not there. */
export async function dashboardById(tx: Tx, viewer: Viewer, id: number): Promise<Dashboard> {
  const [dashboard] = await found(tx, viewer, sql`v.id = ${id}`)
  if (dashboard === undefined) throw notFound('dashboard', id)
  return dashboard
}

/** Makes one. Refuses tiles of views that who makes it may not see. Audited. */
export async function makeDashboard(
  tx: Tx,
  change: ViewChange,
  words: DashboardWords,
): Promise<Dashboard> {
  const { workspaceId, actor, now } = change
  await refuseUnseen(tx, actor, words.tiles)
  const { rows } = await sql<{ id: number }>`
    insert into dashboard (workspace_id, name, tiles, owner_id, owner, seen_by, roles, created_at,
      updated_at)
    values (${workspaceId}, ${words.name}, ${JSON.stringify(words.tiles)}::jsonb, ${actor.id},
      ${actor.name}, ${words.seenBy}, ${rolesOf(words)}::text[], ${new Date(now)},
      ${new Date(now)})
    returning id`.execute(tx)
  const { id } = rows[0]!
  await tell(tx, change, {
    subjectId: id,
    action: 'make_dashboard',
    sentence: `Made the dashboard “${words.name}”.`,
  })
  return dashboardById(tx, actor, id)
}

/** Changes one of one's own, of the version that was read; an administrator any. Audited. */
export async function changeDashboard(
  tx: Tx,
  change: ViewChange,
  id: number,
  { version, ...words }: DashboardWords & { version: number },
): Promise<Dashboard> {
  const before = await yours(tx, change, id)
  const had = new Set(before.tiles.map(({ viewId }) => viewId))
  // A tile that was there may be of a view that only a colleague sees: it stays.
  const added = words.tiles.filter(({ viewId }) => !had.has(viewId))
  await refuseUnseen(tx, change.actor, added)
  const { rows } = await sql`
    update dashboard set name = ${words.name}, tiles = ${JSON.stringify(words.tiles)}::jsonb,
      seen_by = ${words.seenBy}, roles = ${rolesOf(words)}::text[], version = version + 1,
      updated_at = ${new Date(change.now)}
    where workspace_id = ${change.workspaceId} and id = ${id} and version = ${version}
    returning 1`.execute(tx)
  if (rows.length === 0) {
    throw new Refused(409, `“${before.name}” was changed by somebody else meanwhile.`, {
      field: 'version',
      remedy: 'Look at it as it is now, and change it again.',
    })
  }
  await tell(tx, change, {
    subjectId: id,
    action: 'change_dashboard',
    sentence: `Changed the dashboard “${words.name}”.`,
  })
  return dashboardById(tx, change.actor, id)
}

/** Takes one away for everybody; the views stay. Audited. */
export async function removeDashboard(tx: Tx, change: ViewChange, id: number): Promise<void> {
  const { name } = await yours(tx, change, id)
  await sql`delete from dashboard_at_home
    where workspace_id = ${change.workspaceId} and dashboard_id = ${id}`.execute(tx)
  await sql`update dashboard set removed_at = ${new Date(change.now)}
    where workspace_id = ${change.workspaceId} and id = ${id}`.execute(tx)
  await tell(tx, change, {
    subjectId: id,
    action: 'remove_dashboard',
    sentence: `Removed the dashboard “${name}”.`,
  })
}

/** The dashboard at a user's home; null where there is none, or it may not be seen any more. */
export async function dashboardAtHome(tx: Tx, viewer: Viewer): Promise<Dashboard | null> {
  const chosen = sql`v.id = (select dashboard_id from dashboard_at_home h
    where h.workspace_id = v.workspace_id and h.user_id = ${viewer.id})`
  return (await found(tx, viewer, chosen))[0] ?? null
}

/** Puts one at the user's home; null takes it away. Only users have a home. */
export async function putAtHome(
  tx: Tx,
  { workspaceId, actor }: ViewChange,
  id: number | null,
): Promise<void> {
  if (id === null) {
    await sql`delete from dashboard_at_home
      where workspace_id = ${workspaceId} and user_id = ${actor.id}`.execute(tx)
    return
  }
  await dashboardById(tx, actor, id)
  const { rows } = await sql`
    insert into dashboard_at_home (workspace_id, user_id, dashboard_id)
    select workspace_id, user_id, ${id} from membership
    where workspace_id = ${workspaceId} and user_id = ${actor.id}
    on conflict (workspace_id, user_id) do update set dashboard_id = excluded.dashboard_id
    returning 1`.execute(tx)
  if (rows.length === 0) {
    throw new Refused(422, 'Only users have a home.', { remedy: 'Sign in, and choose it there.' })
  }
}

async function yours(tx: Tx, { actor }: ViewChange, id: number): Promise<Dashboard> {
  const dashboard = await dashboardById(tx, actor, id)
  if (dashboard.isYours) return dashboard
  throw new Refused(403, `This is a dashboard of ${dashboard.owner}.`, {
    remedy: 'Make one of your own; its owner and administrators change this one.',
  })
}

async function refuseUnseen(tx: Tx, viewer: Viewer, tiles: readonly Tile[]): Promise<void> {
  for (const viewId of new Set(tiles.map((tile) => tile.viewId))) {
    await viewById(tx, viewer, viewId)
  }
}

function rolesOf({ seenBy, roles }: DashboardWords): Role[] {
  return seenBy === 'roles' ? roles : []
}

async function found(tx: Tx, viewer: Viewer, where: RawBuilder<unknown>): Promise<Dashboard[]> {
  const { rows } = await sql<Dashboard>`
    select v.id, v.name, v.tiles, v.owner, ${mayChange(viewer)} as "isYours",
      v.seen_by as "seenBy", v.roles, v.version, v.updated_at as "updatedAt"
    from dashboard v
    where v.workspace_id = (select homing_workspace()) and v.removed_at is null
      and ${maySee(viewer)} and ${where}
    order by lower(v.name), v.id limit ${DASHBOARDS_MAX}`.execute(tx)
  return rows
}

async function tell(
  tx: Tx,
  { actor, now }: ViewChange,
  told: { subjectId: number; action: string; sentence: string },
): Promise<void> {
  await audit(tx, { ...told, actor, subject: 'dashboard', at: now })
}
