-- Feedback from files: a mapping made on screen says what a row means, and a file is kept in pieces.

-- The mapping of a connection, as it was saved: each saving is a version, the highest is in force.
create table file_mapping (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  version integer not null check (version > 0),
  name text not null,
  rules jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  primary key (workspace_id, connection_id, version),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
revoke update, delete on file_mapping from homing_app;
call fence('file_mapping');

-- A file that came, in whichever way; its rows are receipts.
create table feedback_file (
  workspace_id integer not null references workspace (id),
  id integer generated always as identity,
  connection_id integer not null,
  name text not null,
  -- sha256 of its bytes.
  hash bytea not null,
  bytes bigint not null,
  -- The mapping's version it was cut by.
  mapping_version integer not null,
  status text not null check (status in ('taking', 'taken', 'failed')),
  message text,
  rows integer not null default 0,
  pieces integer not null default 0,
  -- Pieces that were there already: of the same file, brought again.
  repeated integer not null default 0,
  brought_by text not null,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
create index feedback_file_of on feedback_file (workspace_id, connection_id, id);
revoke delete on feedback_file from homing_app;
call fence('feedback_file');

-- The file a receipt is a piece of; null for everything else.
alter table receipt add column file_id integer;
alter table receipt add foreign key (workspace_id, file_id)
  references feedback_file (workspace_id, id);
create index receipt_of_file on receipt (workspace_id, file_id) where file_id is not null;
