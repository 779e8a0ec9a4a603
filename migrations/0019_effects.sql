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
  ('retry', 'ignore', 'reopen', 'read_receipts', 'judge_addresses', 'match_links'));

-- clicks ----------------------------------------------------------------------------------------

create table interest (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  code text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$'),
  name text not null check (length(name) between 1 and 100),
  -- Null: the firm's. After so many days a point is worth half.
  half_life_days integer check (half_life_days between 1 and 3650),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index interest_code on interest (workspace_id, lower(code));
revoke delete on interest from homing_app;

-- Without a row: ninety days, and no rule was ever made.
create table interest_policy (
  workspace_id integer not null references workspace (id),
  half_life_days integer not null default 90 check (half_life_days between 1 and 3650),
  -- Grows with every change of a rule; a link is matched with the rules up to its own version.
  rules_version integer not null default 0,
  primary key (workspace_id)
);

-- Which links count for what. A rule's conditions and outcomes never change: changing one ends the
-- row and makes another, so that what was raised under the old one stays explained.
create table click_rule (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  name text not null check (length(name) between 1 and 100),
  -- Conditions; an empty one holds for every link.
  host text not null default '' check (length(host) <= 200),
  path text not null default '' check (length(path) <= 200),
  parameter text not null default '' check (length(parameter) <= 200),
  parameter_value text not null default '' check (length(parameter_value) <= 200),
  campaign_id integer,
  -- Clicks of this time count. Null: from the first; to the last.
  applies_from timestamptz,
  applies_until timestamptz,
  version integer not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id),
  check (host <> '' or path <> '' or parameter <> '' or campaign_id is not null),
  check (applies_until > applies_from)
);

create table click_outcome (
  workspace_id integer not null references workspace (id),
  rule_id integer not null,
  place smallint not null,
  kind text not null check (kind in ('action', 'interest', 'tag')),
  -- Of an action or a tag.
  name text not null default '' check (length(name) <= 100),
  interest_id integer,
  points integer not null default 0 check (points between -1000 and 1000),
  primary key (workspace_id, rule_id, place),
  foreign key (workspace_id, rule_id) references click_rule (workspace_id, id) on delete cascade,
  foreign key (workspace_id, interest_id) references interest (workspace_id, id),
  check ((kind = 'interest') = (interest_id is not null) and (kind = 'interest') = (name = ''))
);
create index click_outcome_interest on click_outcome (workspace_id, interest_id)
  where interest_id is not null;

-- derived: which links fit which rules. Matching happens once for each link and rule, beside the
-- path of an event, which knows nothing of it.
alter table link add column rules_version integer not null default 0;
create index link_to_match on link (workspace_id, rules_version, id);
create table link_match (
  workspace_id integer not null,
  link_id integer not null,
  rule_id integer not null,
  primary key (workspace_id, link_id, rule_id),
  foreign key (workspace_id, rule_id) references click_rule (workspace_id, id) on delete cascade
);
create index link_match_rule on link_match (workspace_id, rule_id, link_id);

-- What a person's clicks amount to: one line for each click, rule and outcome. Never stored: a click
-- whose verdict changes to machine is gone from here with it, and there is nothing to rebuild.
create view customer_action with (security_invoker = true) as
  select e.workspace_id, e.address_id, e.occurred_at, e.key, e.campaign_id, e.link_id,
    r.id as rule_id, r.name as rule, o.place, o.kind, o.name, o.interest_id, o.points
  from event e
  join link_match m on m.workspace_id = e.workspace_id and m.link_id = e.link_id
  join click_rule r on r.workspace_id = m.workspace_id and r.id = m.rule_id
    and (r.campaign_id is null or r.campaign_id = e.campaign_id)
    and (r.applies_from is null or e.occurred_at >= r.applies_from)
    and (r.applies_until is null or e.occurred_at < r.applies_until)
  join click_outcome o on o.workspace_id = r.workspace_id and o.rule_id = r.id
  where e.kind = 4 and not exists (
    select from verdict v where v.workspace_id = e.workspace_id and v.address_id = e.address_id
      and v.occurred_at = e.occurred_at and v.key = e.key);

-- What was said of a person's interests, beside what the clicks show.
create table person_interest (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  person_id integer not null,
  interest_id integer not null,
  points integer not null check (points between 1 and 1000),
  source text not null check (source in ('user', 'api', 'import')),
  stated_by text not null,
  stated_at timestamptz not null,
  note text not null default '' check (length(note) <= 500),
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references person (workspace_id, id) on delete cascade,
  foreign key (workspace_id, interest_id) references interest (workspace_id, id)
);
create index person_interest_person on person_interest (workspace_id, person_id);
create index person_interest_interest on person_interest (workspace_id, interest_id)
  where ended_at is null;

call fence('interest');
call fence('interest_policy');
call fence('click_rule');
call fence('click_outcome');
call fence('link_match');
call fence('person_interest');
