-- A complaint is about mail: what a person says of fax neither makes one nor lifts it.
-- consent/may-write.ts says the same.
create or replace view complained_person with (security_invoker = true) as
  select pa.workspace_id, pa.person_id
  from complained_address c
  join person_address pa on pa.workspace_id = c.workspace_id and pa.address_id = c.address_id
  where pa.ended_at is null
  union
  select p.workspace_id, coalesce(p.merged_into, p.id) as person_id
  from consent_fact c
  join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
  where c.cause = 'complaint' and not c.opted_in and c.scope = 'everything'
    and (c.channel is null or c.channel = 'email')
    and not exists (
      select from consent_fact l
      where l.workspace_id = c.workspace_id and l.person_id = c.person_id and l.opted_in
        and l.is_explicit and l.scope = 'everything' and l.occurred_at > c.occurred_at
        and (l.channel is null or l.channel = 'email'));
