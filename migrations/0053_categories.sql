-- Categories of an ESP that people can leave, as its own listing tells them: so that one can be
-- mapped to a topic before anybody has left it.

create table remote_category (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  external_id text not null,
  name text not null default '',
  -- Since when the ESP does not list it any more.
  gone_at timestamptz,
  primary key (workspace_id, connection_id, external_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
revoke delete on remote_category from homing_app;
call fence('remote_category');
