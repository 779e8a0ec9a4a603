-- What events do to people: bounces with their codes, addresses that wore out by soft bounces; rules
-- that make actions, interests and tags of clicks.

-- bounces ---------------------------------------------------------------------------------------

-- The same word may stand for several classes: of two vendors, or beside another status code.
alter table detail
  add column smtp smallint,
  add column enhanced text not null default '',
  -- The vendor sends nothing to such an address any more.
  add column suppresses boolean not null default false;
alter table detail drop column value_hash;
alter table detail add column value_hash uuid not null generated always as (
  md5(case when kind = 'bounce' then value || E'\n' || class || E'\n' || coalesce(smtp::text, '')
    || E'\n' || enhanced || E'\n' || suppresses::text else value end)::uuid) stored;
create unique index detail_value on detail (workspace_id, kind, value_hash);

-- Constant Contact's F and V have classes of their own now. Its owner has to see the rows.
alter table detail no force row level security;
update detail set class = 'full' where kind = 'bounce' and value = 'F' and class = 'soft';
update detail set class = 'auto-reply' where kind = 'bounce' and value = 'V' and class = 'other';
alter table detail force row level security;

-- When an address wears out by soft bounces. Without a row: after five, thirty days apart.
create table bounce_policy (
  workspace_id integer not null references workspace (id),
  -- Null: never.
  soft_times smallint check (soft_times between 2 and 100),
  soft_days smallint not null check (soft_days between 0 and 365),
  primary key (workspace_id)
);
call fence('bounce_policy');

-- Validity is a fold over the events: the newest hard bounce or suppression (bounced_*) after the
-- last time a person confirmed the address; and the soft bounces in a row (soft_*) since the last
-- sign of life, where the policy says that they are enough.
alter table address
  add column bounced_by_suppression boolean not null default false,
  add column soft_count integer not null default 0,
  add column soft_first_at timestamptz,
  -- Of the last of them, with its code and campaign.
  add column soft_last_at timestamptz,
  add column soft_reason text,
  add column soft_campaign_id integer,
  -- When they were enough; null: they are not.
  add column soft_invalid_at timestamptz,
  -- Judged by a batch that may not have seen what another wrote meanwhile: to be judged once more.
  add column soft_judged_at timestamptz,
  drop column is_valid;
alter table address
  add column is_valid boolean not null generated always as (soft_invalid_at is null
    and (bounced_at is null or (confirmed_at is not null and confirmed_at > bounced_at))) stored;
create index address_invalid on address (workspace_id, id) where not is_valid;
create index address_soft on address (workspace_id, id) where soft_count > 0;
create index address_to_judge on address (workspace_id, soft_judged_at)
  where soft_judged_at is not null;

-- What bounced before this rule was there is judged by it.
alter table address no force row level security;
alter table recipient no force row level security;
update address a set soft_judged_at = '-infinity'
  where exists (select from recipient r where r.workspace_id = a.workspace_id
    and r.address_id = a.id and r.first_bounce_at is not null);
alter table recipient force row level security;
alter table address force row level security;

-- complaints ------------------------------------------------------------------------------------

-- Where a complaint holds, only what is transactional may be sent: until an explicit opt-in to
-- everything that is newer. consent/may-write.ts says the same.
create index consent_fact_complaint on consent_fact (workspace_id, address_id, person_id)
  where cause = 'complaint';
create view complained_address with (security_invoker = true) as
  select distinct c.workspace_id, c.address_id
  from consent_fact c
  where c.cause = 'complaint' and not c.opted_in and c.scope = 'everything'
    and c.address_id is not null and not exists (
      select from consent_fact l
      where l.workspace_id = c.workspace_id and l.address_id = c.address_id and l.opted_in
        and l.is_explicit and l.scope = 'everything' and l.occurred_at > c.occurred_at);
create view complained_person with (security_invoker = true) as
  select pa.workspace_id, pa.person_id
  from complained_address c
  join person_address pa on pa.workspace_id = c.workspace_id and pa.address_id = c.address_id
  where pa.ended_at is null
  union
  select c.workspace_id, c.person_id
  from consent_fact c
  where c.cause = 'complaint' and not c.opted_in and c.scope = 'everything'
    and c.person_id is not null and not exists (
      select from consent_fact l
      where l.workspace_id = c.workspace_id and l.person_id = c.person_id and l.opted_in
        and l.is_explicit and l.scope = 'everything' and l.occurred_at > c.occurred_at);

alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check check (kind in
  ('retry', 'ignore', 'reopen', 'read_receipts', 'judge_addresses'));
