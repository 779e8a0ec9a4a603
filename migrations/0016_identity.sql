-- Identity with undo: persons who turned out to be one, what is needed to part them again exactly,
-- and pairs that somebody said are not the same.

-- A person who was merged stays, with its external id and the facts that were stated of it, and
-- names the person who stands for it. That is always the last of a chain (C into B, B into A: both
-- name A), so that nothing that reads persons has to walk.
alter table person
  add column merged_into integer check (merged_into <> id),
  add foreign key (workspace_id, merged_into) references person (workspace_id, id);
create index person_merged on person (workspace_id, merged_into) where merged_into is not null;

-- Whoever stands for others is not merged: there is no chain, and so no circle.
create function person_stands_or_is_merged() returns trigger
  language plpgsql as $$
begin
  if exists (select from person where workspace_id = new.workspace_id
      and ((id = new.merged_into and merged_into is not null) or merged_into = new.id)) then
    raise exception 'person % cannot go into %: one of them would be merged and stand for others',
      new.id, new.merged_into using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger person_merge_is_flat after insert or update of merged_into on person
  for each row when (new.merged_into is not null) execute function person_stands_or_is_merged();

-- One merge, open until it is undone. What it moved and changed stands here and in the two tables
-- below: undoing it gives back the former state.
create table person_merge (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  kept_id integer not null,
  merged_id integer not null,
  merged_at timestamptz not null,
  merged_by text not null,
  -- The newest consent fact that was known then: what is newer was learnt while they were one.
  last_fact_id integer not null,
  -- Fields of the kept person that were taken from the other: {"phone": {"from": "", "to": "12"}}.
  fields jsonb not null default '{}',
  undone_at timestamptz,
  undone_by text,
  primary key (workspace_id, id),
  foreign key (workspace_id, kept_id) references person (workspace_id, id) on delete cascade,
  foreign key (workspace_id, merged_id) references person (workspace_id, id) on delete cascade
);
create unique index person_merge_open on person_merge (workspace_id, merged_id)
  where undone_at is null;
create index person_merge_kept on person_merge (workspace_id, kept_id);

-- The merged person's links as they were, and what each did to the kept person's: made one, brought
-- one back that was history (since kept_ended_at), or nothing, because it was there.
create table person_merge_link (
  workspace_id integer not null references workspace (id),
  merge_id integer not null,
  address_id integer not null,
  is_primary boolean not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  effect text not null check (effect in ('made', 'revived', 'none')),
  kept_ended_at timestamptz,
  primary key (workspace_id, merge_id, address_id),
  foreign key (workspace_id, merge_id) references person_merge (workspace_id, id) on delete cascade,
  foreign key (workspace_id, address_id) references address (workspace_id, id) on delete cascade
);
create index person_merge_link_address on person_merge_link (workspace_id, address_id);

create table person_merge_affiliation (
  workspace_id integer not null references workspace (id),
  merge_id integer not null,
  organization_id integer not null,
  is_made boolean not null,
  primary key (workspace_id, merge_id, organization_id),
  foreign key (workspace_id, merge_id) references person_merge (workspace_id, id) on delete cascade,
  foreign key (workspace_id, organization_id) references organization (workspace_id, id)
    on delete cascade
);
create index person_merge_affiliation_organization
  on person_merge_affiliation (workspace_id, organization_id);

-- Pairs somebody looked at: two persons, the lower id first.
create table not_same_person (
  workspace_id integer not null references workspace (id),
  person_id integer not null,
  other_id integer not null,
  said_by text not null,
  said_at timestamptz not null,
  primary key (workspace_id, person_id, other_id),
  check (person_id < other_id),
  foreign key (workspace_id, person_id) references person (workspace_id, id) on delete cascade,
  foreign key (workspace_id, other_id) references person (workspace_id, id) on delete cascade
);
create index not_same_person_other on not_same_person (workspace_id, other_id);

-- People who are opted out of e-mail: by what was stated of the person, or of anyone merged into the
-- person, each judged by itself, so that the strictest holds; or of any address now in use.
create or replace view opted_out_person with (security_invoker = true) as
  select p.workspace_id, coalesce(p.merged_into, p.id) as person_id
  from (
    select workspace_id, person_id
    from consent_wish
    where person_id is not null and scope = 'everything' and (channel is null or channel = 'email')
    group by workspace_id, person_id
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  ) stated
  join person p on p.workspace_id = stated.workspace_id and p.id = stated.person_id
  union
  select pa.workspace_id, pa.person_id
  from opted_out_address o
  join address a on a.workspace_id = o.workspace_id and a.id = o.address_id and a.kind = 'email'
  join person_address pa on pa.workspace_id = o.workspace_id and pa.address_id = o.address_id
  where o.is_everywhere and pa.ended_at is null;

call fence('person_merge');
call fence('person_merge_link');
call fence('person_merge_affiliation');
call fence('not_same_person');
