-- A connection is a connector with one account's settings. What is secret is sealed (AES-256-GCM,
-- bound to this row); what is not is readable settings.

create table connection (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  connector text not null,
  name text not null check (length(name) between 1 and 200),
  status text not null check (status in ('awaiting_authorisation', 'active', 'needs_reauthorisation', 'paused')),
  settings jsonb not null default '{}',
  sealed bytea,
  -- Counts the rotations of the sealed secrets: a refresh compares it before it writes.
  sealed_version integer not null default 0,
  -- Written before a refresh token is spent and cleared with the new pair: what is left after a
  -- crash proves that a rotation was under way.
  refresh_started_at timestamptz,
  -- The lease on the rotation: who exchanges the refresh token now, and until when nobody else may.
  -- It is held outside any transaction, because an embedded database has one session for everybody.
  refresh_owner text,
  refresh_lease_until timestamptz,
  schedule_minutes integer not null default 30 check (schedule_minutes between 5 and 10080),
  next_run_at timestamptz,
  health jsonb,
  health_at timestamptz,
  last_pull_at timestamptz,
  -- Contacts' opt-outs are read from this moment on; moves only with a finished pull.
  opt_outs_since timestamptz,
  created_by text,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index connection_due on connection (workspace_id, next_run_at)
  where status = 'active' and deleted_at is null;

-- One visit to a vendor's consent page. state is stored hashed; it is spent by its first use.
create table authorisation (
  state_hash text primary key,
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id) on delete cascade,
  user_id text not null,
  sealed bytea not null,
  redirect_uri text not null,
  expires_at timestamptz not null
);
create index authorisation_connection on authorisation (workspace_id, connection_id);

call fence('connection');
call fence('authorisation');
