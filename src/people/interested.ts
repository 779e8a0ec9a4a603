import { sql, type RawBuilder } from 'kysely'

/** People with one of these interests (a select of ids): stated, or raised by their clicks. */
export function interestedIn(
  workspaceId: number,
  interests: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    select coalesce(p.merged_into, p.id) as person_id from person_interest s
    join person p on p.workspace_id = s.workspace_id and p.id = s.person_id
    where s.workspace_id = ${workspaceId} and s.interest_id in (${interests})
      and s.ended_at is null
    union
    ${whoseClicksRaised(workspaceId, (outcome) => sql`${outcome}.interest_id in (${interests})`)}`
}

/**
 * People whose clicks raised something; which says what, of an outcome of a click rule or of a
 * customer_action. The links lead to who clicked them by way of the campaigns, which the keys begin
 * with; only then are the clicks looked at one by one.
 */
export function whoseClicksRaised(
  workspaceId: number,
  which: (outcome: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    select pa.person_id
    from (
      select distinct r.address_id
      from click_outcome o
      join link_match m on m.workspace_id = o.workspace_id and m.rule_id = o.rule_id
      join campaign_count k on k.workspace_id = o.workspace_id and k.kind = 4
      cross join lateral (
        select r.address_id from recipient_link r
        where r.workspace_id = ${workspaceId} and r.campaign_id = k.campaign_id
          and r.link_id = m.link_id and r.human_clicks > 0
        offset 0
      ) r
      where o.workspace_id = ${workspaceId} and ${which(sql`o`)}
    ) clicked
    join person_address pa on pa.workspace_id = ${workspaceId}
      and pa.address_id = clicked.address_id
    where exists (select from customer_action a where a.workspace_id = ${workspaceId}
      and a.address_id = clicked.address_id and ${which(sql`a`)})`
}
