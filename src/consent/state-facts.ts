import { sql } from 'kysely'
import { newsOfFacts, wakeLanes, wakeWebhooks, writeBacksOf } from '../outbox/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Channel, Scope } from './decide.ts'

/** Who says something, through which door. */
export interface Saying {
  workspaceId: number
  source: 'user' | 'import' | 'api' | 'crm' | 'preference_page'
  /** The name of the colleague or program; null where the person said it. */
  actor: string | null
  /** Epoch milliseconds. */
  now: number
}

/** A fact to be written. Of a person or of an address: one of the two is null. */
export interface NewFact {
  personId: number | null
  addressId: number | null
  scope: Scope
  topicId?: number | null
  /** The ESP's group it is about, where that is all that is known. */
  group?: { connectionId: number; kind: ExternalKind; id: string }
  channel?: Channel | null
  optedIn: boolean
  /** An explicit opt-in lifts; one that was inferred may expire. */
  isExplicit?: boolean
  /** Epoch milliseconds. */
  expiresAt?: number | null
  /** When it was said, where that is told; epoch milliseconds. Without it: now, see stateFacts. */
  occurredAt?: number
  cause?: 'wish' | 'complaint'
  doubt?: string
  /** The mailing whose link it was said by, where one is known. */
  campaignId?: number | null
  reason: string
  evidence: string
  /** The same saying told twice has the same one; subject, scope and time are added to it. */
  key: string
  /** Nobody knows when it was said: the same words are one saying for ever, whenever told. */
  isUndated?: boolean
}

export type ExternalKind = 'list' | 'group' | 'category' | 'suppression_group'

/**
 * Writes what was said and what every other system must be told of it, in one statement, and
 * answers how much of it was new. A saying without a time takes effect now, even where an ESP's
 * clock is ahead of ours and its fact looks newer: then it takes the time of that fact (an opt-out
 * wins the tie), or just after it. One whose time is told is weighed at that time.
 */
export async function stateFacts(
  tx: Tx,
  { workspaceId, source, actor, now }: Saying,
  facts: readonly NewFact[],
): Promise<number> {
  if (facts.length === 0) return 0
  const { rows } = await sql<{ written: number; told: number[] | null; heard: number[] | null }>`
    with written as (
      insert into consent_fact (workspace_id, person_id, address_id, scope, topic_id, channel,
        connection_id, external_kind, external_id, opted_in, is_explicit, expires_at, cause, doubt,
        campaign_id, occurred_at, source, reason, evidence, actor, natural_key)
      select ${workspaceId}, f.person_id, f.address_id, f.scope, f.topic_id, f.channel,
        f.connection_id, f.external_kind, f.external_id, f.opted_in, f.is_explicit,
        to_timestamp(f.expires_ms / 1000.0), f.cause, f.doubt,
        f.campaign_id, moment.at, ${source}::text, f.reason,
        f.evidence, ${actor}::text,
        concat_ws(':', f.key, coalesce('p' || f.person_id, 'a' || f.address_id), f.scope,
          coalesce(f.topic_id::text, f.external_id),
          case when f.is_undated then 'undated' else extract(epoch from moment.at)::text end)
      from jsonb_to_recordset(${JSON.stringify(facts.map(rowOf))}::jsonb) as f (person_id integer,
        address_id integer, scope text, topic_id integer, channel text, connection_id integer,
        external_kind text, external_id text, opted_in boolean, is_explicit boolean,
        expires_ms bigint, occurred_ms bigint, is_undated boolean, cause text, doubt text,
        campaign_id integer, reason text, evidence text, key text)
      cross join lateral (
        select coalesce(to_timestamp(f.occurred_ms / 1000.0),
          greatest(to_timestamp(${now}::bigint / 1000.0), max(o.occurred_at)
            + case when f.opted_in then interval '1 ms' else interval '0' end)) as at
        from (
          select occurred_at, opted_in from consent_fact
          where workspace_id = ${workspaceId} and person_id = f.person_id
            and f.address_id is null and f.occurred_ms is null
          union all
          select occurred_at, opted_in from consent_fact
          where workspace_id = ${workspaceId} and address_id = f.address_id
            and f.occurred_ms is null
        ) o
        where o.opted_in <> f.opted_in
      ) as moment
      on conflict (workspace_id, natural_key) do nothing
      returning *
    ), told as (${writeBacksOf(workspaceId, now)}),
    heard as (${newsOfFacts(workspaceId)})
    select (select count(*)::integer from written) as written,
      (select array_agg(distinct connection_id) from told) as told,
      (select array_agg(distinct id) from heard, unnest(endpoint_ids) as id) as heard`.execute(tx)
  const { written, told, heard } = rows[0]!
  await wakeLanes(tx, workspaceId, told ?? [])
  await wakeWebhooks(tx, workspaceId, heard ?? [])
  return written
}

function rowOf(fact: NewFact) {
  return {
    person_id: fact.personId,
    address_id: fact.addressId,
    scope: fact.scope,
    topic_id: fact.topicId ?? null,
    channel: fact.channel ?? null,
    connection_id: fact.group?.connectionId ?? null,
    external_kind: fact.group?.kind ?? null,
    external_id: fact.group?.id ?? null,
    opted_in: fact.optedIn,
    is_explicit: fact.isExplicit ?? false,
    expires_ms: fact.expiresAt ?? null,
    occurred_ms: fact.occurredAt ?? null,
    is_undated: fact.isUndated ?? false,
    cause: fact.cause ?? 'wish',
    doubt: fact.doubt ?? '',
    campaign_id: fact.campaignId ?? null,
    reason: fact.reason,
    evidence: fact.evidence,
    key: fact.key,
  }
}
