-- Files that are fetched: from a folder of the server, by SFTP, or from an https address.
-- See docs/decisions/0031-files-are-fetched-once.md.

create table file_source (
  workspace_id integer not null references workspace (id),
  id integer generated always as identity,
  connection_id integer not null,
  kind text not null check (kind in ('folder', 'sftp', 'https')),
  -- Where it is, without what is secret.
  place jsonb not null,
  -- Password, private key or whole address; null where there is none, or it was removed.
  sealed bytea,
  -- Which names are taken.
  pattern text not null,
  every_minutes integer not null check (every_minutes > 0),
  -- The subfolder a file is moved to after it was taken; empty: it is left.
  move_to text not null default '',
  -- The fingerprint an SFTP server was first seen with.
  host_key text not null default '',
  -- What an https server said of the file that was read last, to be asked for changes.
  validators jsonb not null default '{}',
  is_on boolean not null default true,
  next_at timestamptz not null,
  looked_at timestamptz,
  -- Why the last look failed; empty: it did not.
  fault text not null default '',
  remedy text not null default '',
  failing_since timestamptz,
  lease_owner text,
  lease_until timestamptz,
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
create index file_source_of on file_source (workspace_id, connection_id) where deleted_at is null;
revoke delete on file_source from homing_app;
call fence('file_source');

-- A file as a source had it: name, size and hash; another size or hash is another row.
create table found_file (
  workspace_id integer not null references workspace (id),
  id integer generated always as identity,
  source_id integer not null,
  name text not null,
  bytes bigint not null,
  -- What the source says; null where it does not.
  modified_at timestamptz,
  -- Size and time have stood still since then, by the clock of this program.
  still_since timestamptz not null,
  -- sha256 of its bytes, once they were read.
  hash bytea,
  status text not null check (status in ('settling', 'taken', 'refused')),
  fault text not null default '',
  remedy text not null default '',
  tries integer not null default 0,
  file_id integer,
  -- Where it was moved to afterwards; empty: it lies where it lay.
  moved_to text not null default '',
  found_at timestamptz not null,
  -- When the source had it last in this very form.
  seen_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, source_id) references file_source (workspace_id, id),
  foreign key (workspace_id, file_id) references feedback_file (workspace_id, id)
);
create index found_file_by_name on found_file (workspace_id, source_id, name);
call fence('found_file');
