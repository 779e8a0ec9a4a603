import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Viewer } from '../saved.ts'
import { scheduleById } from './kept-schedules.ts'

export type LetterStatus = 'waiting' | 'begun' | 'sent' | 'failed' | 'unknown'

export interface SendingShown {
  id: number
  dueAt: Date
  isByHand: boolean
  status: 'waiting' | 'sent' | 'empty' | 'failed'
  rows: number | null
  isLinked: boolean
  outcome: string
  tries: number
  nextTryAt: Date | null
  settledAt: Date | null
  letters: { name: string; status: LetterStatus; outcome: string }[]
}

/** A page of what became of a schedule's sendings, the newest first. */
export async function listSendings(
  tx: Tx,
  viewer: Viewer,
  scheduleId: number,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ items: SendingShown[]; next: string | null }> {
  await scheduleById(tx, viewer, scheduleId)
  const { rows } = await sql<SendingShown>`
    select s.id, s.due_at as "dueAt", s.is_by_hand as "isByHand", s.status, s.row_count as "rows",
      s.is_linked as "isLinked", s.outcome, s.tries,
      case when s.status = 'waiting' then s.next_try_at end as "nextTryAt",
      s.settled_at as "settledAt",
      (select coalesce(jsonb_agg(jsonb_build_object('name', coalesce(u.name, l.address),
          'status', l.status, 'outcome', l.outcome) order by l.reader), '[]')
        from view_letter l left join user_account u on u.id = l.user_id
        where l.workspace_id = s.workspace_id and l.sending_id = s.id) as letters
    from view_sending s
    where s.workspace_id = (select homing_workspace()) and s.schedule_id = ${scheduleId}
      ${after === undefined ? sql`` : sql`and s.id < ${Number(after)}`}
    order by s.id desc limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? String(items.at(-1)!.id) : null }
}

/** A schedule that needs somebody: it was stopped, or its last sending failed. */
export interface FailingSchedule {
  id: number
  view: string
  owner: string
  isStopped: boolean
  reason: string
}

/** Schedules looked at for alarms at most. */
const FAILING_MAX = 100

/** Every schedule of the workspace that needs somebody. */
export async function failingSchedules(tx: Tx): Promise<FailingSchedule[]> {
  const { rows } = await sql<FailingSchedule>`
    select s.id, coalesce(v.name, s.view_id) as view, s.owner, s.status = 'stopped' as "isStopped",
      case when s.status = 'stopped' then s.reason else l.outcome end as reason
    from view_schedule s
    left join saved_view v on v.workspace_id = s.workspace_id and v.id::text = s.view_id
    left join lateral (select d.status, d.outcome from view_sending d
      where d.workspace_id = s.workspace_id and d.schedule_id = s.id and d.status <> 'waiting'
      order by d.id desc limit 1) l on true
    where s.workspace_id = (select homing_workspace()) and s.removed_at is null
      and (s.status = 'stopped' or (s.status = 'active' and l.status = 'failed'))
    order by s.id limit ${FAILING_MAX}`.execute(tx)
  return rows
}
