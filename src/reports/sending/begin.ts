import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { ViewChange } from '../save.ts'
import { nextDue, type Rhythm } from './due.ts'
import { scheduleById } from './kept-schedules.ts'

/** Schedules begun a minute and workspace at most; the next minute takes the others. */
const DUE_MAX = 100
/** Sendings are told for so long, and then swept, so many at a time. */
const KEPT_DAYS = 90
const SWEPT_MAX = 500

/**
 * The minute's look at a workspace: one sending for every schedule that is due, however many
 * processes look and however many of its moments have passed meanwhile. Asks for the job.
 */
export async function beginDue(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  const now = homing.now()
  const { rows: due } = await sql<Rhythm & { id: number; next_at: Date; time_zone: string }>`
    select s.id, s.every, s.on_day as "onDay", s.at_hour as "atHour", s.next_at, w.time_zone
    from view_schedule s join workspace w on w.id = s.workspace_id
    where s.workspace_id = ${workspaceId} and s.status = 'active' and s.removed_at is null
      and s.next_at <= ${new Date(now)}
    order by s.next_at, s.id limit ${DUE_MAX} for update of s skip locked`.execute(tx)
  for (const schedule of due) {
    await begin(tx, workspaceId, schedule.id, { at: schedule.next_at, isByHand: false, now })
    const next = new Date(nextDue(now, schedule, schedule.time_zone))
    await sql`update view_schedule set next_at = ${next}
      where workspace_id = ${workspaceId} and id = ${schedule.id}`.execute(tx)
  }
  const { rows } = await sql<{ waits: boolean }>`select exists (select from view_sending
    where workspace_id = ${workspaceId} and status = 'waiting'
      and next_try_at <= ${new Date(now)}) as waits`.execute(tx)
  if (rows[0]!.waits) await askToSend(tx, homing, workspaceId)
  await sql`delete from view_sending where (workspace_id, id) in (
    select workspace_id, id from view_sending
    where workspace_id = ${workspaceId} and status <> 'waiting'
      and created_at < ${new Date(now)}::timestamptz - make_interval(days => ${KEPT_DAYS}::int)
    order by id limit ${SWEPT_MAX})`.execute(tx)
}

/** Sends a schedule's view once more, now. Refuses while it is under way, and without mail. */
export async function sendNow(
  tx: Tx,
  homing: Homing,
  { workspaceId, actor, now }: ViewChange,
  id: number,
): Promise<void> {
  const schedule = await scheduleById(tx, actor, id)
  if (homing.mail === undefined) {
    throw new Refused(409, 'E-mail is off: this Homing knows no mail server.', {
      remedy: 'Whoever runs it sets SMTP_URL and MAIL_FROM.',
    })
  }
  const { rows } = await sql`select 1 from view_sending where workspace_id = ${workspaceId}
    and schedule_id = ${schedule.id} and status = 'waiting'`.execute(tx)
  if (rows.length > 0) {
    throw new Refused(409, 'It is being sent.', { remedy: 'Wait until that has ended.' })
  }
  await begin(tx, workspaceId, id, { at: new Date(now), isByHand: true, now })
  await askToSend(tx, homing, workspaceId)
}

interface Moment {
  at: Date
  isByHand: boolean
  now: number
}

/** One sending with a letter for each who reads; nothing where that moment has one. */
async function begin(tx: Tx, workspaceId: number, id: number, { at, isByHand, now }: Moment) {
  await sql`
    with s as (
      insert into view_sending (workspace_id, schedule_id, due_at, is_by_hand, next_try_at,
        created_at)
      values (${workspaceId}, ${id}, ${at}, ${isByHand}, ${new Date(now)}, ${new Date(now)})
      on conflict (workspace_id, schedule_id, due_at) do nothing returning id)
    insert into view_letter (workspace_id, sending_id, reader, user_id, address)
    select ${workspaceId}, s.id, r.reader, r.user_id, r.address from s, view_reader r
    where r.workspace_id = ${workspaceId} and r.schedule_id = ${id}`.execute(tx)
}

async function askToSend(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  await homing.jobs.enqueue(tx, 'sendings', { workspaceId }, String(workspaceId))
}
