import { sql, type RawBuilder } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { ActivityKind } from '../../connectors/index.ts'
import { countsOf } from './kinds.ts'

/** What was told in the campaign that is chosen now: of another one, nothing. */
const TOLD = sql`case when t.turn = excluded.turn then t.told else excluded.told end`

/**
 * The parts of a statement that note what a CRM is to be told of the recipients in its part named
 * `part`: whom it has a record of, by the address as it is used now or was. What was told is never
 * taken back, so that nothing is wished to be less.
 */
export function notes(at: Place, kinds: readonly ActivityKind[]): RawBuilder<unknown> {
  return sql`known as (
      select distinct on (r.campaign_id, r.address_id) r.campaign_id, r.address_id, k.module,
        k.external_id, c.turn, ${countsOf(kinds)} as counts
      from part r
      join told_campaign c on c.workspace_id = r.workspace_id
        and c.connection_id = ${at.connectionId} and c.campaign_id = r.campaign_id
      join person_address u on u.workspace_id = r.workspace_id and u.address_id = r.address_id
      join crm_record k on k.workspace_id = u.workspace_id and k.person_id = u.person_id
        and k.connection_id = ${at.connectionId} and k.deleted_at is null
      order by r.campaign_id, r.address_id, (u.ended_at is null) desc, u.is_primary desc, k.module,
        k.external_id
    ), noted as (
      insert into told_recipient as t (workspace_id, connection_id, campaign_id, address_id,
        module, record_id, wanted, turn)
      select ${at.workspaceId}, ${at.connectionId}, k.campaign_id, k.address_id, k.module,
        k.external_id, k.counts, k.turn
      from known k where 0 < any (k.counts) or exists (select from told_recipient o
        where o.workspace_id = ${at.workspaceId} and o.connection_id = ${at.connectionId}
          and o.campaign_id = k.campaign_id and o.address_id = k.address_id)
      order by k.campaign_id, k.address_id
      on conflict (workspace_id, connection_id, campaign_id, address_id) do update set
        wanted = greater_each(excluded.wanted, ${TOLD}), told = ${TOLD}, turn = excluded.turn,
        module = case when t.begun_at is null then excluded.module else t.module end,
        record_id = case when t.begun_at is null then excluded.record_id else t.record_id end,
        status = case when greater_each(excluded.wanted, ${TOLD}) = ${TOLD} then 'done'
          else 'waiting' end,
        tries = 0, next_try_at = '-infinity', outcome = '', who_must_act = null
      where t.wanted <> greater_each(excluded.wanted, ${TOLD}) or t.turn <> excluded.turn
        or (t.begun_at is null and t.record_id <> excluded.record_id)
    )`
}
