-- Erasing a person. What is append-only for the application (events, receipts, consent facts, mends,
-- mails, webhook messages, the audit) is changed by the functions below alone. Each is fenced to the
-- transaction's workspace, acts on what an erasure names, and takes no text that it would write
-- anywhere but in the place of what is erased. See docs/decisions/0012-erasure.md.

-- The row of an erased address stays, under a random text, so that every count stays as it is.
alter table address add column erased_at timestamptz;
-- Rows of this page were pseudonymised; the others are to the byte as they came.
alter table receipt add column erased_at timestamptz;

-- One erasure: where it stands, and what it looks for, sealed until it is done.
create table erasure (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  -- The number the person had, and a keyed hash that tells the person in a backup: it is erased
  -- again after an older backup is restored.
  person_id integer not null,
  person_hash bytea not null,
  status text not null default 'running' check (status in ('running', 'done')),
  step text not null default 'receipts' check (step in ('receipts', 'texts', 'waiting', 'done')),
  -- The last receipt that was looked through, of how many.
  place integer not null default 0,
  place_max integer not null default 0,
  sealed bytea,
  -- What was done, by name: { "receipts rewritten": 12, ... }.
  outcome jsonb not null default '{}',
  asked_by text not null,
  lease_until timestamptz,
  -- Workers that took it up; fences off one that was replaced.
  epoch integer not null default 0,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (workspace_id, id)
);
create unique index erasure_person on erasure (workspace_id, person_hash);
create index erasure_running on erasure (workspace_id, id) where status = 'running';
revoke update, delete on erasure from homing_app;
grant update (status, step, place, place_max, sealed, outcome, lease_until, epoch, ended_at)
  on erasure to homing_app;

-- Keyed hashes of erased addresses: what keeps an address suppressed that nobody knows any more.
create table erased_address (
  workspace_id integer not null references workspace (id),
  hash bytea not null,
  erasure_id integer not null,
  address_id integer not null,
  primary key (workspace_id, hash),
  foreign key (workspace_id, erasure_id) references erasure (workspace_id, id),
  foreign key (workspace_id, address_id) references address (workspace_id, id)
);
create index erased_address_erasure on erased_address (workspace_id, erasure_id);
create index erased_address_address on erased_address (workspace_id, address_id);
revoke update, delete on erased_address from homing_app;

call fence('erasure');
call fence('erased_address');

-- The erasure that is under way; refuses any other, and those of other workspaces.
create function erasure_running(erasure_id integer) returns erasure
  language plpgsql stable set search_path = public, pg_temp as $$
declare
  found_erasure erasure;
begin
  select * into found_erasure from erasure e
    where e.workspace_id = homing_workspace() and e.id = erasure_id and e.status = 'running';
  if found_erasure.id is null then
    raise exception 'no erasure % is under way here', erasure_id using errcode = '42501';
  end if;
  return found_erasure;
end $$;

-- Texts to look for: few, and too long to stand in innocent words.
create function erasure_terms(terms text[]) returns text[]
  language plpgsql immutable set search_path = public, pg_temp as $$
begin
  if cardinality(terms) > 200 or exists (select from unnest(terms) t where length(t) < 6) then
    raise exception 'an erasure looks for 200 texts at most, of six characters at least'
      using errcode = '22023';
  end if;
  return terms;
end $$;

-- A text without what is looked for, whatever its capitals.
create function erasure_without(given text, terms text[]) returns text
  language plpgsql immutable set search_path = public, pg_temp as $$
declare
  term text;
begin
  foreach term in array terms loop
    given := regexp_replace(given, '***=' || term, '[erased]', 'gi');
  end loop;
  return given;
end $$;

-- Facts of the erasure's person go; facts of its addresses stay, without words. canonicals are what
-- the addresses were called, in the order of ids: it stands in the natural key of what an ESP's
-- contact records told.
create function erasure_of_facts(erasure_id integer, ids integer[], canonicals text[]) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  e erasure := erasure_running(erasure_id);
  said text := '^(user|correction):' || e.person_id || ':';
  touched integer;
  gone integer;
begin
  update consent_doubt_decision d set evidence = '[erased]'
    from consent_fact f
    where d.workspace_id = e.workspace_id and d.evidence <> ''
      and f.workspace_id = d.workspace_id and f.id = d.fact_id
      and (f.person_id = e.person_id or f.address_id = any (ids));
  update consent_fact f set reason = '', evidence = '', doubt = '',
    person_id = case when f.person_id = e.person_id then null else f.person_id end
    where f.workspace_id = e.workspace_id and f.address_id is not null
      and (f.person_id = e.person_id or f.natural_key ~ said);
  update consent_fact f set reason = '', evidence = '', doubt = '',
    natural_key = replace(f.natural_key, n.canonical, a.canonical)
    from unnest(ids, canonicals) n (id, canonical)
    join erased_address k on k.workspace_id = e.workspace_id and k.erasure_id = e.id
      and k.address_id = n.id
    join address a on a.workspace_id = e.workspace_id and a.id = n.id
    where f.workspace_id = e.workspace_id and f.address_id = n.id;
  get diagnostics touched = row_count;
  delete from consent_fact f
    where f.workspace_id = e.workspace_id and f.person_id = e.person_id and f.address_id is null;
  get diagnostics gone = row_count;
  return touched + gone;
end $$;

-- The page without the person's words. Only where somebody was erased, only packed, and no larger
-- than a page with longer words in a few places can be.
create function erasure_of_receipt(receipt_id integer, packed bytea) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from erasure e where e.workspace_id = homing_workspace()) then
    raise exception 'nobody was erased here' using errcode = '42501';
  end if;
  update receipt r set body = packed, erased_at = now()
    where r.workspace_id = homing_workspace() and r.id = receipt_id
      and substring(packed from 1 for 2) = '\x1f8b'::bytea
      and octet_length(packed) between 20 and 2 * octet_length(r.body) + 65536;
  if not found then
    raise exception 'receipt % cannot become that', receipt_id using errcode = '22023';
  end if;
end $$;

-- The natural key holds a hash of a link's text: with the text it becomes another. Of events at
-- erased addresses, or by links whose text was erased, and nothing of them but the key.
create function erasure_of_keys(canonicals text[], moments timestamptz[], keys bigint[],
  becomes bigint[]) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  moved integer;
begin
  with moved_key as materialized (
    select a.id as address_id, n.moment, n.key, n.becomes
    from unnest(canonicals, moments, keys, becomes) n (canonical, moment, key, becomes)
    join address a on a.workspace_id = homing_workspace() and a.kind = 'email'
      and a.canonical = n.canonical
    join event e on e.workspace_id = homing_workspace() and e.address_id = a.id
      and e.occurred_at = n.moment and e.key = n.key
    where a.erased_at is not null or exists (select from link l
      where l.workspace_id = homing_workspace() and l.id = e.link_id
        and l.url like '%erased.invalid%')
  ), moved_verdict as (
    update verdict v set key = n.becomes from moved_key n
    where v.workspace_id = homing_workspace() and v.address_id = n.address_id
      and v.occurred_at = n.moment and v.key = n.key
  )
  update event e set key = n.becomes from moved_key n
    where e.workspace_id = homing_workspace() and e.address_id = n.address_id
      and e.occurred_at = n.moment and e.key = n.key;
  get diagnostics moved = row_count;
  return moved;
end $$;

-- Mends of records that are another now: found by the new hash, without what they were.
create function erasure_of_mend(erasure_id integer, mend_id integer, hash uuid, now_became text)
  returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  e erasure := erasure_running(erasure_id);
begin
  update mend m set record_hash = hash, was = '[erased]', became = now_became
    where m.workspace_id = e.workspace_id and m.id = mend_id
      and (now_became = m.became or exists (select from erased_address k
        join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
        where k.workspace_id = e.workspace_id and k.erasure_id = e.id and a.address = now_became));
end $$;

-- What was told outside, and how a job failed: the texts are cut out where they stand. Answers how
-- many messages had any.
create function erasure_of_messages(erasure_id integer, terms text[]) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  e erasure := erasure_running(erasure_id);
  looked text[] := erasure_terms(terms);
  relation regclass;
  touched integer;
  sum integer := 0;
begin
  update mail m set subject = erasure_without(m.subject, looked), body = erasure_without(m.body, looked)
    where m.workspace_id = e.workspace_id
      and erasure_without(m.subject || m.body, looked) <> m.subject || m.body;
  get diagnostics sum = row_count;
  update webhook_delivery d set body = erasure_without(d.body, looked),
      outcome = erasure_without(d.outcome, looked)
    where d.workspace_id = e.workspace_id
      and erasure_without(d.body || d.outcome, looked) <> d.body || d.outcome;
  get diagnostics touched = row_count;
  sum := sum + touched;
  -- The job queue makes its tables itself, later than this; a job carries ids, its failure may say more.
  foreach relation in array array[to_regclass('pgboss.job'), to_regclass('pgboss.archive')] loop
    continue when relation is null;
    execute format('update %s set output = null where data ->> ''workspaceId'' = $1
      and erasure_without(output::text, $2) <> output::text', relation)
      using e.workspace_id::text, looked;
    get diagnostics touched = row_count;
    sum := sum + touched;
  end loop;
  return sum;
end $$;

-- The audit -----------------------------------------------------------------------------------------
-- An entry's hash covers its words, and names are guessed easily: from now on it covers a random
-- text beside them, which goes with the words.
alter table audit add column salt uuid;
alter table audit add column erased_in integer;

create or replace function audit_link(entry audit, earlier bytea) returns bytea
  language sql stable set timezone = 'UTC'
  as $$ select sha256(earlier || convert_to((jsonb_build_array(
    entry.workspace_id, entry.id, extract(epoch from entry.at), entry.actor_id, entry.actor,
    entry.action, entry.subject, entry.subject_id, entry.sentence, entry.detail)
    || case when entry.salt is null then '[]'::jsonb
       else jsonb_build_array(entry.salt) end)::text, 'UTF8')) $$;

create or replace function audit_append() returns trigger
  language plpgsql as $$
declare
  earlier audit;
begin
  perform pg_advisory_xact_lock(hashtext('homing audit'), new.workspace_id);
  select * into earlier from audit a
    where a.workspace_id = new.workspace_id order by a.id desc limit 1;
  new.id := coalesce(earlier.id, 0) + 1;
  new.salt := gen_random_uuid();
  new.erased_in := null;
  new.chain := audit_link(new, coalesce(earlier.chain, ''::bytea));
  return new;
end $$;

-- Whether an entry follows from the one before it; of one whose words were erased, whether the entry
-- that tells of it, which is chained as any, has seen this hash and these words.
create function audit_holds(entry audit, earlier bytea) returns boolean
  language sql stable
  as $$ select case when entry.erased_in is null then entry.chain = audit_link(entry, earlier)
    else exists (
      select from audit t cross join jsonb_array_elements(t.detail -> 'entries') as k (seen)
      where t.workspace_id = entry.workspace_id and t.id = entry.erased_in and t.id > entry.id
        and t.action = 'erase_audit_words' and t.erased_in is null
        and k.seen = jsonb_build_object('id', entry.id, 'chain', encode(entry.chain, 'hex'),
          'now', encode(audit_link(entry, ''::bytea), 'hex'))) end $$;

-- Takes the words out of the entries about the erasure's person, and of those that hold one of the
-- texts, 1,000 at most, and appends the entry that vouches for them. Entries about other people are
-- left alone but for addresses: a namesake's name is the namesake's. Answers how many there were.
create function erasure_of_audit(erasure_id integer, terms text[], by_id text, by_name text)
  returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  e erasure := erasure_running(erasure_id);
  looked text[] := erasure_terms(terms);
  addresses text[] := array(select t from unnest(looked) t where position('@' in t) > 0);
  ids integer[];
  entries jsonb;
  teller integer;
begin
  perform pg_advisory_xact_lock(hashtext('homing audit'), e.workspace_id);
  select coalesce(array_agg(id), '{}') into ids from (
    select a.id from audit a
    where a.workspace_id = e.workspace_id and a.erased_in is null
      and a.action <> 'erase_audit_words'
      and case when a.subject = 'person' and a.subject_id = e.person_id::text
          and a.action not in ('erase_person', 'export_person') then true
        else erasure_without(a.sentence || a.detail::text, case when a.subject = 'person'
          and a.subject_id <> e.person_id::text then addresses else looked end)
            <> a.sentence || a.detail::text end
    order by a.id limit 1000) found;
  if cardinality(ids) = 0 then return 0; end if;
  select coalesce(max(a.id), 0) + 1 into teller from audit a where a.workspace_id = e.workspace_id;
  update audit a set salt = null, erased_in = teller,
    sentence = 'Words erased with a person: ' || replace(a.action, '_', ' ') || '.',
    detail = coalesce((select jsonb_object_agg(d.key, d.value) from jsonb_each(a.detail) d
      where jsonb_typeof(d.value) in ('number', 'boolean')), '{}')
    where a.workspace_id = e.workspace_id and a.id = any (ids);
  select jsonb_agg(jsonb_build_object('id', a.id, 'chain', encode(a.chain, 'hex'),
    'now', encode(audit_link(a, ''::bytea), 'hex')) order by a.id) into entries
    from audit a where a.workspace_id = e.workspace_id and a.id = any (ids);
  insert into audit (workspace_id, at, actor_id, actor, action, subject, subject_id, sentence, detail)
    values (e.workspace_id, now(), by_id, by_name, 'erase_audit_words', 'erasure', e.id::text,
      'Took the words out of ' || cardinality(ids) || ' entries of the audit, with a person.',
      jsonb_build_object('entries', entries));
  return cardinality(ids);
end $$;

revoke execute on function erasure_of_facts, erasure_of_receipt, erasure_of_keys, erasure_of_mend,
  erasure_of_messages, erasure_of_audit from public;
grant execute on function erasure_of_facts, erasure_of_receipt, erasure_of_keys, erasure_of_mend,
  erasure_of_messages, erasure_of_audit to homing_app;
