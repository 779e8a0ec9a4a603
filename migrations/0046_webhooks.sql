-- Webhooks tell other systems of events, consent and validity. See docs/decisions/0025-news-a-batch.md.

alter table webhook_endpoint
  -- What it is told of; those that are there are told of alarms.
  add column types text[] not null default '{alarm.raised,alarm.worsened,alarm.over}',
  -- While a secret is rotated: the one before it, which signs too until then.
  add column sealed_former bytea,
  add column former_until timestamptz,
  -- After failed tries nothing is sent to it before then.
  add column rests_until timestamptz,
  -- Of the last try, of whatever message.
  add column last_status integer,
  add column last_outcome text not null default '',
  add column last_tried_at timestamptz,
  add column delivered bigint not null default 0;

-- What one statement made true, of one type: a row a batch, written with it, and only where an
-- endpoint listens. It names what is there and copies nothing of it.
create table webhook_news (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  type text not null,
  -- Of event.*: the addresses, and with happened and keys the events. Of consent.*: the facts. Of
  -- address.*: the addresses.
  subject_ids integer[] not null,
  happened timestamptz[],
  keys bigint[],
  size integer not null check (size = cardinality(subject_ids) and size > 0),
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, id)
);
create index webhook_news_recorded on webhook_news (workspace_id, recorded_at);
revoke update on webhook_news from homing_app;

-- What an endpoint has still to be told, from which place of it on. Whatever order news comes in and
-- becomes visible in: a row is there until it was made into deliveries.
create table webhook_backlog (
  workspace_id integer not null,
  endpoint_id integer not null,
  news_id integer not null,
  place integer not null default 0,
  primary key (workspace_id, endpoint_id, news_id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoint (workspace_id, id),
  foreign key (workspace_id, news_id) references webhook_news (workspace_id, id) on delete cascade
);
create index webhook_backlog_news on webhook_backlog (workspace_id, news_id);

-- Of news a delivery names its subject, and its body is made when it is sent; of alarms and tests it
-- has a body of its own, and no subject.
alter table webhook_delivery
  add column subject_id integer,
  add column happened_at timestamptz,
  add column event_key bigint;
drop index webhook_delivery_waiting;
create index webhook_delivery_waiting on webhook_delivery (workspace_id, endpoint_id, next_try_at, id)
  where status = 'waiting';

-- Keeps news for whoever listens and answers the endpoints that have to be told; null where nobody
-- listens, at the price of one look at a handful of rows.
create function tell_webhooks(workspace integer, told text, subjects integer[],
    happenings timestamptz[], event_keys bigint[]) returns integer[] language sql volatile as $$
  with listening as materialized (
    select e.id from webhook_endpoint e
    where e.workspace_id = workspace and e.deleted_at is null and told = any(e.types)
  ), news as (
    insert into webhook_news (workspace_id, type, subject_ids, happened, keys, size)
    select workspace, told, subjects, happenings, event_keys, cardinality(subjects)
    where cardinality(subjects) > 0 and exists (select from listening)
    returning id
  ), backlog as (
    insert into webhook_backlog (workspace_id, endpoint_id, news_id)
    select workspace, l.id, n.id from listening l cross join news n
    returning endpoint_id
  )
  select array_agg(endpoint_id) from backlog
$$;

-- Validity is written by several statements, which stay as they are: whichever changes it, it is
-- told. The path of an event switches some joins off; here two short lists are joined.
create function tell_of_validity() returns trigger language plpgsql
  set enable_hashjoin = on as $$
begin
  if not exists (select from webhook_endpoint e
    where e.workspace_id = (select workspace_id from address_now limit 1)
      and e.deleted_at is null and e.types && '{address.invalid,address.valid}') then
    return null;
  end if;
  perform tell_webhooks(c.workspace_id, c.type, c.ids, null, null)
  from (
    select n.workspace_id, array_agg(n.id order by n.id) as ids,
      case when n.is_valid then 'address.valid' else 'address.invalid' end as type
    from address_now n join address_before b on b.workspace_id = n.workspace_id and b.id = n.id
    where n.is_valid <> b.is_valid and n.erased_at is null
    group by n.workspace_id, n.is_valid
  ) c;
  return null;
end $$;
create trigger tell_of_validity after update on address
  referencing old table as address_before new table as address_now
  for each statement execute function tell_of_validity();

call fence('webhook_news');
call fence('webhook_backlog');
