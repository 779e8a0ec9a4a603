/** How far a campaign's ESP has come: what its worker writes down, and who may work on it. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { RemoteMailing } from '../../connectors/index.ts'
import type { Database, Tx } from '../../platform/database/index.ts'
import { addIdentities } from './identities.ts'
import type { Difference, Draft } from './draft.ts'
import { REPLACED } from './unanswered.ts'

/** A campaign whose worker is silent this long is taken by another. */
const LEASE_SECONDS = 120
/** Campaigns a tick hands out at most; the next tick takes the others. */
const DUE_MAX = 50

interface At {
  workspaceId: number
  campaignId: number
}

/** The sole right to tell an ESP of one campaign. Time is the database's. */
export class MailingLease {
  readonly at: At
  readonly #database: Database
  readonly #owner = randomUUID()

  private constructor(database: Database, at: At) {
    this.#database = database
    this.at = at
  }

  /** Null where another worker has it. */
  static async take(database: Database, at: At): Promise<MailingLease | null> {
    const lease = new MailingLease(database, at)
    const { rows } = await database.inWorkspace(at.workspaceId, (tx) =>
      sql`
        update campaign_draft set lease_owner = ${lease.#owner}, lease_until = ${until()}
        where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}
          and (lease_until is null or lease_until < clock_timestamp())
        returning 1`.execute(tx),
    )
    return rows.length > 0 ? lease : null
  }

  /** A transaction of whoever holds it, and renews it; null, with nothing written, for others. */
  async within<T>(work: (tx: Tx) => Promise<T>): Promise<{ of: T } | null> {
    return this.#database.inWorkspace(this.at.workspaceId, async (tx) => {
      const { rows } = await sql`
        update campaign_draft set lease_until = ${until()} where ${this.#isMine()}
        returning 1`.execute(tx)
      return rows.length === 0 ? null : { of: await work(tx) }
    })
  }

  async release(): Promise<void> {
    await this.#database.inWorkspace(this.at.workspaceId, (tx) =>
      sql`
        update campaign_draft set lease_owner = null, lease_until = null
        where ${this.#isMine()}`.execute(tx),
    )
  }

  #isMine() {
    return sql`workspace_id = ${this.at.workspaceId} and campaign_id = ${this.at.campaignId}
      and lease_owner = ${this.#owner}`
  }
}

function until() {
  return sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`
}

/** Campaigns that need a worker now: there is something to tell, or a sending to look at. */
export async function mailingsDue(tx: Tx, workspaceId: number, now: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select d.campaign_id as id from campaign_draft d
    join connection n on n.workspace_id = d.workspace_id and n.id = d.connection_id
    where d.workspace_id = ${workspaceId} and n.deleted_at is null and n.status = 'active'
      and ((d.telling = 'waiting' and d.next_try_at <= ${new Date(now)})
        or d.look_at <= ${new Date(now)})
      and (d.lease_until is null or d.lease_until < clock_timestamp())
    order by coalesce(d.look_at, d.next_try_at), d.campaign_id
    limit ${DUE_MAX}`.execute(tx)
  return rows.map((row) => row.id)
}

/** Written before the call, so that what it makes is known even if its answer never comes. */
export async function beginCreating(tx: Tx, at: At, now: number): Promise<void> {
  await set(tx, at, sql`create_called_at = coalesce(create_called_at, ${new Date(now)})`)
}

/** Nothing was made: the call was refused. */
export async function forgetCreating(tx: Tx, at: At): Promise<void> {
  await set(tx, at, sql`create_called_at = null`)
}

/** Kept before the call that schedules: it may be taken even where no answer comes. */
export async function beginScheduling(tx: Tx, at: At, now: number): Promise<void> {
  await set(tx, at, sql`schedule_called_at = ${new Date(now)}`)
}

/** The ESP's campaign is ours from now on, with its mails. */
export async function keepIdentity(
  tx: Tx,
  draft: Draft,
  remote: Pick<RemoteMailing, 'id' | 'activities'>,
): Promise<void> {
  const { workspaceId, campaignId, connectionId } = draft
  await addIdentities(
    tx,
    { workspaceId, campaignId, connectionId: connectionId!, role: '' },
    remote,
  )
  await set(tx, draft, sql`create_called_at = null`)
}

/**
 * Another draft stands for the one the ESP has: that one keeps its identity here, marked, and is
 * taken away there once the new one holds.
 */
export async function takeReplacement(
  tx: Tx,
  at: At & { connectionId: number },
  remote: Pick<RemoteMailing, 'id' | 'activities'>,
): Promise<void> {
  // The discovery of campaigns may have met it first.
  const known = await sql`
    select from campaign_draft d join campaign_identity i
      on i.workspace_id = d.workspace_id and i.campaign_id = d.campaign_id
      and i.connection_id = ${at.connectionId} and i.kind = 'campaign'
      and i.external_id = ${remote.id} and i.role <> ${REPLACED}
    where d.workspace_id = ${at.workspaceId} and d.campaign_id = ${at.campaignId}
    for update of d`.execute(tx)
  if (known.rows.length > 0) return set(tx, at, sql`create_called_at = null`)
  const { rows } = await sql<{ id: string }>`
    update campaign_identity set role = ${REPLACED}
    where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}
      and role <> ${REPLACED} and not (kind = 'campaign' and external_id = ${remote.id})
    returning case when kind = 'campaign' then external_id end as id`.execute(tx)
  const former = rows.flatMap(({ id }) => id ?? [])
  await set(
    tx,
    at,
    sql`replaced = replaced + 1, create_called_at = null,
      to_remove = to_remove || ${former}::text[]`,
  )
  await addIdentities(tx, { ...at, role: '' }, remote)
}

/** A campaign that was replaced is gone at the ESP. */
export async function forgetReplaced(tx: Tx, at: At, externalId: string): Promise<void> {
  await set(tx, at, sql`to_remove = array_remove(to_remove, ${externalId})`)
}

export interface Settled {
  /** As it was read; null: there is none. */
  remote: RemoteMailing | null
  differences: Difference[]
  outcome: string
  /** Present where somebody is needed. */
  failure?: { remedy: string; whoMustAct: 'you' | 'vendor' | 'homing' }
  /** Whether the ESP holds the version that was looked at. */
  isHeld: boolean
  now: number
}

/** How long after the moment of sending it is looked at again. */
const LOOK_AGAIN_MS = 60_000

/**
 * What a worker found in the end. Nothing of it settles a wish that came meanwhile: then the next
 * turn goes on. What could not be had is a draft again, as far as wishes go.
 */
export async function settleTelling(tx: Tx, draft: Draft, settled: Settled): Promise<void> {
  const { remote, now } = settled
  await set(
    tx,
    draft,
    sql`held_at = ${new Date(now)}, held_status = ${remote?.status ?? 'gone'},
      held_send_at = ${dateOf(remote?.scheduledFor ?? null)},
      told_version = case when ${settled.isHeld} then ${draft.version} else told_version end,
      differences = ${JSON.stringify(settled.differences)}::jsonb,
      look_at = ${dateOf(nextLook(remote, now))}, tries = 0`,
  )
  await endWish(tx, draft, settled)
  const isGivenUp = remote === null && draft.wish === 'discarded'
  await sql`
    update campaign set status = ${remote?.status ?? (isGivenUp ? 'removed' : 'draft')},
      updated_at = coalesce(${dateOf(remote?.updatedAt ?? null)}, updated_at)
    where workspace_id = ${draft.workspaceId} and id = ${draft.campaignId}`.execute(tx)
}

/** It was refused, or tried for too long: somebody is needed. What the ESP holds is not told. */
export async function failTelling(
  tx: Tx,
  draft: Draft,
  of: { outcome: string; failure: NonNullable<Settled['failure']> },
): Promise<void> {
  await endWish(tx, draft, of)
}

async function endWish(
  tx: Tx,
  draft: Draft,
  { outcome, failure }: Pick<Settled, 'outcome' | 'failure'>,
): Promise<void> {
  const isOver = failure !== undefined || draft.wish === 'unscheduled'
  const wish = isOver && draft.wish !== 'kept' ? 'drafted' : draft.wish
  await sql`
    update campaign_draft set outcome = ${outcome}, remedy = ${failure?.remedy ?? ''},
      who_must_act = ${failure?.whoMustAct ?? null}::text,
      telling = ${failure === undefined ? 'idle' : 'failed'}, wish = ${wish}, tries = 0
    where workspace_id = ${draft.workspaceId} and campaign_id = ${draft.campaignId}
      and wishes = ${draft.wishes} and telling = 'waiting'`.execute(tx)
}

/** When a sending is looked at: at its moment, and while it goes on. Pure. */
function nextLook(remote: RemoteMailing | null, now: number): number | null {
  if (remote === null) return null
  if (remote.status === 'scheduled') {
    const moment = remote.scheduledFor ?? now
    // The longer it is late, the more seldom it is looked at.
    return Math.max(moment, now) + Math.max(LOOK_AGAIN_MS, (now - moment) / 10)
  }
  return remote.status === 'sending' ? now + LOOK_AGAIN_MS : null
}

/** A try that failed and is made again by itself. */
export async function putOffTelling(
  tx: Tx,
  draft: Draft,
  of: { outcome: string; nextTryAt: number; whoMustAct: 'you' | 'vendor' | 'homing' },
): Promise<void> {
  await set(
    tx,
    draft,
    sql`tries = tries + 1, next_try_at = ${new Date(of.nextTryAt)}, outcome = ${of.outcome},
      who_must_act = ${of.whoMustAct},
      look_at = case when look_at is not null then ${new Date(of.nextTryAt)}::timestamptz end`,
  )
}

async function set(tx: Tx, at: At, columns: ReturnType<typeof sql>): Promise<void> {
  await sql`
    update campaign_draft set ${columns}
    where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}`.execute(tx)
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms)
}
