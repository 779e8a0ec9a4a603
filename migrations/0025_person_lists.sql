-- Lists of people of our own, beside those an ESP holds (list, list_member): static ones, suppression
-- lists (nobody on one is reached by any campaign), and segments, which are a saved question.

create table person_list (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  name text not null check (length(name) between 1 and 100),
  kind text not null check (kind in ('static', 'suppression', 'segment')),
  -- Of a segment: who is in it, as a tree of conditions with its version (src/lists/segments/).
  definition jsonb,
  description text not null default '' check (length(description) <= 1000),
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id),
  check ((kind = 'segment') = (definition is not null))
);
-- Names are free again once a list is archived; restoring one asks for a free name.
create unique index person_list_name on person_list (workspace_id, lower(name))
  where archived_at is null;
revoke delete on person_list from homing_app;

-- Who is on a list. A person who was merged keeps the row, and whoever stands for it counts as on the
-- list: parting the two again leaves nothing to be put right.
create table person_list_member (
  workspace_id integer not null references workspace (id),
  person_list_id integer not null,
  person_id integer not null,
  added_at timestamptz not null default now(),
  added_by text not null,
  primary key (workspace_id, person_list_id, person_id),
  foreign key (workspace_id, person_list_id) references person_list (workspace_id, id),
  foreign key (workspace_id, person_id) references person (workspace_id, id) on delete cascade
);
create index person_list_member_person on person_list_member (workspace_id, person_id);

call fence('person_list');
call fence('person_list_member');
