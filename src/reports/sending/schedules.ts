import { sql } from 'kysely'
import { audit, hiddenFrom, permissionsOf, roleOf } from '../../accounts/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { bound, type GivenValues } from '../definitions/index.ts'
import type { FileFormat } from '../files/write.ts'
import type { ChangeBy } from '../save.ts'
import { viewById } from '../saved.ts'
import { nextDue, type Rhythm } from './due.ts'
import { listSchedules, scheduleById, type Schedule } from './kept-schedules.ts'
import { mailsOutside } from './policy.ts'

/** Schedules of one view at most. */
const SCHEDULES_MAX = 50

/** Whom a view is sent to: a user, or an address of somebody else. */
export type Reader = { userId: string } | { address: string }

export interface ScheduleWords extends Rhythm {
  parameters: GivenValues
  format: FileFormat
  /** Nothing is sent where nothing is found. */
  skipsEmpty: boolean
  readers: Reader[]
  isPaused: boolean
  /** Whose eyes it sees with, where that is not who asks: administrators may say so. */
  ownerId?: string | undefined
}

/** Has a view sent by e-mail from now on. Audited. */
export async function makeSchedule(
  tx: Tx,
  change: ChangeBy,
  viewId: string,
  words: ScheduleWords,
): Promise<Schedule> {
  const { workspaceId, now, actor } = change
  const owner = await ownerOf(tx, change, words.ownerId)
  const view = await fit(tx, owner, viewId, words)
  const { items } = await listSchedules(
    tx,
    { id: actor.id, role: 'administrator' },
    {
      ...{ viewId, limit: SCHEDULES_MAX },
    },
  )
  if (items.length >= SCHEDULES_MAX) {
    throw new Refused(409, `“${view.name}” is sent in ${SCHEDULES_MAX} ways already.`, {
      remedy: 'Change one of them, or end one.',
    })
  }
  const { rows } = await sql<{ id: number }>`
    insert into view_schedule (workspace_id, view_id, parameters, format, every, on_day, at_hour,
      skips_empty, owner_id, owner, status, next_at, created_at)
    values (${workspaceId}, ${viewId}, ${JSON.stringify(words.parameters)}::jsonb, ${words.format},
      ${words.every}, ${words.onDay}, ${words.atHour}, ${words.skipsEmpty}, ${owner.id},
      ${owner.name}, ${words.isPaused ? 'paused' : 'active'},
      ${await nextOf(tx, workspaceId, words, now)}, ${new Date(now)})
    returning id`.execute(tx)
  const { id } = rows[0]!
  await keepReaders(tx, workspaceId, id, words.readers)
  await tell(tx, change, {
    subjectId: id,
    action: 'make_view_schedule',
    sentence: `Has “${view.name}” sent by e-mail.`,
  })
  return scheduleById(tx, { id: actor.id, role: 'administrator' }, id)
}

/** Changes one, of the version that was read; one that was stopped goes on. Audited. */
export async function changeSchedule(
  tx: Tx,
  change: ChangeBy,
  id: number,
  { version, ...words }: ScheduleWords & { version: number },
): Promise<Schedule> {
  const { workspaceId, now, actor } = change
  const before = await scheduleById(tx, actor, id)
  const owner = await ownerOf(tx, change, words.ownerId ?? before.ownerId)
  const view = await fit(tx, owner, before.viewId, words)
  const { rows } = await sql`
    update view_schedule set parameters = ${JSON.stringify(words.parameters)}::jsonb,
      format = ${words.format}, every = ${words.every}, on_day = ${words.onDay},
      at_hour = ${words.atHour}, skips_empty = ${words.skipsEmpty}, owner_id = ${owner.id},
      owner = ${owner.name}, status = ${words.isPaused ? 'paused' : 'active'}, reason = '',
      next_at = ${await nextOf(tx, workspaceId, words, now)}, version = version + 1
    where workspace_id = ${workspaceId} and id = ${id} and version = ${version}
    returning 1`.execute(tx)
  if (rows.length === 0) {
    throw new Refused(409, 'It was changed by somebody else meanwhile.', {
      field: 'version',
      remedy: 'Look at it as it is now, and change it again.',
    })
  }
  await keepReaders(tx, workspaceId, id, words.readers)
  await tell(tx, change, {
    subjectId: id,
    action: 'change_view_schedule',
    sentence: `Changed how “${view.name}” is sent.`,
  })
  return scheduleById(tx, { id: actor.id, role: 'administrator' }, id)
}

/** Ends one for good; what was sent stays told. Audited. */
export async function removeSchedule(tx: Tx, change: ChangeBy, id: number): Promise<void> {
  await scheduleById(tx, change.actor, id)
  await sql`update view_schedule set removed_at = ${new Date(change.now)}
    where workspace_id = ${change.workspaceId} and id = ${id}`.execute(tx)
  await tell(tx, change, {
    subjectId: id,
    action: 'end_view_schedule',
    sentence: 'Ended the sending of a view by e-mail.',
  })
}

/**
 * The view as the owner sees it now, and the fields hidden from them; refuses where they may not
 * see or export it, or it was put away. For whoever makes a schedule, and for every sending of it.
 */
export async function viewForOwner(tx: Tx, owner: { id: string }, viewId: string, now: number) {
  const standing = await roleOf(tx, owner.id, now)
  if (standing === null) throw new Refused(409, 'Its owner has no account here any more.')
  if (!permissionsOf(standing.role).has('export')) {
    throw new Refused(409, 'Its owner may not export any more.')
  }
  const view = await viewById(tx, { id: owner.id, role: standing.role }, viewId)
  if (view.archivedAt !== null) throw new Refused(409, `“${view.name}” was archived.`)
  return { view, hidden: await hiddenFrom(tx, standing.role) }
}

interface Owner {
  workspaceId: number
  id: string
  name: string
  now: number
}

async function ownerOf(
  tx: Tx,
  { workspaceId, actor, now }: ChangeBy,
  ownerId?: string,
): Promise<Owner> {
  const id = ownerId ?? actor.id
  if (id !== actor.id && actor.role !== 'administrator') {
    throw new Refused(403, 'Only administrators say who else owns a schedule.', {
      field: 'ownerId',
    })
  }
  const standing = await roleOf(tx, id, now)
  if (standing === null) {
    throw new Refused(422, 'A schedule is a user’s, or an API key’s: it sees what they see.', {
      ...{ field: 'ownerId', remedy: 'Name the user whose it is to be.' },
    })
  }
  return { workspaceId, id, name: standing.name, now }
}

/** Refuses what could not be carried out. */
async function fit(tx: Tx, owner: Owner, viewId: string, words: ScheduleWords) {
  const { view } = await viewForOwner(tx, owner, viewId, owner.now)
  const [fault] = bound(view.definition, words.parameters).faults
  if (fault !== undefined) {
    throw new Refused(422, fault.reason, { field: fault.path.join('.') })
  }
  const isOutside = words.readers.some((reader) => 'address' in reader)
  if (isOutside && !(await mailsOutside(tx, owner.workspaceId))) {
    throw new Refused(422, 'Views are sent to users of Homing only.', {
      ...{ field: 'readers', remedy: 'An administrator may allow other addresses.' },
    })
  }
  return view
}

async function keepReaders(tx: Tx, workspaceId: number, id: number, readers: Reader[]) {
  const rows = readers.map((one) =>
    'userId' in one
      ? { reader: one.userId, user_id: one.userId, address: null }
      : { reader: one.address.toLowerCase(), user_id: null, address: one.address },
  )
  await sql`delete from view_reader
    where workspace_id = ${workspaceId} and schedule_id = ${id}`.execute(tx)
  const { rows: kept } = await sql`
    insert into view_reader (workspace_id, schedule_id, reader, user_id, address)
    select ${workspaceId}, ${id}, r.reader, r.user_id, r.address
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(reader text, user_id text, address text)
    where r.user_id is null or exists (select from membership m
      where m.workspace_id = ${workspaceId} and m.user_id = r.user_id)
    on conflict do nothing returning 1`.execute(tx)
  if (kept.length === 0) {
    throw new Refused(422, 'Nobody is left to send it to.', { field: 'readers' })
  }
}

async function nextOf(tx: Tx, workspaceId: number, rhythm: Rhythm, now: number): Promise<Date> {
  const { time_zone: timeZone } = await tx
    .selectFrom('workspace')
    .select('time_zone')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return new Date(nextDue(now, rhythm, timeZone))
}

async function tell(
  tx: Tx,
  { actor, now }: ChangeBy,
  told: { subjectId: number; action: string; sentence: string },
): Promise<void> {
  await audit(tx, { ...told, actor, subject: 'view_schedule', at: now })
}
