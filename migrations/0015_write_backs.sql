-- A wish goes everywhere: what every other connected system must be told, as the state it shall have,
-- kept until it acknowledged.

alter table connection
  -- Not acknowledged for so long after it could first have been told: a problem, and an alarm.
  add column told_within_minutes integer not null default 15
    check (told_within_minutes between 1 and 1440);

-- A connection that can be told. Whoever holds the lease speaks to the system, and nobody else: what
-- is told of one address must not be told in two orders.
create table write_back_lane (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  -- The system's own words for a permission under which it sends nothing.
  unmailable_words text[] not null default '{}',
  -- When what it holds was last read to the end; null: it is not known yet.
  contacts_read_at timestamptz,
  -- Whether that will ever be known.
  reads_contacts boolean not null default false,
  lease_owner text,
  lease_until timestamptz,
  -- The system asked for a pause, or does not let us in: nothing is told before.
  paused_until timestamptz,
  fault text not null default '',
  fault_who text check (fault_who in ('you', 'vendor', 'homing')),
  -- What a person approved counts no more against the cap.
  approved_at timestamptz,
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
-- There is one lane a connection, as long as the connection is there.
revoke delete on write_back_lane from homing_app;

-- One row for a system, an address and a matter, however many facts it came of: the newest counts.
-- What is really told is decided anew at the moment of the call.
create table write_back (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  address_id integer not null,
  kind text not null default 'consent' check (kind in ('consent', 'address')),
  -- Null: everything.
  topic_id integer,
  -- Of a corrected address: the one before.
  from_address_id integer,
  -- out, in: what the newest fact wishes for. moved: the address was corrected.
  wanted text not null check (wanted in ('out', 'in', 'moved')),
  -- Grows with every fact, so that a call that began before it does not settle the row.
  version integer not null default 1,
  status text not null default 'waiting' check (status in
    ('waiting', 'held', 'confirming', 'done', 'not_needed', 'not_permitted', 'refused', 'failed')),
  -- A person's, a colleague's or a program's single wish: it is never held.
  is_single boolean not null,
  caused_by integer,
  caused_at timestamptz not null,
  -- Since when it could have been told.
  due_at timestamptz not null,
  tries integer not null default 0,
  next_try_at timestamptz not null default '-infinity',
  -- Which call that changes something was begun last, and when: it may have been taken even where no
  -- answer came.
  called text check (called in ('opt_out', 'leave', 'resubscribe', 'replace_address')),
  called_at timestamptz,
  -- Goes along where a system keeps a reason, so that our own words are known when they come back.
  mark text not null default substr(gen_random_uuid()::text, 1, 8),
  outcome text not null default '',
  who_must_act text check (who_must_act in ('you', 'vendor', 'homing')),
  -- As it was read back: the system's word; and since when, where it is certain that we did it.
  remote text not null default '',
  remote_at timestamptz,
  acknowledged_at timestamptz,
  settled_at timestamptz,
  held_at timestamptz,
  approved_at timestamptz,
  decided_by text,
  primary key (workspace_id, id),
  unique nulls not distinct (workspace_id, connection_id, address_id, kind, topic_id),
  foreign key (workspace_id, connection_id)
    references write_back_lane (workspace_id, connection_id),
  foreign key (workspace_id, address_id) references address (workspace_id, id) on delete cascade,
  foreign key (workspace_id, from_address_id) references address (workspace_id, id) on delete cascade,
  foreign key (workspace_id, topic_id) references topic (workspace_id, id),
  foreign key (workspace_id, caused_by) references consent_fact (workspace_id, id)
    on delete set null (caused_by),
  check ((kind = 'address') = (from_address_id is not null)),
  check ((kind = 'address') = (wanted = 'moved')),
  check (kind = 'consent' or topic_id is null)
);
create index write_back_due on write_back (workspace_id, connection_id, next_try_at, id)
  where status = 'waiting';
create index write_back_open on write_back (workspace_id, connection_id, status, due_at)
  where status in ('waiting', 'held', 'confirming', 'failed');
create index write_back_acknowledged on write_back (workspace_id, connection_id, acknowledged_at)
  where acknowledged_at is not null;
create index write_back_address on write_back (workspace_id, address_id);
create index write_back_from on write_back (workspace_id, from_address_id)
  where from_address_id is not null;
create index write_back_cause on write_back (workspace_id, caused_by) where caused_by is not null;

-- Addresses that every system shall hold as opted out: what mayWrite answers (consent/), as a set. An
-- ESP's group that stands for no topic yet closes the address here and is told to nobody: what it
-- means elsewhere is not known, and an unsubscription cannot be taken back.
create view address_to_be_out with (security_invoker = true) as
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
  ), of_person as (
    select workspace_id, person_id from consent_wish
    where person_id is not null and scope = 'everything' and not is_unmapped
      and (channel is null or channel = 'email')
    group by workspace_id, person_id
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
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

-- The same for one topic.
create view address_to_leave with (security_invoker = true) as
  with left_it as materialized (
    select workspace_id, person_id, address_id, topic_id from consent_wish
    where scope = 'topic' and topic_id is not null
      and (person_id is null or channel is null or channel = 'email')
    group by workspace_id, person_id, address_id, topic_id
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  ), people as (
    select workspace_id, person_id, topic_id from left_it where person_id is not null
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

call fence('write_back_lane');
call fence('write_back');
