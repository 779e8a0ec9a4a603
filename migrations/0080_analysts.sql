-- Analysts: logins of the database, each for one workspace, that read the views of the schema
-- answers and nothing else (docs/sql.md, docs/decisions/0051).

create table analyst (
  workspace_id integer not null references workspace (id),
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,29}$'),
  -- The role of the server. Roles are the server's and not the database's: what a login sees here
  -- it sees in this database, were it restored under another name or on another server.
  login text not null unique check (length(login) between 1 and 63),
  database text not null,
  -- Whose eyes it has: which fields it sees.
  role text not null check (role in ('administrator', 'manager', 'editor', 'viewer')),
  created_by text not null,
  created_at timestamptz not null,
  primary key (workspace_id, name)
);
call fence('analyst');

create schema answers;
-- What the views stand on. Nobody is granted anything of it.
create schema answers_inside;

-- Whoever connected is asked, and not what a session can set: SET ROLE and settings change nothing
-- of session_user. Null: no analyst of this database, who sees nothing.
create function answers_inside.homing_workspace() returns integer
  language sql stable parallel safe security definer set search_path = public, pg_temp
  as $$ select a.workspace_id from analyst a
        where a.login = session_user::text and a.database = current_database()::text $$;

-- Whether the analyst's role sees a field: as hiddenOf answers it (src/accounts/fields), which a
-- test holds it to.
create function answers_inside.sees(asked text) returns boolean
  language sql stable parallel safe security definer set search_path = public, pg_temp
  as $$
    select coalesce((
      select a.role = 'administrator' or not exists (
        select from (values (asked), (case asked
          when 'bounceReason' then 'bounces' when 'optOutReason' then 'optOuts' end)) f (field)
        left join field_access c
          on c.workspace_id = a.workspace_id and c.role = a.role and c.field = f.field
        where f.field is not null and not coalesce(c.is_visible,
          not (a.role = 'viewer' and f.field in ('agent', 'contactId'))))
      from analyst a
      where a.login = session_user::text and a.database = current_database()::text), false) $$;

-- The two functions run as the owner, for whom the fence is forced as well: it opens as far as
-- they look. Homing's own login is no analyst's, so nothing is added to what Homing sees.
create policy analyst_self on analyst for select
  using (login = session_user::text and database = current_database()::text);
create policy analyst_choices on field_access for select
  using (workspace_id = (select answers_inside.homing_workspace()));

-- The views that the screens' answers stand on ask with the rights of whoever asks, through any view
-- over them. Here they are once more, to be asked with the rights of their owner.
do $$
declare
  name text;
  definition text;
begin
  foreach name in array array['consent_wish', 'opted_out_address', 'opted_out_person',
    'customer_action'] loop
    perform set_config('search_path', 'public', true);
    definition := pg_get_viewdef(format('public.%I', name)::regclass);
    perform set_config('search_path', 'answers_inside, public', true);
    execute format('create view answers_inside.%I as %s', name, definition);
  end loop;
  perform set_config('search_path', 'public', true);
end $$;

-- Functions may be called by everybody unless it is said otherwise. Here it is.
create procedure close_functions()
  language plpgsql set search_path = public, pg_temp as $$
declare
  one record;
begin
  for one in
    select p.oid::regprocedure as name, n.nspname = 'public' as is_homings
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'answers_inside')
      and pg_get_userbyid(p.proowner) = current_user
      -- Policies and views ask these with the rights of whoever reads: they tell what the session
      -- set itself, and of an analyst its own row.
      and p.proname not in ('homing_workspace', 'homing_user', 'sees')
      and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where a.grantee = 0 and a.privilege_type = 'EXECUTE')
  loop
    if one.is_homings then
      execute format('grant execute on routine %s to homing_app', one.name);
    end if;
    execute format('revoke execute on routine %s from public', one.name);
  end loop;
end $$;

-- Makes the fence of the analysts: who owns the views, and what the owner may read of which rows.
-- Called when there is a first analyst, and by migrations that change a view; called again it
-- changes nothing. Only then must there be a right to make roles: an owner who has none migrates.
-- login: who is let in by it.
create procedure answers_inside.arrange(login name default null)
  language plpgsql set search_path = public, pg_temp as $$
declare
  one record;
begin
  begin
    if not exists (select from pg_roles where rolname = 'homing_answers') then
      create role homing_answers nologin nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
  exception
    -- Roles belong to the server: another database of it may be made at the same moment.
    when duplicate_object or unique_violation then null;
  end;
  grant homing_answers to current_user;

  grant usage on schema public to homing_answers;
  grant usage, create on schema answers, answers_inside to homing_answers;
  for one in
    select c.oid::regclass as name from pg_class c
    where c.relnamespace in ('answers'::regnamespace, 'answers_inside'::regnamespace)
      and c.relkind = 'v' and pg_get_userbyid(c.relowner) <> 'homing_answers'
  loop
    execute format('alter view %s owner to homing_answers', one.name);
  end loop;
  revoke create on schema answers, answers_inside from homing_answers;

  -- What the views name is what their owner may read: these columns, and rows of the analyst's.
  for one in
    select c.oid::regclass as name, string_agg(distinct quote_ident(a.attname), ', ') as columns,
      exists (select from pg_policy p where p.polrelid = c.oid
        and p.polname = 'answers_fence') as is_fenced
    from pg_rewrite r
    join pg_class v on v.oid = r.ev_class
      and v.relnamespace in ('answers'::regnamespace, 'answers_inside'::regnamespace)
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
      and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
    join pg_class c on c.oid = d.refobjid and c.relkind in ('r', 'p')
      and c.relnamespace = 'public'::regnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    group by c.oid
  loop
    execute format('grant select (%s) on %s to homing_answers', one.columns, one.name);
    continue when one.is_fenced;
    execute format('create policy answers_rows on %s for select to homing_answers using (true)',
      one.name);
    -- Restrictive: whatever else lets a row through, a setting of the session, say.
    execute format('create policy answers_fence on %s as restrictive to homing_answers
      using (workspace_id = (select answers_inside.homing_workspace()))', one.name);
  end loop;
  call close_functions();

  -- Who was admitted may read what the views are now.
  for one in
    select distinct r.rolname as name from pg_namespace n
    cross join aclexplode(n.nspacl) a
    join pg_roles r on r.oid = a.grantee
    where n.nspname = 'answers' and a.grantee <> n.nspowner and r.rolname <> 'homing_answers'
    union
    select login where login is not null
  loop
    call answers_inside.admit(one.name);
  end loop;

  -- Policies of a role hold for its members too: were Homing's owner one for longer than this, the
  -- functions that run as the owner would see no rows, those of an erasure among them.
  revoke homing_answers from current_user;
  if pg_has_role(current_user, 'homing_answers', 'usage')
    and not (select rolsuper from pg_roles where rolname = current_user) then
    raise exception '% is a member of homing_answers', current_user using errcode = '42501',
      hint = 'Have an administrator take that away; Homing gives it to itself where it needs it.';
  end if;
end $$;

-- Lets a login read the views of this database, and nothing else.
create procedure answers_inside.admit(login name)
  language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('grant connect on database %I to %I', current_database(), login);
  execute format('grant usage on schema answers to %I', login);
  execute format('grant select on all tables in schema answers to %I', login);
end $$;

call close_functions();
