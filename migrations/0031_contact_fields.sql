-- What an ESP's contact has besides its name: which field is filled from where, and what it holds.

-- The mapping of a connection, as it was saved: each saving is a version, the highest is in force, and
-- an earlier one is brought back by saving it again.
create table contact_mapping (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  version integer not null check (version > 0),
  rules jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  -- The version it brings back.
  restored integer,
  primary key (workspace_id, connection_id, version),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
revoke update, delete on contact_mapping from homing_app;
call fence('contact_mapping');

-- Values of the other fields by the ESP's own ids of them.
alter table contact add column details jsonb not null default '{}';
alter table staged_contact add column details jsonb not null default '{}';
