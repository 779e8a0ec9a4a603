-- What was stated of a person who was merged holds for who stands for it: in what every system shall
-- hold, and in who has left a topic, as it does in opted_out_person. Each is judged by itself.

create or replace view address_to_be_out with (security_invoker = true) as
  with of_address as materialized (
    select workspace_id, address_id, coalesce(out_all >= in_all, false) as is_everywhere
    from (
      select workspace_id, address_id,
        max(occurred_at) filter (where not opted_in and scope = 'everything') as out_all,
        coalesce(max(occurred_at) filter (where opted_in and is_explicit and scope = 'everything'),
          '-infinity') as in_all,
        max(occurred_at) filter (where not opted_in and scope = 'address') as out_here,
        coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity') as in_here
      from consent_wish
      where address_id is not null and scope <> 'topic' and not is_unmapped
      group by workspace_id, address_id
    ) w
    where out_all >= in_all or out_here >= in_here
  ), stated as (
    select workspace_id, person_id from consent_wish
    where person_id is not null and scope = 'everything' and not is_unmapped
      and (channel is null or channel = 'email')
    group by workspace_id, person_id
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  ), of_person as (
    select p.workspace_id, coalesce(p.merged_into, p.id) as person_id
    from stated s join person p on p.workspace_id = s.workspace_id and p.id = s.person_id
    union
    select pa.workspace_id, pa.person_id
    from of_address o
    join address a on a.workspace_id = o.workspace_id and a.id = o.address_id and a.kind = 'email'
    join person_address pa on pa.workspace_id = o.workspace_id and pa.address_id = o.address_id
    where o.is_everywhere and pa.ended_at is null
  )
  select o.workspace_id, o.address_id
  from of_address o
  join address a on a.workspace_id = o.workspace_id and a.id = o.address_id and a.kind = 'email'
  union
  select p.workspace_id, pa.address_id
  from of_person p
  join person_address pa on pa.workspace_id = p.workspace_id and pa.person_id = p.person_id
    and pa.ended_at is null
  join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id and a.kind = 'email';

create or replace view address_to_leave with (security_invoker = true) as
  with left_it as materialized (
    select workspace_id, person_id, address_id, topic_id from consent_wish
    where scope = 'topic' and topic_id is not null
      and (person_id is null or channel is null or channel = 'email')
    group by workspace_id, person_id, address_id, topic_id
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  ), people as (
    select p.workspace_id, coalesce(p.merged_into, p.id) as person_id, s.topic_id
    from left_it s join person p on p.workspace_id = s.workspace_id and p.id = s.person_id
    union
    select l.workspace_id, pa.person_id, l.topic_id
    from left_it l
    join address a on a.workspace_id = l.workspace_id and a.id = l.address_id and a.kind = 'email'
    join person_address pa on pa.workspace_id = l.workspace_id and pa.address_id = l.address_id
    where pa.ended_at is null
  )
  select l.workspace_id, l.address_id, l.topic_id
  from left_it l
  join address a on a.workspace_id = l.workspace_id and a.id = l.address_id and a.kind = 'email'
  union
  select p.workspace_id, pa.address_id, p.topic_id
  from people p
  join person_address pa on pa.workspace_id = p.workspace_id and pa.person_id = p.person_id
    and pa.ended_at is null
  join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id and a.kind = 'email';

create or replace view opted_out_topic with (security_invoker = true) as
  select p.workspace_id, s.topic_id, coalesce(p.merged_into, p.id) as person_id
  from (
    select workspace_id, topic_id, person_id
    from consent_wish
    where person_id is not null and scope = 'topic' and (channel is null or channel = 'email')
    group by workspace_id, topic_id, person_id
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  ) s
  join person p on p.workspace_id = s.workspace_id and p.id = s.person_id
  union
  select pa.workspace_id, o.topic_id, pa.person_id
  from (
    select workspace_id, topic_id, address_id
    from consent_wish
    where address_id is not null and scope = 'topic'
    group by workspace_id, topic_id, address_id
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  ) o
  join address a on a.workspace_id = o.workspace_id and a.id = o.address_id and a.kind = 'email'
  join person_address pa on pa.workspace_id = o.workspace_id and pa.address_id = o.address_id
  where pa.ended_at is null;

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
    and not exists (
      select from consent_fact l
      where l.workspace_id = c.workspace_id and l.person_id = c.person_id and l.opted_in
        and l.is_explicit and l.scope = 'everything' and l.occurred_at > c.occurred_at);
