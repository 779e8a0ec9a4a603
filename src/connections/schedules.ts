/** When each kind of a connection is synced: one row a kind, in the firm's own time. */
import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { connectorOf } from './connector.ts'
import { KIND_WORDS, kindsOf, SYNC_KINDS, type SyncKind } from './kinds.ts'
import { nextAt, type Rhythm } from './next-at.ts'
import type { Place } from './sealed.ts'

/** Times in epoch ms. */
export interface Schedule extends Rhythm {
  kind: SyncKind
  isOn: boolean
  /** Meaningful where the schedule is on and the connection active. */
  nextAt: number
  lastGoodAt: number | null
}

/** News often; what the account holds once in the night, when nobody waits for the requests. */
const USUAL: Record<SyncKind, Rhythm> = {
  opt_outs: { everyMinutes: 30, atMinute: null },
  people: { everyMinutes: 30, atMinute: null },
  totals: { everyMinutes: 30, atMinute: null },
  activities: { everyMinutes: 30, atMinute: null },
  lists: { everyMinutes: null, atMinute: 2 * 60 },
  contacts: { everyMinutes: null, atMinute: 2 * 60 },
}

/**
 * Gives every connection of the workspace the schedules its connector has parts for and it does not
 * have yet: a new connection, or one whose connector learnt something. They are due at once.
 */
export async function ensureSchedules(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  const offered = homing.connectors.flatMap((connector) =>
    kindsOf(connector).map((kind) => ({ connector: connector.id, kind, ...USUAL[kind] })),
  )
  await sql`
    insert into sync_schedule
      (workspace_id, connection_id, kind, every_minutes, at_minute, next_at)
    select c.workspace_id, c.id, o.kind, o.every_minutes, o.at_minute, ${new Date(homing.now())}
    from unnest(${offered.map((one) => one.connector)}::text[],
      ${offered.map((one) => one.kind)}::text[],
      ${offered.map((one) => one.everyMinutes)}::integer[],
      ${offered.map((one) => one.atMinute)}::integer[])
      as o (connector, kind, every_minutes, at_minute)
    join connection c on c.workspace_id = ${workspaceId} and c.connector = o.connector
    where c.deleted_at is null and not exists (
      select from sync_schedule s where s.workspace_id = c.workspace_id
        and s.connection_id = c.id and s.kind = o.kind)
    on conflict do nothing`.execute(tx)
}

/** The schedules of connections, by connection, in the order of SYNC_KINDS. */
export async function schedulesOf(
  tx: Tx,
  connectionIds: readonly number[],
): Promise<Map<number, Schedule[]>> {
  const found = new Map<number, Schedule[]>(connectionIds.map((id) => [id, []]))
  if (connectionIds.length === 0) return found
  const rows = await tx
    .selectFrom('sync_schedule')
    .selectAll()
    .where('connection_id', 'in', [...connectionIds])
    .execute()
  for (const row of rows) found.get(row.connection_id)!.push(scheduleOf(row))
  for (const schedules of found.values()) schedules.sort((a, b) => placeOf(a) - placeOf(b))
  return found
}

/**
 * Claims the kinds of a connection that are due: each moves to its next time, so that no other
 * worker begins them too. Answers them; none where nothing is due any more.
 */
export async function claimDueKinds(tx: Tx, homing: Homing, at: Place): Promise<SyncKind[]> {
  const now = homing.now()
  const due = await tx
    .selectFrom('sync_schedule')
    .selectAll()
    .where('connection_id', '=', at.connectionId)
    .where('is_on', '=', true)
    .where('next_at', '<=', new Date(now))
    .forUpdate()
    .execute()
  await moveOn(tx, due.map(scheduleOf), { ...at, now })
  return due.map((row) => row.kind)
}

/** Somebody asked for kinds: until their next time the schedule does not ask for them again. */
export async function claimKinds(
  tx: Tx,
  homing: Homing,
  at: Place & { kinds: readonly SyncKind[] },
): Promise<void> {
  const rows = await tx
    .selectFrom('sync_schedule')
    .selectAll()
    .where('connection_id', '=', at.connectionId)
    .where('kind', 'in', [...at.kinds])
    .execute()
  await moveOn(tx, rows.map(scheduleOf), { ...at, now: homing.now() })
}

/** A kind was carried out in full: it counts from now when it comes again. */
export async function markGood(tx: Tx, homing: Homing, at: Place & { kind: SyncKind }) {
  const now = homing.now()
  const row = await tx
    .updateTable('sync_schedule')
    .set({ last_good_at: new Date(now) })
    .where('connection_id', '=', at.connectionId)
    .where('kind', '=', at.kind)
    .returningAll()
    .executeTakeFirst()
  if (row !== undefined) await moveOn(tx, [scheduleOf(row)], { ...at, now })
}

/** A kind is due no earlier than a moment (epoch ms): the vendor takes no more before. */
export async function putOffKind(
  tx: Tx,
  at: { connectionId: number; kind: SyncKind },
  until: number,
): Promise<void> {
  await tx
    .updateTable('sync_schedule')
    .set({ next_at: new Date(until) })
    .where('connection_id', '=', at.connectionId)
    .where('kind', '=', at.kind)
    .execute()
}

/** Everything of a connection is due now: it was just authorised, or resumed. */
export async function makeDue(tx: Tx, connectionId: number): Promise<void> {
  await tx
    .updateTable('sync_schedule')
    .set({ next_at: sql<Date>`least(next_at, now())` })
    .where('connection_id', '=', connectionId)
    .execute()
}

/** The kinds among wanted (all, where none are named) that a connector can sync. Throws Refused. */
export function offeredKinds(
  homing: Pick<Homing, 'connectors'>,
  connectorId: string,
  wanted: readonly SyncKind[],
): SyncKind[] {
  const connector = connectorOf(homing, connectorId)
  const offered = kindsOf(connector)
  if (wanted.length === 0) return offered
  const missing = wanted.find((kind) => !offered.includes(kind))
  if (missing !== undefined) throw cannot(connector.title, missing)
  return [...wanted]
}

/** Why a kind cannot be synced. */
export function cannot(title: string, kind: SyncKind): Refused {
  return new Refused(409, `Homing cannot sync ${KIND_WORDS[kind]} of ${title}.`, {
    field: 'kinds',
  })
}

async function moveOn(
  tx: Tx,
  schedules: readonly Schedule[],
  at: Place & { now: number },
): Promise<void> {
  if (schedules.length === 0) return
  const zone = await zoneOf(tx, at.workspaceId)
  for (const schedule of schedules) {
    await putOffKind(
      tx,
      { connectionId: at.connectionId, kind: schedule.kind },
      nextAt(schedule, at.now, zone),
    )
  }
}

/** The firm's time zone. */
export async function zoneOf(tx: Tx, workspaceId: number): Promise<string> {
  const row = await tx
    .selectFrom('workspace')
    .select('time_zone')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return row.time_zone
}

/** A row as the rest of Homing sees it. */
export function scheduleOf(row: {
  kind: SyncKind
  is_on: boolean
  every_minutes: number | null
  at_minute: number | null
  next_at: Date
  last_good_at: Date | null
}): Schedule {
  return {
    kind: row.kind,
    isOn: row.is_on,
    everyMinutes: row.every_minutes,
    atMinute: row.at_minute,
    nextAt: row.next_at.getTime(),
    lastGoodAt: row.last_good_at?.getTime() ?? null,
  }
}

function placeOf({ kind }: Schedule): number {
  return SYNC_KINDS.indexOf(kind)
}
