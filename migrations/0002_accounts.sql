-- Users belong to the installation, their roles to a workspace. Nothing here can be listed by
-- somebody without a standing: what must be found before anybody is known (a credential, a
-- session, an API key) is visible only to a transaction that presents the hash it is kept under.

create function homing_token() returns bytea
  language sql stable parallel safe
  as $$ select decode(nullif(current_setting('homing.token', true), ''), 'hex') $$;

create table user_account (
  id text primary key,
  name text not null check (length(name) between 1 and 200),
  email text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz
);

-- One way to prove who one is. Passkeys and OIDC subjects will be further kinds, found by the hash
-- of what they present.
create table credential (
  kind text not null default 'password' check (kind in ('password')),
  -- SHA-256 of the e-mail address in lower case.
  subject_hash bytea not null,
  user_id text not null references user_account (id) on delete cascade,
  -- The scheme with its cost, the salt and the hash, in one text.
  secret text not null,
  changed_at timestamptz not null,
  primary key (kind, subject_hash)
);
create index credential_user on credential (user_id);

create table membership (
  workspace_id integer not null references workspace (id),
  user_id text not null references user_account (id) on delete cascade,
  role text not null check (role in ('administrator', 'manager', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index membership_user on membership (user_id);

create table session (
  -- SHA-256 of the token in the cookie: who reads this table cannot sign in with it.
  token_hash bytea primary key,
  workspace_id integer not null,
  user_id text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  agent text not null default '',
  foreign key (workspace_id, user_id) references membership on delete cascade
);
create index session_of_user on session (user_id, created_at);
create index session_member on session (workspace_id, user_id);

create table api_key (
  id text primary key,
  workspace_id integer not null references workspace (id),
  token_hash bytea not null unique,
  name text not null check (length(name) between 1 and 100),
  hint text not null,
  role text not null check (role in ('administrator', 'manager', 'editor', 'viewer')),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz
);
create index api_key_workspace on api_key (workspace_id, created_at);

-- Wrong passwords, counted under a hash of the account and the network address, and of the network
-- address alone. Belongs to no workspace and names nobody; old rows are swept.
create table sign_in_attempt (
  key bytea primary key,
  attempts integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz
);
create index sign_in_attempt_last on sign_in_attempt (last_at);

-- Who did what. Append-only, numbered and chained within a workspace: each entry's hash covers the
-- one before, so that a line taken out or changed behind the application's back shows.
create table audit (
  workspace_id integer not null references workspace (id),
  id integer not null,
  at timestamptz not null,
  actor_id text not null,
  actor text not null,
  action text not null,
  subject text not null,
  subject_id text not null,
  sentence text not null,
  detail jsonb not null default '{}',
  chain bytea not null,
  primary key (workspace_id, id)
);
revoke update, delete on audit from homing_app;

create function audit_link(entry audit, earlier bytea) returns bytea
  language sql stable set timezone = 'UTC'
  as $$ select sha256(earlier || convert_to(jsonb_build_array(
    entry.workspace_id, entry.id, extract(epoch from entry.at), entry.actor_id, entry.actor,
    entry.action, entry.subject, entry.subject_id, entry.sentence, entry.detail)::text, 'UTF8')) $$;

-- The lock makes writers of one workspace's audit wait for each other until they commit; without
-- it two entries could follow the same one.
create function audit_append() returns trigger
  language plpgsql as $$
declare
  earlier audit;
begin
  perform pg_advisory_xact_lock(hashtext('homing audit'), new.workspace_id);
  select * into earlier from audit a
    where a.workspace_id = new.workspace_id order by a.id desc limit 1;
  new.id := coalesce(earlier.id, 0) + 1;
  new.chain := audit_link(new, coalesce(earlier.chain, ''::bytea));
  return new;
end $$;
create trigger audit_append before insert on audit for each row execute function audit_append();

call fence('audit');

-- The fences --------------------------------------------------------------------------------

alter table user_account enable row level security;
alter table user_account force row level security;
create policy user_self on user_account using (id = (select homing_user()))
  with check (id = (select homing_user()));
create policy user_colleague on user_account
  using (id in (select m.user_id from membership m
    where m.workspace_id = (select homing_workspace())));

alter table credential enable row level security;
alter table credential force row level security;
create policy credential_presented on credential
  using (subject_hash = (select homing_token()) or user_id = (select homing_user()));

alter table membership enable row level security;
alter table membership force row level security;
create policy membership_workspace on membership
  using (workspace_id = (select homing_workspace()));
create policy membership_self on membership for select
  using (user_id = (select homing_user()));

alter table session enable row level security;
alter table session force row level security;
create policy session_presented on session
  using (token_hash = (select homing_token()) or user_id = (select homing_user())
    or workspace_id = (select homing_workspace()))
  with check (workspace_id = (select homing_workspace()));

alter table api_key enable row level security;
alter table api_key force row level security;
create policy api_key_presented on api_key
  using (token_hash = (select homing_token()) or workspace_id = (select homing_workspace()))
  with check (workspace_id = (select homing_workspace()));

create policy workspace_only on workspace using (id = (select homing_workspace()))
  with check (id = (select homing_workspace()));
create policy workspace_of_member on workspace for select
  using (id in (select m.workspace_id from membership m where m.user_id = (select homing_user())));
revoke delete on workspace from homing_app;
