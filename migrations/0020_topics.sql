-- Topics at work: mappings that end for what comes, who left a topic, and what imports said of consent.

revoke delete on topic_group from homing_app;
revoke delete on consent_policy from homing_app;

-- A mapping that was retired goes on giving their meaning to the facts that were read by it; what is
-- recorded later stands for no topic by it. Both times are the database's own.
create or replace view consent_wish with (security_invoker = true) as
  select f.workspace_id, f.id as fact_id, f.person_id, f.address_id, f.opted_in, f.is_explicit,
    f.occurred_at, f.expires_at, f.channel, f.cause, f.external_id is not null
      and f.topic_id is null and m.topic_id is null as is_unmapped,
    coalesce(f.topic_id, m.topic_id) as topic_id,
    case when f.scope <> 'topic' or f.topic_id is not null or m.topic_id is not null then f.scope
      when f.address_id is null then 'everything' else 'address' end as scope
  from consent_fact f
  left join topic_mapping m on f.topic_id is null and m.workspace_id = f.workspace_id
    and m.connection_id = f.connection_id and m.kind = f.external_kind
    and m.external_id = f.external_id
    and (m.retired_at is null or f.recorded_at <= m.retired_at)
  where not (f.opted_in and f.external_id is not null and f.topic_id is null and m.topic_id is null);

-- Which topics people have left, by e-mail: by what is known of the person, or of any address now in
-- use. Each topic is judged by itself: only its own explicit opt-in lifts.
create view opted_out_topic with (security_invoker = true) as
  select workspace_id, topic_id, person_id
  from consent_wish
  where person_id is not null and scope = 'topic' and (channel is null or channel = 'email')
  group by workspace_id, topic_id, person_id
  having max(occurred_at) filter (where not opted_in)
    >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
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

-- Facts of a topic of ours are found by it; there are few beside those of everything.
create index consent_fact_topic on consent_fact (workspace_id, topic_id) where topic_id is not null;

-- What the rows of an import said of consent, and how many opt-outs they lift.
alter table import
  add column consent_express integer not null default 0,
  add column consent_implied integer not null default 0,
  add column consent_out integer not null default 0,
  add column consent_lifts integer not null default 0;
