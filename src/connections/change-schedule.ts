import { audit } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { connectorOf } from './connector.ts'
import type { By } from './create.ts'
import { KIND_WORDS, kindsOf, type SyncKind } from './kinds.ts'
import { nextAt, type Rhythm } from './next-at.ts'
import { cannot, scheduleOf, zoneOf } from './schedules.ts'

export interface ScheduleChange {
  isOn?: boolean | undefined
  /** One of the two at most; the other then no longer holds. */
  everyMinutes?: number | undefined
  atMinute?: number | undefined
}

/** Changes when a kind is synced. Throws Refused where the connection has no such schedule. */
export async function changeSchedule(
  homing: Homing,
  by: By,
  at: { connectionId: number; kind: SyncKind },
  change: ScheduleChange,
): Promise<void> {
  if (change.everyMinutes !== undefined && change.atMinute !== undefined) {
    throw new Refused(422, 'A schedule is every so many minutes or at a time of day, not both.', {
      field: 'everyMinutes',
    })
  }
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const before = await lock(tx, homing, at)
    const isMoved = change.everyMinutes !== undefined || change.atMinute !== undefined
    const rhythm = isMoved
      ? { everyMinutes: change.everyMinutes ?? null, atMinute: change.atMinute ?? null }
      : before
    const isOn = change.isOn ?? before.isOn
    // A shorter one counts from now, and a longer one does not put off what is due already.
    const next = nextAt(rhythm, homing.now(), await zoneOf(tx, by.workspaceId))
    await tx
      .updateTable('sync_schedule')
      .set({
        is_on: isOn,
        every_minutes: rhythm.everyMinutes,
        at_minute: rhythm.atMinute,
        ...(isMoved || isOn !== before.isOn ? { next_at: new Date(next) } : {}),
      })
      .where('connection_id', '=', at.connectionId)
      .where('kind', '=', at.kind)
      .execute()
    await audit(tx, {
      actor: by,
      action: 'change_schedule',
      subject: 'connection',
      subjectId: at.connectionId,
      sentence: sentenceOf(before.name, KIND_WORDS[at.kind], isOn ? rhythm : null),
      at: homing.now(),
    })
  })
}

async function lock(tx: Tx, homing: Homing, at: { connectionId: number; kind: SyncKind }) {
  const row = await tx
    .selectFrom('sync_schedule as s')
    .innerJoin('connection as c', (join) =>
      join.onRef('c.workspace_id', '=', 's.workspace_id').onRef('c.id', '=', 's.connection_id'),
    )
    .selectAll('s')
    .select(['c.name', 'c.connector'])
    .where('s.connection_id', '=', at.connectionId)
    .where('s.kind', '=', at.kind)
    .where('c.deleted_at', 'is', null)
    .forUpdate('s')
    .executeTakeFirst()
  if (row === undefined) throw notFound('schedule of connection', at.connectionId)
  const connector = connectorOf(homing, row.connector)
  if (!kindsOf(connector).includes(at.kind)) throw cannot(connector.title, at.kind)
  return { ...scheduleOf(row), name: row.name }
}

/** What of a connection syncs when from now on; null: not by itself. */
function sentenceOf(name: string, what: string, rhythm: Rhythm | null): string {
  if (rhythm === null) return `No longer syncs ${what} of “${name}” by itself.`
  const { everyMinutes, atMinute } = rhythm
  if (everyMinutes !== null) return `Syncs ${what} of “${name}” every ${everyMinutes} minutes.`
  const two = (value: number) => String(value).padStart(2, '0')
  const time = `${two(Math.floor(atMinute! / 60))}:${two(atMinute! % 60)}`
  return `Syncs ${what} of “${name}” at ${time}.`
}
