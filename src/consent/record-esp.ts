import { sql } from 'kysely'
import { holdUsers } from '../people/index.ts'
import { newsOfFacts, wakeLanes, wakeWebhooks, writeBacksOf } from '../outbox/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { carryLateOptOuts } from './late-opt-outs.ts'
import type { ExternalKind } from './state-facts.ts'

/** An opt-out as an ESP, or a CRM, told it. */
export interface EspOptOut {
  addressId: number
  /** Epoch milliseconds; null where no date was told: it holds from now on. */
  occurredAt: number | null
  reason: string
  connectionId: number
  /** What kind of system told it; absent: an ESP. */
  source?: 'esp' | 'crm'
  campaignId: number | null
  /** A complaint is told as "this is spam". */
  cause: 'wish' | 'complaint'
  /** The group, list or category it is about, by its id at the ESP; absent: everything. */
  group?: { kind: ExternalKind; id: string }
  /** What we told along with an opt-out of ours, where the ESP tells it back. */
  mark?: string | undefined
  /** The same happening learnt twice has the same one. */
  naturalKey: string
}

/**
 * Writes opt-outs an ESP or a CRM told, and what every other system must be told of them, however
 * many, in one statement; what is known already is left as it is. Answers how many were new. They
 * are about the address, and so about everyone who uses it, or did when they were said.
 *
 * What we told it ourselves comes home as an opt-out there, and is no new wish: it would outlive
 * the day the person comes back. It is known by our mark, where we know of a call and the person
 * was not taken back there since (the mark may stand beside a later leaving, or be of a call that a
 * backup knows nothing of), by the moment that was read back after the call, or, where no moment is
 * told, by standing there since our call, as long as no read of all contacts since has seen the
 * address mailed there; in doubt it is kept.
 */
export async function recordEspOptOuts(
  tx: Tx,
  workspaceId: number,
  facts: readonly EspOptOut[],
  now: number,
): Promise<number> {
  if (facts.length === 0) return 0
  const whose = new Set(facts.map((fact) => fact.addressId))
  await holdUsers(tx, workspaceId, [...whose])
  const { rows } = await sql<Written>`
    with written as (
      insert into consent_fact (workspace_id, address_id, scope, opted_in, occurred_at, source,
        connection_id, campaign_id, reason, cause, external_kind, external_id, natural_key)
      select ${workspaceId}, address_id,
        case when group_id is null then 'everything' else 'topic' end,
        false, to_timestamp(coalesce(ms, ${now}::bigint) / 1000.0), source, connection_id,
        campaign_id, reason, cause, group_kind, group_id, natural_key
      from unnest(
        ${facts.map((fact) => fact.addressId)}::integer[],
        ${facts.map((fact) => fact.occurredAt)}::bigint[],
        ${facts.map((fact) => fact.reason)}::text[],
        ${facts.map((fact) => fact.connectionId)}::integer[],
        ${facts.map((fact) => fact.source ?? 'esp')}::text[],
        ${facts.map((fact) => fact.campaignId)}::integer[],
        ${facts.map((fact) => fact.cause)}::text[],
        ${facts.map((fact) => fact.group?.kind ?? null)}::text[],
        ${facts.map((fact) => fact.group?.id ?? null)}::text[],
        ${facts.map((fact) => fact.naturalKey)}::text[],
        ${facts.map((fact) => fact.mark ?? null)}::text[]
      ) as f (address_id, ms, reason, connection_id, source, campaign_id, cause, group_kind,
        group_id, natural_key, mark)
      where f.campaign_id is not null or not exists (
        select from write_back w
        where w.workspace_id = ${workspaceId} and w.connection_id = f.connection_id
          and w.address_id = f.address_id
          and (w.remote_at = to_timestamp(f.ms / 1000.0)
            or (w.is_ours and w.kind = 'consent' and w.topic_id is null
              and f.ms is null and f.group_id is null and f.cause = 'wish'
              and not exists (select from contact k
                join write_back_lane l on l.workspace_id = k.workspace_id
                  and l.connection_id = k.connection_id
                where k.workspace_id = w.workspace_id and k.connection_id = w.connection_id
                  and k.address_id = w.address_id and k.gone_at is null
                  and k.permission <> all (l.unmailable_words)
                  and l.contacts_read_at > w.called_at))
            or (w.mark = f.mark and w.called is not null
              and not (w.called = 'resubscribe' and w.status = 'done'
                and w.called_at < to_timestamp(coalesce(f.ms, ${now}::bigint) / 1000.0)))))
      order by natural_key
      on conflict do nothing
      returning *
    ), told as (${writeBacksOf(workspaceId, now)}),
    heard as (${newsOfFacts(workspaceId)})
    select (select count(*)::integer from written) as written,
      (select array_agg(distinct address_id) from written) as "addressIds",
      (select array_agg(distinct connection_id) from told) as told,
      (select array_agg(distinct id) from heard, unnest(endpoint_ids) as id) as heard`.execute(tx)
  const { written, addressIds: left, told, heard } = rows[0]!
  await wakeLanes(tx, workspaceId, told ?? [])
  await wakeWebhooks(tx, workspaceId, heard ?? [])
  if (left !== null) {
    await carryLateOptOuts(tx, { workspaceId, connectionId: facts[0]!.connectionId, now }, left)
  }
  return written
}

interface Written {
  written: number
  /** Whose they are; null: none is new. */
  addressIds: number[] | null
  told: number[] | null
  heard: number[] | null
}
