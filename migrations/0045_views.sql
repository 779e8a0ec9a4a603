-- Views: saved questions over what is known, and who may see each. Only the question is kept; what it
-- finds is looked up whenever somebody asks.

create table saved_view (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 1000),
  -- The question with its version (src/reports/definitions/).
  definition jsonb not null,
  -- The user, or the API key, that it belongs to, and its name when it was made.
  owner_id text not null,
  owner text not null,
  seen_by text not null check (seen_by in ('owner', 'everybody', 'roles')),
  roles text[] not null default '{}'
    check (roles <@ array['administrator', 'manager', 'editor', 'viewer']),
  -- Grows with every change: two people never overwrite each other unseen. What it was before stands
  -- in the audit.
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (workspace_id, id),
  check ((seen_by = 'roles') = (cardinality(roles) > 0))
);
create index saved_view_name on saved_view (workspace_id, lower(name), id);
revoke delete on saved_view from homing_app;

call fence('saved_view');
