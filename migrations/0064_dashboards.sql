-- Dashboards: pages of tiles, each a view looked at as a number, a chart or a table. A tile holds
-- no figure: it names a view, which is asked by whoever looks, and shows what they may see.

create table dashboard (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  name text not null check (length(name) between 1 and 100),
  -- In their order: which view, with which values, as what, how wide (src/reports/dashboards/).
  tiles jsonb not null,
  -- The user, or the API key, that it belongs to, and its name when it was made.
  owner_id text not null,
  owner text not null,
  seen_by text not null check (seen_by in ('owner', 'everybody', 'roles')),
  roles text[] not null default '{}'
    check (roles <@ array['administrator', 'manager', 'editor', 'viewer']),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  check ((seen_by = 'roles') = (cardinality(roles) > 0))
);
create index dashboard_name on dashboard (workspace_id, lower(name), id) where removed_at is null;
revoke delete on dashboard from homing_app;

-- The one that stands at a user's home.
create table dashboard_at_home (
  workspace_id integer not null,
  user_id text not null,
  dashboard_id integer not null,
  primary key (workspace_id, user_id),
  foreign key (workspace_id, user_id) references membership on delete cascade,
  foreign key (workspace_id, dashboard_id) references dashboard (workspace_id, id)
);

call fence('dashboard');
call fence('dashboard_at_home');
