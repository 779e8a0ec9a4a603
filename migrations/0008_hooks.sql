-- The hook door: addresses at which an ESP delivers news by itself, what proves a delivery, and
-- what came of them. Deliveries themselves are receipts.

-- An address is a workspace's number and 256 random bits; only its hash is kept. While one takes
-- over from another both lead in.
create table hook_address (
  workspace_id integer not null references workspace (id),
  token_hash bytea not null,
  connection_id integer not null references connection (id),
  -- The last characters, to tell two addresses apart on a screen.
  hint text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  -- Leads in until then; null: until it is replaced.
  ends_at timestamptz,
  primary key (workspace_id, token_hash)
);
create index hook_address_connection on hook_address (workspace_id, connection_id, created_at);
revoke update on hook_address from homing_app;
grant update (ends_at) on hook_address to homing_app;

-- What a delivery is proved by: signing secrets, public keys, topics, credentials. Sealed, each
-- bound to its row; several are valid while one takes over from another.
create table hook_key (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  id text not null,
  sealed bytea not null,
  hint text not null default '',
  added_by text not null,
  added_at timestamptz not null default now(),
  primary key (workspace_id, connection_id, id)
);
revoke update on hook_key from homing_app;

-- A door that somebody closed; a connection without a row here has an open one.
create table hook_closing (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  closed_by text not null,
  closed_at timestamptz not null default now(),
  primary key (workspace_id, connection_id)
);
revoke update on hook_closing from homing_app;

-- What came of deliveries, by outcome: stored, repeated, or why they were refused. Written together
-- every second or so, never for a single delivery: a flood of forgeries costs no flood of writes.
create table hook_tally (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  outcome text not null check (length(outcome) between 1 and 40),
  deliveries bigint not null default 0,
  last_at timestamptz not null,
  primary key (workspace_id, connection_id, outcome)
);
revoke delete on hook_tally from homing_app;

-- The same delivery twice is one receipt, however many processes take it in at the same moment.
alter table receipt add column delivery_hash bytea;
create unique index receipt_delivery on receipt (workspace_id, connection_id, delivery_hash)
  where delivery_hash is not null;

call fence('hook_address');
call fence('hook_key');
call fence('hook_closing');
call fence('hook_tally');
