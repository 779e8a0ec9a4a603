import { sql } from 'kysely'
import { audit, type Actor } from '../../accounts/index.ts'
import { stateFacts, type ExternalKind, type NewFact } from '../../consent/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { isOfCampaign, openDoubts, type DoubtFilter } from './open-doubts.ts'

/** Opt-outs decided about in one go at most. */
export const DECIDED_MAX = 10_000
/**
 * An ESP that tells the same wish twice (an event, and the contact's record) dates both so near.
 */
const SAME_WISH_SECONDS = 120

export interface DoubtDecision {
  workspaceId: number
  actor: Actor & object
  /** Epoch milliseconds. */
  now: number
  decision: 'person' | 'machine'
  /** How one knows; needed for "machine", because it lifts. */
  evidence: string
}

export interface Decided {
  /** Opt-outs that are settled by it. */
  decided: number
  /** Of those, lifted: an explicit opt-in was written. */
  lifted: number
  /** Left open: another opt-out, which nobody doubts, holds as well, or its group has no topic. */
  leftAsTheyAre: number
}

/**
 * Settles doubtful opt-outs, those named or those of a campaign and domain. "It was the person":
 * the opt-out stands without a doubt. "It was a machine": an explicit opt-in to the same matter is
 * written, with the evidence, like any that a colleague records; but only where nothing else keeps
 * the address out of it, because many are decided at once, and one of them may have left besides.
 * Audited once.
 */
export async function decideDoubts(
  tx: Tx,
  by: DoubtDecision,
  which: { factIds: readonly number[] } | DoubtFilter,
): Promise<Decided> {
  const isMachine = by.decision === 'machine'
  if (isMachine && by.evidence.trim() === '') {
    throw new Refused(422, 'An opt-out is lifted with evidence only.', {
      field: 'evidence',
      remedy: 'Say how it is known that a machine did it.',
    })
  }
  const chosen = await openOnes(tx, by.workspaceId, which)
  const settled = isMachine ? chosen.filter((one) => !one.isHeldOtherwise) : chosen
  await settle(tx, by, settled)
  if (isMachine) await lift(tx, by, settled)
  const [decided, leftAsTheyAre] = [settled.length, chosen.length - settled.length]
  if (decided > 0) {
    await audit(tx, {
      actor: by.actor,
      action: 'decide_doubtful_opt_outs',
      subject: 'consent',
      subjectId: decided === 1 ? settled[0]!.factId : '',
      sentence: isMachine
        ? `Decided that a machine made ${words(decided)}, and lifted them.`
        : `Decided that people made ${words(decided)}, which stand.`,
      detail: { decision: by.decision, evidence: by.evidence, decided, leftAsTheyAre },
      at: by.now,
    })
  }
  return { decided, lifted: isMachine ? decided : 0, leftAsTheyAre }
}

interface Open {
  factId: number
  addressId: number
  scope: 'everything' | 'topic' | 'address'
  topicId: number | null
  connectionId: number | null
  externalKind: ExternalKind | null
  externalId: string | null
  campaignId: number | null
  isHeldOtherwise: boolean
}

/** Held against a second decision at the same time until the end of the transaction. */
async function openOnes(
  tx: Tx,
  workspaceId: number,
  which: { factIds: readonly number[] } | DoubtFilter,
): Promise<Open[]> {
  await sql`select pg_advisory_xact_lock(hashtext('homing doubts'), ${workspaceId})`.execute(tx)
  const [filter, ids] = 'factIds' in which ? [{}, [...which.factIds]] : [which, null]
  const { rows } = await sql<Open>`
    select f.id as "factId", f.address_id as "addressId", f.scope, f.topic_id as "topicId",
      f.connection_id as "connectionId", f.external_kind as "externalKind",
      f.external_id as "externalId", f.campaign_id as "campaignId",
      ${isHeldOtherwise(filter, ids)} as "isHeldOtherwise"
    ${openDoubts(workspaceId, filter)}
      and (${ids}::integer[] is null or f.id = any(${ids}::integer[]))
    order by f.id limit ${DECIDED_MAX + 1}`.execute(tx)
  if (rows.length > DECIDED_MAX) {
    throw new Refused(422, `${DECIDED_MAX} opt-outs are decided about at most in one go.`, {
      remedy: 'Decide mailing by mailing, or domain by domain.',
    })
  }
  return rows
}

/**
 * Whether another opt-out would be lifted by the same opt-in, that is neither decided about here
 * nor known to be a machine's. An opt-in to everything brings back the address, so an opt-out of
 * the address counts as well. What the same ESP dates so near tells the same wish again. An opt-in
 * to a group that stands for no topic yet would say nothing.
 */
function isHeldOtherwise(filter: DoubtFilter, ids: number[] | null) {
  return sql`(
    exists (
      select from consent_wish x
      join consent_wish o on o.workspace_id = x.workspace_id and o.address_id = x.address_id
        and (o.scope = x.scope and o.topic_id is not distinct from x.topic_id
          or x.scope = 'everything' and o.scope = 'address')
      join consent_fact g on g.workspace_id = o.workspace_id and g.id = o.fact_id
      where x.workspace_id = f.workspace_id and x.fact_id = f.id
        and not o.opted_in and o.fact_id <> f.id
        and not exists (
          select from doubtful_opt_out m
          where m.workspace_id = g.workspace_id and m.fact_id = g.id
            and (m.decision = 'machine' or m.decision is null
              and ${isOfCampaign(sql`g.campaign_id`, filter.campaignId)}
              and (${ids}::integer[] is null or g.id = any(${ids}::integer[]))))
        and not (g.source = f.source and g.cause = f.cause
          and g.connection_id is not distinct from f.connection_id and g.occurred_at between
            f.occurred_at - make_interval(secs => ${SAME_WISH_SECONDS})
            and f.occurred_at + make_interval(secs => ${SAME_WISH_SECONDS}))
        and not exists (
          select from consent_wish i
          where i.workspace_id = o.workspace_id and i.address_id = o.address_id and i.opted_in
            and i.is_explicit and i.occurred_at > o.occurred_at
            and (i.scope = o.scope and i.topic_id is not distinct from o.topic_id
              or o.scope = 'address' and i.scope = 'everything'))
    )
    or exists (
      select from consent_wish w
      where w.workspace_id = f.workspace_id and w.fact_id = f.id and w.is_unmapped)
  )`
}

async function settle(tx: Tx, by: DoubtDecision, settled: Open[]): Promise<void> {
  await sql`
    insert into consent_doubt_decision
      (workspace_id, fact_id, decision, evidence, decided_by, decided_at)
    select ${by.workspaceId}, id, ${by.decision}, ${by.evidence}, ${by.actor.name},
      to_timestamp(${by.now}::bigint / 1000.0)
    from unnest(${settled.map((one) => one.factId)}::integer[]) as f (id)`.execute(tx)
}

async function lift(tx: Tx, by: DoubtDecision, settled: Open[]): Promise<void> {
  const { workspaceId, actor, now, evidence } = by
  const facts = settled.map(
    ({ factId, addressId, scope, topicId, campaignId, ...told }): NewFact => ({
      personId: null,
      addressId,
      scope,
      topicId,
      ...(told.externalId !== null
        && topicId === null && {
          group: {
            connectionId: told.connectionId!,
            kind: told.externalKind!,
            id: told.externalId,
          },
        }),
      optedIn: true,
      isExplicit: true,
      campaignId,
      reason: '',
      evidence: `Not the person's doing: ${evidence}`,
      key: `doubt:${factId}`,
    }),
  )
  await stateFacts(tx, { workspaceId, source: 'user', actor: actor.name, now }, facts)
}

function words(count: number): string {
  return count === 1 ? '1 doubtful opt-out' : `${count} doubtful opt-outs`
}
