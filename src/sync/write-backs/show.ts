import { sql } from 'kysely'
import { connectorOf, findConnection, type Place } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { unmarked } from './compare-validity.ts'
import { lossOf, reasonToHold } from './hold.ts'
import { mismatches } from './reconcile.ts'

const REASONS_MAX = 10
const SAMPLE_MAX = 10
/** "Today" is the last so many hours: everybody's day ends at another time. */
const TODAY_HOURS = 24

/** What goes out over a connection, as screens, API and CLI show it. Times are ISO 8601. */
export interface GoingOut {
  /** False: its connector cannot be told, and nothing of this is there. */
  canBeTold: boolean
  /** How the system behaves, for people. */
  rules: string[]
  waiting: number
  /** Since when the oldest of them waits. */
  waitingSince: string | null
  acknowledged: number
  /** Asked to confirm: the person must act. */
  confirming: number
  /** Tried, and not taken. */
  failing: { reason: string; whoMustAct: 'you' | 'vendor' | 'homing'; count: number }[]
  held: { count: number; reason: string; sample: string[]; heldAt: string } | null
  /** Nothing is told before, and why. */
  pausedUntil: string | null
  fault: string
}

/** What a connection’s system has been told and will be told. Changes nothing. */
export async function showGoingOut(tx: Tx, homing: Homing, at: Place): Promise<GoingOut> {
  const connection = await findConnection(tx, at.connectionId)
  const { consent, validity } = connectorOf(homing, connection.connector)
  const now = homing.now()
  const since = new Date(now - TODAY_HOURS * 3_600_000)
  const { rows } = await sql<Counts>`
    select
      count(*) filter (where w.status = 'waiting')::integer as waiting,
      min(w.due_at) filter (where w.status = 'waiting') as since,
      count(*) filter (where w.acknowledged_at > ${since})::integer
        as acknowledged,
      count(*) filter (where w.status = 'confirming')::integer as confirming,
      count(*) filter (where w.status = 'held')::integer as held,
      max(w.held_at) filter (where w.status = 'held') as "heldAt",
      min(l.paused_until) as "pausedUntil", coalesce(min(l.fault), '') as fault
    from write_back_lane l
    left join write_back w on w.workspace_id = l.workspace_id
      and w.connection_id = l.connection_id
    where l.workspace_id = ${at.workspaceId}
      and l.connection_id = ${at.connectionId}`.execute(tx)
  const counts = rows[0]!
  const isPaused = counts.pausedUntil !== null && counts.pausedUntil.getTime() > now
  return {
    canBeTold: consent !== undefined,
    rules: [
      ...(consent ? [consent.rules.optOut, consent.rules.leave, consent.rules.resubscribe] : []),
      ...(validity ? [validity.rules.invalid, validity.rules.valid] : []),
    ].filter(isTold),
    waiting: counts.waiting,
    waitingSince: counts.since?.toISOString() ?? null,
    acknowledged: counts.acknowledged,
    confirming: counts.confirming,
    failing: await failing(tx, at),
    held: counts.held === 0 ? null : await held(tx, at, { ...counts, now }),
    pausedUntil: isPaused ? counts.pausedUntil!.toISOString() : null,
    fault: isPaused ? counts.fault : '',
  }
}

interface Counts {
  waiting: number
  since: Date | null
  acknowledged: number
  confirming: number
  held: number
  heldAt: Date | null
  pausedUntil: Date | null
  fault: string
}

async function failing(tx: Tx, at: Place): Promise<GoingOut['failing']> {
  const { rows } = await sql<GoingOut['failing'][number]>`
    select outcome as reason, coalesce(who_must_act, 'homing') as "whoMustAct",
      count(*)::integer as count
    from write_back
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and (status = 'failed' or (status = 'waiting' and tries > 0))
    group by 1, 2 order by count desc, reason limit ${REASONS_MAX}`.execute(tx)
  return rows
}

async function held(tx: Tx, at: Place, of: { held: number; heldAt: Date | null; now: number }) {
  const { rows } = await sql<{ address: string }>`
    select a.address from write_back w
    join address a on a.workspace_id = w.workspace_id and a.id = w.address_id
    where w.workspace_id = ${at.workspaceId} and w.connection_id = ${at.connectionId}
      and w.status = 'held'
    order by w.id limit ${SAMPLE_MAX}`.execute(tx)
  const reason = reasonToHold(await lossOf(tx, at, of.now))
  return {
    count: of.held,
    reason: reason ?? 'They are no longer too many, and go on by themselves.',
    sample: rows.map((row) => row.address),
    heldAt: of.heldAt!.toISOString(),
  }
}

function isTold(sentence: string | undefined): sentence is string {
  return sentence !== undefined
}

/** What would be told now, nothing of it done: how many of each kind, and some of whom. */
export interface PlannedWriteBacks {
  /** False: nobody has read yet what the system holds, and only what waits is counted. */
  isCompared: boolean
  verbs: { verb: PlannedVerb; count: number; sample: string[] }[]
  /** Why the opt-outs among them would wait for a person; null where they would not. */
  heldBecause: string | null
}
export type PlannedVerb =
  'opt_out' | 'leave' | 'resubscribe' | 'replace_address' | 'erase' | 'invalidate' | 'validate'

/** The dry run: what waits, and what a comparison with the contacts as they were read would add. */
export async function planWriteBacks(tx: Tx, at: Place, now: number): Promise<PlannedWriteBacks> {
  const { rows: lanes } = await sql<{ isCompared: boolean }>`
    select contacts_read_at is not null as "isCompared" from write_back_lane
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}`.execute(tx)
  const { rows } = await sql<{ verb: PlannedVerb; count: number; sample: string[] }>`
    with planned as (
      select w.address_id, case w.wanted when 'in' then 'resubscribe'
        when 'moved' then 'replace_address' when 'gone' then 'erase'
        when 'invalid' then 'invalidate' when 'valid' then 'validate'
        else case when w.topic_id is null then 'opt_out' else 'leave' end end as verb
      from write_back w
      left join contact k on k.workspace_id = w.workspace_id
        and k.connection_id = w.connection_id
        and k.address_id = coalesce(w.from_address_id, w.address_id)
      join write_back_lane l on l.workspace_id = w.workspace_id
        and l.connection_id = w.connection_id
      where w.workspace_id = ${at.workspaceId} and w.connection_id = ${at.connectionId}
        and w.status in ('waiting', 'held')
        and (k.address_id is null or k.gone_at is not null or w.topic_id is not null
          or w.kind <> 'consent'
          or (k.permission <> all (l.unmailable_words)) = (w.wanted = 'out'))
      union
      select m.address_id, case when m.topic_id is null then 'opt_out' else 'leave' end
      from (${mismatches(at)}) m
      where not exists (select from write_back r where r.workspace_id = ${at.workspaceId}
        and r.connection_id = ${at.connectionId} and r.address_id = m.address_id
        and r.topic_id is not distinct from m.topic_id and r.status = 'refused')
      union
      select u.address_id, case u.wanted when 'valid' then 'validate' else 'invalidate' end
      from (${unmarked(at)}) u
    )
    select p.verb, count(*)::integer as count,
      (array_agg(a.address order by a.address))[1:${SAMPLE_MAX}::integer] as sample
    from planned p
    join address a on a.workspace_id = ${at.workspaceId} and a.id = p.address_id
    group by p.verb order by p.verb`.execute(tx)
  return {
    isCompared: lanes[0]?.isCompared ?? false,
    verbs: rows,
    heldBecause: lanes.length === 0 ? null : reasonToHold(await lossOf(tx, at, now)),
  }
}
