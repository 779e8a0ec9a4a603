-- Deliveries that prove nothing: where they point to is looked at soon; what they say is not kept.

-- One row a place to look at, however often it was pointed to; gone an hour after the last time.
create table signal (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  about text not null check (about in ('contact', 'campaign', 'everything')),
  -- The vendor's id; empty for everything.
  remote_id text not null check (length(remote_id) <= 64),
  signalled_at timestamptz not null,
  -- When it was last begun to be looked at, and until when it is not looked at again.
  looked_at timestamptz,
  rests_until timestamptz,
  is_waiting boolean not null default true,
  primary key (workspace_id, connection_id, about, remote_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);

-- Where a vendor is to post what it has to signal, as Homing enters it there by itself.
create table hook_registration (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  -- The address that is to stand there, sealed, bound to its row.
  sealed bytea not null,
  -- Hashes, in hex, of the tokens of every address of this connection that may stand there.
  hashes text[] not null,
  -- When it was last seen to stand there; null: not since it was made.
  registered_at timestamptz,
  -- Why not, in a sentence, and what to do about it.
  failure text not null default '',
  remedy text not null default '',
  -- When it is looked at next.
  next_at timestamptz not null,
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);

-- A run may be asked for by a signal.
alter table run drop constraint run_started_from_check;
alter table run add constraint run_started_from_check
  check (started_from in ('schedule', 'user', 'api', 'signal'));

call fence('signal');
call fence('hook_registration');
