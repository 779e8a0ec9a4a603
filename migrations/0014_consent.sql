-- Consent by topic and channel: what a firm writes about, what an ESP's groups and lists stand for,
-- and what is needed before somebody is written to.

create table topic_group (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  name text not null check (length(name) between 1 and 100),
  place integer not null default 0,
  primary key (workspace_id, id)
);
create unique index topic_group_name on topic_group (workspace_id, lower(name));

-- A mailing type that a person may leave without leaving everything. One that is no longer written
-- about is archived, never deleted: what was said of it stands.
create table topic (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  group_id integer,
  name text not null check (length(name) between 1 and 100),
  description text not null default '',
  -- Null: what the firm needs in general.
  consent_needed text check (consent_needed in ('none', 'implied', 'express')),
  place integer not null default 0,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, group_id) references topic_group (workspace_id, id)
);
create unique index topic_name on topic (workspace_id, lower(name)) where archived_at is null;
create index topic_of_group on topic (workspace_id, group_id);
revoke delete on topic from homing_app;

-- What a group, list or category of an ESP stands for, by its id there. A mapping may be retired for
-- what comes, but never goes and never changes its topic: the opt-outs that were read by it would
-- get another meaning, and somebody would be written to who has left.
create table topic_mapping (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  kind text not null check (kind in ('list', 'group', 'category', 'suppression_group')),
  external_id text not null,
  topic_id integer not null,
  -- What the ESP called it when it was last looked at, and before that: a rename is shown until
  -- somebody has taken note.
  name text not null default '',
  former_name text,
  created_by text not null default '',
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  primary key (workspace_id, connection_id, kind, external_id, topic_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id),
  foreign key (workspace_id, topic_id) references topic (workspace_id, id)
);
create index topic_mapping_topic on topic_mapping (workspace_id, topic_id);
revoke update, delete on topic_mapping from homing_app;
grant update (name, former_name, retired_at) on topic_mapping to homing_app;

-- What the firm needs before it writes marketing. Without a row: nothing, as long as nobody objects.
create table consent_policy (
  workspace_id integer not null references workspace (id),
  consent_needed text not null default 'none' check (consent_needed in ('none', 'implied', 'express')),
  -- How long implied consent lasts where nothing else is said (CASL: two years after a purchase),
  -- and how long before its end somebody is told.
  implied_days integer not null default 730 check (implied_days between 1 and 36500),
  notice_days integer not null default 30 check (notice_days between 0 and 365),
  -- Colleagues on the seed list get every mailing, even one they opted out of.
  seed_is_exempt boolean not null default false,
  primary key (workspace_id)
);

create table seed_address (
  workspace_id integer not null references workspace (id),
  address_id integer not null,
  note text not null default '',
  added_by text not null default '',
  added_at timestamptz not null default now(),
  primary key (workspace_id, address_id),
  foreign key (workspace_id, address_id) references address (workspace_id, id) on delete cascade
);

alter table consent_fact
  -- Of a person's fact; null: by every channel. A fact about an address has the address's channel.
  add column channel text check (channel in ('email', 'fax')),
  -- The group at the ESP a topic's fact was stated of, where it is not known by our own topic.
  add column external_kind text
    check (external_kind in ('list', 'group', 'category', 'suppression_group')),
  add column external_id text,
  -- Of an opt-in that was inferred: until when it holds. An opt-out never ends by itself.
  add column expires_at timestamptz,
  -- A complaint is an opt-out that was told as "this is spam".
  add column cause text not null default 'wish' check (cause in ('wish', 'complaint')),
  -- Why it may not have been the person's own doing ("every link was followed within two
  -- seconds"); it holds all the same, until somebody has looked. Empty: no doubt.
  add column doubt text not null default '',
  add foreign key (workspace_id, topic_id) references topic (workspace_id, id),
  add check ((scope = 'topic') = (topic_id is not null or external_id is not null)),
  add check ((external_id is null) = (external_kind is null)),
  add check (external_id is null or connection_id is not null),
  add check (scope <> 'address' or address_id is not null),
  add check (channel is null or person_id is not null),
  add check (expires_at is null or (opted_in and not is_explicit)),
  drop constraint consent_fact_source_check,
  add constraint consent_fact_source_check
    check (source in ('esp', 'user', 'import', 'api', 'crm', 'preference_page'));
create index consent_fact_doubt on consent_fact (workspace_id, occurred_at) where doubt <> '';
create index consent_fact_expiry on consent_fact (workspace_id, expires_at)
  where expires_at is not null;
create index consent_fact_group on consent_fact (workspace_id, connection_id, external_kind, external_id)
  where external_id is not null;

-- The facts as they count: one about an ESP's group is about the topics the group is mapped to. As
-- long as it is mapped to none, an opt-out of it is one of the whole address (or, stated of a
-- person, of everything): the narrowest scope that is safe; an opt-in to it says nothing.
create view consent_wish with (security_invoker = true) as
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
  where not (f.opted_in and f.external_id is not null and f.topic_id is null and m.topic_id is null);

drop view opted_out_person;
drop view opted_out_address;

-- Addresses nobody writes marketing to, by what was said of the address itself. An opt-out holds
-- until an explicit opt-in of its scope, or a wider one, that is newer; at the same time the opt-out
-- holds. is_everywhere: it is one of everything, and so holds for the people who use the address.
create view opted_out_address with (security_invoker = true) as
  select workspace_id, address_id,
    greatest(case when out_all >= in_all then out_all end,
      case when out_here >= in_here then out_here end) as opted_out_at,
    coalesce(out_all >= in_all, false) as is_everywhere
  from (
    select workspace_id, address_id,
      max(occurred_at) filter (where not opted_in and scope = 'everything') as out_all,
      coalesce(max(occurred_at) filter (where opted_in and is_explicit and scope = 'everything'),
        '-infinity') as in_all,
      max(occurred_at) filter (where not opted_in and scope = 'address') as out_here,
      coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity') as in_here
    from consent_wish
    where address_id is not null and scope <> 'topic'
    group by workspace_id, address_id
  ) w
  where out_all >= in_all or out_here >= in_here;

-- People who are opted out of e-mail: by what is known of the person, or of any address now in use.
create view opted_out_person with (security_invoker = true) as
  select workspace_id, person_id
  from consent_wish
  where person_id is not null and scope = 'everything' and (channel is null or channel = 'email')
  group by workspace_id, person_id
  having max(occurred_at) filter (where not opted_in)
    >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  union
  select pa.workspace_id, pa.person_id
  from opted_out_address o
  join address a on a.workspace_id = o.workspace_id and a.id = o.address_id and a.kind = 'email'
  join person_address pa on pa.workspace_id = o.workspace_id and pa.address_id = o.address_id
  where o.is_everywhere and pa.ended_at is null;

call fence('topic_group');
call fence('topic');
call fence('topic_mapping');
call fence('consent_policy');
call fence('seed_address');
