-- An audience goes out: intended changes of an ESP's lists, from the choice to what became of each
-- person. Put on and take off are the only verbs: nobody is unsubscribed, suppressed or deleted.

-- A connection whose lists can be filled. Whoever holds the lease speaks to the ESP about its lists, so
-- that one list is never told two things at once.
create table push_lane (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  -- More removals of a list than this share of its members wait for a person.
  removals_percent_max integer not null default 5 check (removals_percent_max between 0 and 100),
  lease_owner text,
  lease_until timestamptz,
  paused_until timestamptz,
  fault text not null default '',
  fault_who text check (fault_who in ('you', 'vendor', 'homing')),
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
revoke delete on push_lane from homing_app;

-- draft -> planning -> planned | held -> approved -> running <-> paused -> done | failed | cancelled
create table push (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  -- Chosen one by one on a person's or an organization's page, or selected from all people.
  cause text not null check (cause in ('memberships', 'selection')),
  -- Whoever is on one of its lists and was not chosen is taken off.
  is_exact boolean not null default false,
  -- Begins by itself once it is planned, where nothing holds it.
  starts_itself boolean not null default false,
  status text not null default 'draft' check (status in ('draft', 'planning', 'planned', 'held',
    'approved', 'running', 'paused', 'done', 'failed', 'cancelled')),
  -- Why it waits for a person, one sentence a reason.
  reasons text[] not null default '{}',
  -- When what the ESP holds had been read to the end, as the plan took it; null: never.
  compared_with timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  planned_at timestamptz,
  approved_by text,
  approved_at timestamptz,
  started_at timestamptz,
  cancelled_by text,
  ended_at timestamptz,
  outcome text not null default '',
  -- Of the list that is read back: how far.
  reading_list_id integer,
  reading_cursor text,
  next_look_at timestamptz not null default '-infinity',
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references push_lane (workspace_id, connection_id)
);
create index push_of_connection on push (workspace_id, connection_id, id);
create index push_open on push (workspace_id, connection_id, next_look_at, id)
  where status in ('planning', 'approved', 'running');
create index push_held on push (workspace_id, id) where status = 'held';

-- A bulk job at the ESP. Written before the call and named after it: what is found calling was cut off,
-- and is asked for again, which changes nothing more.
create table push_job (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  push_id integer not null,
  list_id integer not null,
  verb text not null check (verb in ('put_on', 'put_known_on', 'take_off')),
  status text not null default 'calling'
    check (status in ('calling', 'ordered', 'done', 'failed', 'late', 'split', 'empty')),
  external_id text,
  people integer not null,
  percent integer,
  errors integer,
  barred integer,
  tries integer not null default 0,
  ordered_at timestamptz,
  ended_at timestamptz,
  outcome text not null default '',
  primary key (workspace_id, id),
  foreign key (workspace_id, push_id) references push (workspace_id, id) on delete cascade,
  foreign key (workspace_id, list_id) references list (workspace_id, id)
);
create index push_job_push on push_job (workspace_id, push_id, status);

-- One person and one list.
create table push_item (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  push_id integer not null,
  list_id integer not null,
  person_id integer,
  -- Which of the person's addresses; decided by the plan.
  address_id integer,
  verb text not null check (verb in ('add', 'remove')),
  status text not null default 'chosen' check (status in
    ('chosen', 'waiting', 'sent', 'done', 'not_needed', 'skipped', 'failed')),
  -- A word of a list of ours (src/audience/reasons.ts); empty where there is none.
  reason text not null default '',
  -- In words, without an address.
  outcome text not null default '',
  job_id integer,
  -- It was met while its list was read back.
  is_seen boolean not null default false,
  settled_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, push_id) references push (workspace_id, id) on delete cascade,
  foreign key (workspace_id, list_id) references list (workspace_id, id),
  foreign key (workspace_id, person_id) references person (workspace_id, id)
    on delete set null (person_id),
  foreign key (workspace_id, address_id) references address (workspace_id, id) on delete cascade,
  foreign key (workspace_id, job_id) references push_job (workspace_id, id)
);
create unique index push_item_person on push_item (workspace_id, push_id, person_id, list_id, verb)
  where verb = 'add' and person_id is not null;
create unique index push_item_removal on push_item (workspace_id, push_id, address_id, list_id)
  where verb = 'remove';
create index push_item_work on push_item (workspace_id, push_id, status, list_id, verb, id);
create index push_item_job on push_item (workspace_id, job_id) where job_id is not null;
create index push_item_address on push_item (workspace_id, address_id, push_id);
create index push_item_of_person on push_item (workspace_id, person_id) where person_id is not null;

call fence('push_lane');
call fence('push');
call fence('push_job');
call fence('push_item');
