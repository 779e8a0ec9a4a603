-- Views that are sent by e-mail: when, as what, to whom; and what became of each sending. The file
-- itself is made when it is sent and kept nowhere.

-- Whether views may be sent to addresses of others than users; without a row they may not.
create table view_policy (
  workspace_id integer primary key references workspace (id),
  mails_outside boolean not null
);

create table view_schedule (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  -- A saved view's number, or the word of one that ships.
  view_id text not null,
  -- Values by the keys of the view's parameters.
  parameters jsonb not null default '{}',
  format text not null check (format in ('csv', 'xlsx', 'pdf')),
  every text not null check (every in ('day', 'week', 'month')),
  -- Of a week 1 (Monday) to 7; of a month 1 to 31, its last day where it is shorter.
  on_day smallint check (on_day between 1 and 31),
  -- By the firm's clocks.
  at_hour smallint not null check (at_hour between 0 and 23),
  skips_empty boolean not null,
  -- The user, or the API key, whose eyes it sees with, and its name when that was settled.
  owner_id text not null,
  owner text not null,
  -- Stopped: it cannot be carried out any more, for this reason, until somebody changes it.
  status text not null default 'active' check (status in ('active', 'paused', 'stopped')),
  reason text not null default '',
  next_at timestamptz not null,
  version integer not null default 1,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  check ((every = 'day') = (on_day is null)),
  check (every <> 'week' or on_day <= 7)
);
create index view_schedule_due on view_schedule (workspace_id, next_at)
  where status = 'active' and removed_at is null;
create index view_schedule_of_view on view_schedule (workspace_id, view_id, id)
  where removed_at is null;
revoke delete on view_schedule from homing_app;

-- Whom it is sent to: users, whose address is looked up when it is sent, and addresses of others.
create table view_reader (
  workspace_id integer not null,
  schedule_id integer not null,
  -- The user's id, or the address in small letters.
  reader text not null,
  user_id text,
  address text,
  primary key (workspace_id, schedule_id, reader),
  foreign key (workspace_id, schedule_id) references view_schedule (workspace_id, id),
  foreign key (workspace_id, user_id) references membership on delete cascade,
  check ((user_id is null) <> (address is null))
);
create index view_reader_user on view_reader (workspace_id, user_id);

-- One moment at which a schedule was due, or somebody pressed Send now: there once, whatever
-- process finds it.
create table view_sending (
  id integer generated always as identity,
  workspace_id integer not null,
  schedule_id integer not null,
  due_at timestamptz not null,
  is_by_hand boolean not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'empty', 'failed')),
  -- Rows of the file, and whether it was too large and a link went instead.
  row_count integer,
  is_linked boolean not null default false,
  outcome text not null default '',
  tries integer not null default 0,
  next_try_at timestamptz not null,
  lease_owner uuid,
  lease_until timestamptz,
  created_at timestamptz not null,
  settled_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, schedule_id, due_at),
  foreign key (workspace_id, schedule_id) references view_schedule (workspace_id, id)
);
create index view_sending_waiting on view_sending (workspace_id, next_try_at)
  where status = 'waiting';

-- One mail of a sending. What was begun and has no outcome may be with its reader: it is not sent
-- again.
--   waiting ──▶ begun ──▶ sent | failed | waiting (not taken, tried again)
--                 └─ whoever sent it died ─▶ unknown
create table view_letter (
  workspace_id integer not null,
  sending_id integer not null,
  reader text not null,
  user_id text,
  address text,
  message_id uuid not null default gen_random_uuid(),
  status text not null default 'waiting'
    check (status in ('waiting', 'begun', 'sent', 'failed', 'unknown')),
  begun_at timestamptz,
  outcome text not null default '',
  primary key (workspace_id, sending_id, reader),
  foreign key (workspace_id, sending_id) references view_sending (workspace_id, id)
    on delete cascade,
  foreign key (workspace_id, user_id) references membership on delete cascade
);
create index view_letter_user on view_letter (workspace_id, user_id);

call fence('view_policy');
call fence('view_schedule');
call fence('view_reader');
call fence('view_sending');
call fence('view_letter');
