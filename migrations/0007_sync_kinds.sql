-- Kinds of sync, each with its own schedule; runs that wait; what an ESP holds: lists, who is on
-- them, contacts; reads of an account that are compared before anything of them is believed.

-- One row a connection and kind. Either every so many minutes, or once a day at a minute of the
-- firm's own day. next_at moves when the kind is begun and when it is done.
create table sync_schedule (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  kind text not null check (kind in ('opt_outs', 'totals', 'activities', 'lists', 'contacts')),
  is_on boolean not null default true,
  every_minutes integer check (every_minutes between 5 and 10080),
  at_minute integer check (at_minute between 0 and 1439),
  next_at timestamptz not null default now(),
  -- When the kind was last carried out in full over the whole connection.
  last_good_at timestamptz,
  primary key (workspace_id, connection_id, kind),
  check ((every_minutes is null) <> (at_minute is null))
);
create index sync_schedule_due on sync_schedule (workspace_id, next_at) where is_on;

-- The one schedule a connection had becomes that of its news. Its owner has to see the rows.
alter table connection no force row level security;
insert into sync_schedule
  (workspace_id, connection_id, kind, every_minutes, next_at, last_good_at)
select c.workspace_id, c.id, k.kind, c.schedule_minutes, coalesce(c.next_run_at, now()),
  case when k.kind = 'opt_outs' and c.opt_outs_since is null then null else c.last_pull_at end
from connection c
cross join (values ('opt_outs'), ('totals'), ('activities')) k (kind)
where c.deleted_at is null;
alter table connection force row level security;
drop index connection_due;
alter table connection drop column schedule_minutes;
alter table connection drop column next_run_at;

-- A read that takes away more than this share of what is held waits for a person.
alter table connection add column removals_percent_max integer not null default 20
  check (removals_percent_max between 0 and 100);

-- A run is of a set of kinds. Which of their phases are done is kept, so that a run that gave way,
-- waited or was cut off goes on where it stood.
alter table run add column kinds text[] not null default '{opt_outs,totals,activities}';
alter table run alter column kinds drop default;
alter table run add check (cardinality(kinds) > 0
  and kinds <@ array['opt_outs', 'totals', 'activities', 'lists', 'contacts']);
alter table run drop column kind;
alter table run add column phases_done text[] not null default '{}';
-- Null while waiting: until somebody resumes the connection.
alter table run add column waiting_until timestamptz;
-- Faults in a row that cost an attempt; a vendor that asks for a pause costs none.
alter table run add column attempts integer not null default 0;
-- How often a worker took it up: a long run gives way to others now and then.
alter table run add column slices integer not null default 0;
alter table run drop constraint run_status_check;
alter table run add constraint run_status_check
  check (status in ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled'));
drop index run_one_open;
create unique index run_one_open on run (workspace_id, connection_id)
  where status in ('queued', 'running', 'waiting');
create index run_waiting on run (workspace_id, waiting_until) where status = 'waiting';

-- What a run looked at already is not asked again after it gave way. Database time, as a run's.
alter table campaign_identity add column looked_at timestamptz;
alter table campaign add column totals_read_at timestamptz;

-- Requests under way at a vendor that limits how many there may be at once: until when each counts
-- at the latest, so that a process that died frees its own.
alter table pace add column flights timestamptz[] not null default '{}';

-- what an ESP holds ------------------------------------------------------------------------------

create table list (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  external_id text not null,
  name text not null default '',
  -- As the ESP counts them; null where it does not tell.
  members_told integer,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  gone_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, connection_id, external_id)
);

create table list_member (
  workspace_id integer not null references workspace (id),
  list_id integer not null,
  address_id integer not null references address (id) on delete cascade,
  first_seen_at timestamptz not null default now(),
  gone_at timestamptz,
  primary key (workspace_id, list_id, address_id),
  foreign key (workspace_id, list_id) references list (workspace_id, id)
);
create index list_member_address on list_member (workspace_id, address_id);

create table contact (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  address_id integer not null references address (id) on delete cascade,
  external_id text not null,
  first_name text not null default '',
  last_name text not null default '',
  job_title text not null default '',
  company text not null default '',
  -- The ESP's own word for what may be sent.
  permission text not null default '',
  first_seen_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  gone_at timestamptz,
  primary key (workspace_id, connection_id, address_id)
);
create index contact_address on contact (workspace_id, address_id);
revoke delete on list, sync_schedule from homing_app;

-- One read of an account's lists or contacts. Its pages are staged until the last has come; then
-- what was read is compared with what is held, and applied or held for a person to decide.
create table account_read (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  kind text not null check (kind in ('lists', 'contacts')),
  run_id integer references run (id),
  status text not null default 'reading'
    check (status in ('reading', 'applied', 'held', 'refused', 'replaced', 'given_up')),
  cursor text,
  pages integer not null default 0,
  rows_read integer not null default 0,
  -- Rows nobody could read: what they were about must not be taken for gone.
  rows_refused integer not null default 0,
  -- Why it is held, one sentence a reason; the counts of the plan; a sample of what would go.
  reasons text[] not null default '{}',
  counts jsonb not null default '{}',
  sample jsonb not null default '[]',
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  decided_at timestamptz,
  decided_by text,
  primary key (workspace_id, id)
);
create unique index account_read_open on account_read (workspace_id, connection_id, kind)
  where status = 'reading';
create unique index account_read_held on account_read (workspace_id, connection_id, kind)
  where status = 'held';
revoke delete on account_read from homing_app;

create table staged_list (
  workspace_id integer not null references workspace (id),
  read_id integer not null,
  external_id text not null,
  name text not null,
  members_told integer,
  primary key (workspace_id, read_id, external_id),
  foreign key (workspace_id, read_id) references account_read (workspace_id, id)
);

create table staged_contact (
  workspace_id integer not null references workspace (id),
  read_id integer not null,
  address_id integer not null references address (id) on delete cascade,
  external_id text not null,
  first_name text not null,
  last_name text not null,
  job_title text not null,
  company text not null,
  permission text not null,
  -- External ids of the lists the contact is on.
  lists text[] not null,
  primary key (workspace_id, read_id, address_id),
  foreign key (workspace_id, read_id) references account_read (workspace_id, id)
);

call fence('sync_schedule');
call fence('list');
call fence('list_member');
call fence('contact');
call fence('account_read');
call fence('staged_list');
call fence('staged_contact');
