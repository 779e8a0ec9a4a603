import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { GivenValues } from '../definitions/index.ts'
import type { FileFormat } from '../files/write.ts'

/** Longer than a file takes to be made, and a letter to be handed over; each letter renews it. */
export const LEASE_SECONDS = 900

/** A sending that this worker has the sole right to, by its lease. */
export interface Sending {
  workspaceId: number
  id: number
  lease: string
  scheduleId: number
  tries: number
  viewId: string
  parameters: GivenValues
  format: FileFormat
  skipsEmpty: boolean
  ownerId: string
  timeZone: string
  isEnded: boolean
}

/**
 * The next that is due and nobody works on. A letter that was begun by whoever died over it may be
 * with its reader: it is told as unknown and never sent again.
 */
export async function take(tx: Tx, workspaceId: number, now: number): Promise<Sending | null> {
  const lease = randomUUID()
  const { rows } = await sql<Omit<Sending, 'workspaceId' | 'lease'>>`
    with due as (
      select workspace_id, id from view_sending
      where workspace_id = ${workspaceId} and status = 'waiting'
        and next_try_at <= ${new Date(now)}
        and (lease_until is null or lease_until < clock_timestamp())
      order by next_try_at, id limit 1 for update skip locked
    )
    update view_sending s set lease_owner = ${lease}, tries = s.tries + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from due, view_schedule d, workspace w
    where s.workspace_id = due.workspace_id and s.id = due.id
      and d.workspace_id = s.workspace_id and d.id = s.schedule_id and w.id = s.workspace_id
    returning s.id, s.schedule_id as "scheduleId", s.tries, d.view_id as "viewId", d.parameters,
      d.format, d.skips_empty as "skipsEmpty", d.owner_id as "ownerId", w.time_zone as "timeZone",
      d.removed_at is not null as "isEnded"`.execute(tx)
  const [row] = rows
  if (row === undefined) return null
  await sql`update view_letter set status = 'unknown',
      outcome = 'The process ended while it was handed over: it may have arrived.'
    where workspace_id = ${workspaceId} and sending_id = ${row.id} and status = 'begun'`.execute(tx)
  return { ...row, workspaceId, lease }
}
