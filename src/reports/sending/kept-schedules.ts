import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import type { GivenValues } from '../definitions/index.ts'
import type { FileFormat } from '../files/write.ts'
import { preset } from '../presets.ts'
import type { Viewer } from '../saved.ts'
import type { Rhythm } from './due.ts'

export interface Schedule extends Rhythm {
  id: number
  viewId: string
  parameters: GivenValues
  format: FileFormat
  skipsEmpty: boolean
  ownerId: string
  owner: string
  status: 'active' | 'paused' | 'stopped'
  /** Why it is stopped. */
  reason: string
  /** Null while it is paused or stopped. */
  nextAt: Date | null
  version: number
  /** What the view is called now. */
  viewName: string
  /** The newest sending that ended, or is under way. */
  last: { status: 'waiting' | 'sent' | 'empty' | 'failed'; outcome: string; at: string } | null
  readers: { userId: string | null; name: string; address: string | null }[]
}

/** A page of the schedules of who asks, the newest first; administrators see everybody's. */
export async function listSchedules(
  tx: Tx,
  viewer: Viewer,
  query: { viewId?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ items: Schedule[]; next: string | null }> {
  const where = [mayChange(viewer)]
  if (query.viewId !== undefined) where.push(sql`s.view_id = ${query.viewId}`)
  if (query.after !== undefined) where.push(sql`s.id < ${Number(query.after)}`)
  const items = await found(tx, where, query.limit + 1)
  const page = items.slice(0, query.limit)
  return { items: page, next: items.length > query.limit ? String(page.at(-1)!.id) : null }
}

/** One schedule of one's own, or anybody's for an administrator; refuses those of others. */
export async function scheduleById(tx: Tx, viewer: Viewer, id: number): Promise<Schedule> {
  const [schedule] = await found(tx, [sql`s.id = ${id}`], 1)
  if (schedule === undefined) throw notFound('schedule', id)
  if (schedule.ownerId !== viewer.id && viewer.role !== 'administrator') {
    throw new Refused(403, `This is a schedule of ${schedule.owner}.`, {
      remedy: 'Its owner and administrators change it.',
    })
  }
  return schedule
}

async function found(tx: Tx, where: RawBuilder<unknown>[], limit: number): Promise<Schedule[]> {
  const { rows } = await sql<Schedule>`
    select s.id, s.view_id as "viewId", s.parameters, s.format, s.every, s.on_day as "onDay",
      s.at_hour as "atHour", s.skips_empty as "skipsEmpty", s.owner_id as "ownerId", s.owner,
      s.status, s.reason, v.name as "viewName", s.version,
      case when s.status = 'active' then s.next_at end as "nextAt",
      (select coalesce(jsonb_agg(jsonb_build_object('userId', r.user_id, 'name',
          coalesce(u.name, r.address), 'address', r.address) order by r.reader), '[]')
        from view_reader r left join user_account u on u.id = r.user_id
        where r.workspace_id = s.workspace_id and r.schedule_id = s.id) as readers,
      (select jsonb_build_object('status', d.status, 'outcome', d.outcome, 'at', d.due_at)
        from view_sending d where d.workspace_id = s.workspace_id and d.schedule_id = s.id
        order by d.id desc limit 1) as last
    from view_schedule s
    left join saved_view v on v.workspace_id = s.workspace_id and v.id::text = s.view_id
    where s.workspace_id = (select homing_workspace()) and s.removed_at is null
      and ${sql.join(where, sql` and `)}
    order by s.id desc limit ${limit}`.execute(tx)
  return rows.map((row) => ({
    ...row,
    viewName: row.viewName ?? preset(row.viewId)?.name ?? row.viewId,
  }))
}

function mayChange({ id, role }: Viewer): RawBuilder<unknown> {
  return sql`(s.owner_id = ${id} or ${role === 'administrator'}::boolean)`
}
