-- Who may read what. The application works as homing_app, a role that owns nothing and cannot
-- bypass row-level security; each transaction names its workspace (and, at sign-in, its user)
-- and sees those rows only. Without a name it sees none.

do $$
begin
  if not exists (select from pg_roles where rolname = 'homing_app') then
    create role homing_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception
  -- Roles belong to the server: another database of it may be made at the same moment.
  when duplicate_object or unique_violation then null;
end $$;
grant homing_app to current_user;
grant usage on schema public to homing_app;
alter default privileges in schema public grant select, insert, update, delete on tables to homing_app;
alter default privileges in schema public grant usage, select on sequences to homing_app;

create function homing_workspace() returns integer
  language sql stable parallel safe
  as $$ select nullif(current_setting('homing.workspace', true), '')::integer $$;

create function homing_user() returns text
  language sql stable parallel safe
  as $$ select nullif(current_setting('homing.user', true), '') $$;

-- Fences a table: rows of the transaction's workspace, and no others, for reading and for writing.
-- The sub-select makes the setting an init plan, read once a statement rather than once a row.
create procedure fence(target regclass)
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy workspace_only on %s using (workspace_id = (select homing_workspace()))
     with check (workspace_id = (select homing_workspace()))', target);
end $$;

create table workspace (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200),
  time_zone text not null default 'UTC',
  -- The sample world is marked, so that nobody takes its figures for a firm's own.
  is_demo boolean not null default false,
  created_at timestamptz not null default now()
);
-- Enabled, but not forced: its owner may list the workspaces for the schedule, see below.
alter table workspace enable row level security;

-- The ids of all workspaces and nothing else of them: the schedule visits each in turn, with a
-- transaction of its own inside that workspace's fence.
create function workspace_ids() returns setof integer
  language sql stable security definer set search_path = public, pg_temp
  as $$ select id from workspace order by id $$;

-- The pace and the daily quota of an application at a vendor are shared by every workspace and
-- process that uses it; the key is a hash, so the row tells nothing about the account.
create table pace (
  key text primary key,
  next_slot_at timestamptz not null default now(),
  day text not null default '',
  used_today integer not null default 0,
  blocked_until timestamptz
);
