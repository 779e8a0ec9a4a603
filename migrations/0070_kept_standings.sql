-- What was said of everybody, as it holds of each address, is kept as bits, 64 neighbours a row, so that whoever asks
-- about everybody reads some thousands of rows and not every fact. Whatever can change it leaves a note of the ids,
-- which is only ever inserted, so that no two connections wait for each other; whoever asks works out the noted ids
-- anew, and once a minute they are folded in (docs/decisions/0048-kept-standings.md).

-- For which topic (0: nothing in particular) standings are kept, and the moment consent had to last until.
create table consent_kept_of (
  workspace_id integer not null references workspace (id),
  topic_id integer not null,
  kept_at timestamptz not null,
  primary key (workspace_id, topic_id)
);
call fence('consent_kept_of');

-- Of the addresses place * 64 .. place * 64 + 63: who complained, left everything, the topic, or this address alone;
-- who gave consent that is express, that is enough where implied consent is, and who ever gave any.
create table consent_kept (
  workspace_id integer not null references workspace (id),
  topic_id integer not null,
  place integer not null,
  complained bigint not null,
  everything bigint not null,
  topic bigint not null,
  here bigint not null,
  express bigint not null,
  lasting bigint not null,
  once bigint not null,
  primary key (workspace_id, topic_id, place)
);
call fence('consent_kept');

-- Addresses and people of whom something moved since; is_all: the meaning of facts did.
create table consent_moved (
  id bigint generated always as identity,
  workspace_id integer not null references workspace (id),
  address_ids integer[] not null default '{}',
  person_ids integer[] not null default '{}',
  is_all boolean not null default false,
  primary key (workspace_id, id)
);
call fence('consent_moved');

create function note_consent_said() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into consent_moved (workspace_id, address_ids, person_ids)
    select workspace_id, array_remove(array_agg(address_id), null), array_remove(array_agg(person_id), null)
    from rows_after group by workspace_id;
  elsif tg_op = 'DELETE' then
    insert into consent_moved (workspace_id, address_ids, person_ids)
    select workspace_id, array_remove(array_agg(address_id), null), array_remove(array_agg(person_id), null)
    from rows_before group by workspace_id;
  else
    insert into consent_moved (workspace_id, address_ids, person_ids)
    select workspace_id, array_remove(array_agg(address_id), null), array_remove(array_agg(person_id), null)
    from (select * from rows_before union all select * from rows_after) moved group by workspace_id;
  end if;
  return null;
end $$;
create trigger note_consent_said_in after insert on consent_fact
  referencing new table as rows_after for each statement execute function note_consent_said();
create trigger note_consent_said_at after update on consent_fact
  referencing old table as rows_before new table as rows_after
  for each statement execute function note_consent_said();
create trigger note_consent_said_out after delete on consent_fact
  referencing old table as rows_before for each statement execute function note_consent_said();

-- Who uses which address. Most updates only say which one is written to first: these move nothing.
create function note_consent_users() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into consent_moved (workspace_id, address_ids, person_ids)
    select workspace_id, array_agg(address_id), array_agg(person_id)
    from rows_after where ended_at is null group by workspace_id;
  elsif tg_op = 'DELETE' then
    insert into consent_moved (workspace_id, address_ids, person_ids)
    select workspace_id, array_agg(address_id), array_agg(person_id)
    from rows_before group by workspace_id;
  else
    insert into consent_moved (workspace_id, address_ids, person_ids)
    select workspace_id, array_agg(address_id), array_agg(person_id)
    from (
      (select workspace_id, person_id, address_id, ended_at is null from rows_before
        except select workspace_id, person_id, address_id, ended_at is null from rows_after)
      union all
      (select workspace_id, person_id, address_id, ended_at is null from rows_after
        except select workspace_id, person_id, address_id, ended_at is null from rows_before)
    ) moved group by workspace_id;
  end if;
  return null;
end $$;
create trigger note_consent_users_in after insert on person_address
  referencing new table as rows_after for each statement execute function note_consent_users();
create trigger note_consent_users_at after update on person_address
  referencing old table as rows_before new table as rows_after
  for each statement execute function note_consent_users();
create trigger note_consent_users_out after delete on person_address
  referencing old table as rows_before for each statement execute function note_consent_users();

-- Who stands for whom.
create function note_consent_merge() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into consent_moved (workspace_id, person_ids)
    select old.workspace_id, array[old.id, old.merged_into];
  elsif tg_op = 'INSERT' then
    insert into consent_moved (workspace_id, person_ids)
    select new.workspace_id, array[new.id, new.merged_into];
  else
    insert into consent_moved (workspace_id, person_ids)
    select new.workspace_id, array_remove(array[new.id, old.merged_into, new.merged_into], null);
  end if;
  return null;
end $$;
create trigger note_consent_merge_in after insert on person
  for each row when (new.merged_into is not null) execute function note_consent_merge();
create trigger note_consent_merge_at after update of merged_into on person
  for each row when (old.merged_into is distinct from new.merged_into)
  execute function note_consent_merge();
create trigger note_consent_merge_out after delete on person
  for each row when (old.merged_into is not null) execute function note_consent_merge();

create function note_consent_kind() returns trigger language plpgsql as $$
begin
  insert into consent_moved (workspace_id, address_ids) select new.workspace_id, array[new.id];
  return null;
end $$;
create trigger note_consent_kind after update of kind on address
  for each row when (old.kind is distinct from new.kind) execute function note_consent_kind();

-- What the groups of an ESP stand for gives facts their meaning.
create function note_consent_meaning() returns trigger language plpgsql as $$
begin
  insert into consent_moved (workspace_id, is_all)
  select homing_workspace(), true where homing_workspace() is not null;
  return null;
end $$;
create trigger note_consent_meaning
  after insert or delete or update of retired_at on topic_mapping
  for each statement execute function note_consent_meaning();
