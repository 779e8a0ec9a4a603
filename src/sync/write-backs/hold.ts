import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import { guard, REMOVALS_FREE } from '../../lists/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Opt-outs of so long count together against the cap: a wrong sync comes in many pages. */
const TOGETHER_HOURS = 24

/** How many a system would lose, of how many it holds. */
export interface Loss {
  /** Null: nobody has read yet what it holds. */
  held: number | null
  /** Addresses it would no longer mail, those of the last day among them. */
  losses: number
  /** Of those: not told yet, and to be held where it is too much. */
  waiting: number
  capPercent: number
  /** Whether what it holds will be known once its contacts are read. */
  willBeRead: boolean
}

/**
 * Holds what other systems told for a person to approve, where it would unsubscribe more than the
 * connection's cap of what its system holds. What people and programs wish for one by one is never
 * held. Nothing is lost meanwhile: the wish holds here at once.
 */
export async function holdTooMany(tx: Tx, at: Place, now: number): Promise<void> {
  const loss = await lossOf(tx, at, now)
  const reason = reasonToHold(loss)
  if (reason === null) {
    if (loss.waiting > 0) await endHeld(tx, at)
    return
  }
  await sql`
    update write_back w set status = 'held', held_at = ${new Date(now)}
    where ${isCandidate(at)} and w.status = 'waiting'`.execute(tx)
  await tellHeld(tx, at, reason)
}

/** Why so many are not told without a person's word; null where they are. Pure. */
export function reasonToHold({ held, losses, waiting, capPercent, willBeRead }: Loss) {
  if (waiting === 0 || losses <= REMOVALS_FREE) return null
  if (held === null) {
    return willBeRead
      ? `${losses} would be unsubscribed, and it is not known yet of how many: the contacts there `
          + 'have not been read. It goes on by itself when they have, if it is not too much.'
      : `${losses} would be unsubscribed, and Homing cannot read of how many.`
  }
  const sizes = { held, wanted: held - losses, removals: losses }
  const decision = guard(sizes, { state: 'complete', refused: 0, told: null }, capPercent)
  if (decision.apply) return null
  return (
    `${losses} of ${held} would be unsubscribed within a day, because other systems say so: `
    + `${Math.round(decision.share)} %, and up to ${capPercent} % go without asking.`
  )
}

/** What a system would lose by what waits for it, as its lane stands. */
export async function lossOf(tx: Tx, at: Place, now: number): Promise<Loss> {
  const since = new Date(now - TOGETHER_HOURS * 3_600_000)
  const { rows } = await sql<{
    is_read: boolean
    reads: boolean
    cap: number
    mailable: number
    told: number
    waiting: number
    known: number
  }>`
    select l.contacts_read_at is not null as is_read, l.reads_contacts as reads,
      c.removals_percent_max as cap,
      (select count(*)::integer from contact k where k.workspace_id = l.workspace_id
        and k.connection_id = l.connection_id and k.gone_at is null
        and k.permission <> all (l.unmailable_words)) as mailable,
      (select count(distinct w.address_id)::integer from write_back w
        where ${isSystems(at)} and w.called = 'opt_out' and w.acknowledged_at > ${since}
          and w.acknowledged_at > coalesce(l.approved_at, '-infinity')
          and w.approved_at is null) as told,
      waits.waiting, waits.known
    from write_back_lane l
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
    cross join lateral (
      select count(distinct w.address_id)::integer as waiting,
        (count(distinct w.address_id) filter (where exists (
          select from contact k where k.workspace_id = w.workspace_id
            and k.connection_id = w.connection_id and k.address_id = w.address_id
            and k.gone_at is null and k.permission <> all (l.unmailable_words))))::integer as known
      from write_back w where ${isCandidate(at)} and w.status in ('waiting', 'held')
    ) waits
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId}`.execute(tx)
  const row = rows[0]!
  return {
    held: row.is_read ? row.mailable + row.told : null,
    losses: row.is_read ? row.known + row.told : row.waiting,
    waiting: row.waiting,
    capPercent: row.cap,
    willBeRead: row.reads,
  }
}

/** What a system told, and nobody has approved. */
function isCandidate(at: Place) {
  return sql`${isSystems(at)} and w.approved_at is null`
}

function isSystems({ workspaceId, connectionId }: Place) {
  return sql`w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}
    and w.kind = 'consent' and w.wanted = 'out' and not w.is_single`
}

/** What held opt-outs of a connection are told under until somebody decides. */
export function heldIdentity({ connectionId }: Pick<Place, 'connectionId'>): string {
  return `held-write-backs:${connectionId}`
}

async function endHeld(tx: Tx, at: Place): Promise<void> {
  await sql`
    update write_back w set status = 'waiting', held_at = null
    where ${isCandidate(at)} and w.status = 'held'`.execute(tx)
  await resolveProblems(tx, at.workspaceId, heldIdentity(at))
}

async function tellHeld(tx: Tx, at: Place, reason: string): Promise<void> {
  await raiseProblems(tx, [
    {
      ...at,
      cause: 'Opt-outs wait for your approval before another system is told',
      sentence: reason,
      remedy:
        'They hold in Homing already. Look at “Going out” on the connection’s page, and approve or '
        + 'refuse them.',
      whoMustAct: 'you',
      identity: heldIdentity(at),
    },
  ])
}
