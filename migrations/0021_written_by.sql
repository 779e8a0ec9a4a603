-- Who wrote what about a person, so that "why does it say so?" has an answer.

-- Who writes in this transaction, as "import:12" or "user:Ruth"; empty where nobody said so.
create function homing_writer() returns text
  language sql stable parallel safe
  as $$ select coalesce(current_setting('homing.writer', true), '') $$;

alter table person add column made_by text not null default '';
alter table organization add column made_by text not null default '';
alter table person_address add column made_by text not null default '';
alter table affiliation add column made_by text not null default '';
alter table person alter column made_by set default homing_writer();
alter table organization alter column made_by set default homing_writer();
alter table person_address alter column made_by set default homing_writer();
alter table affiliation alter column made_by set default homing_writer();

-- Each time a field of a person changed: what it was before, and who wrote what it became. What a
-- person was made with stands in the person's made_by.
create table field_change (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  person_id integer not null,
  field text not null,
  before text not null,
  written_by text not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references person (workspace_id, id) on delete cascade
);
create index field_change_person on field_change (workspace_id, person_id, field, id desc);
call fence('field_change');
revoke update, delete on field_change from homing_app;

-- As a trigger, because whoever writes a person cannot forget it; a row that stays the same costs
-- one comparison.
create function note_field_changes() returns trigger
  language plpgsql as $$
begin
  insert into field_change (workspace_id, person_id, field, before, written_by)
  select new.workspace_id, new.id, c.field, coalesce(c.before, ''), homing_writer()
  from (values
    ('external_id', old.external_id, new.external_id),
    ('name', old.name, new.name),
    ('first_name', old.first_name, new.first_name),
    ('last_name', old.last_name, new.last_name),
    ('job_title', old.job_title, new.job_title),
    ('phone', old.phone, new.phone),
    ('city', old.city, new.city),
    ('country', old.country, new.country),
    ('owner', (select o.name from owner o
        where o.workspace_id = old.workspace_id and o.id = old.owner_id),
      (select o.name from owner o
        where o.workspace_id = new.workspace_id and o.id = new.owner_id))
  ) as c (field, before, after)
  where coalesce(c.before, '') <> coalesce(c.after, '');
  return null;
end $$;
create trigger note_field_changes after update on person
  for each row when (old.* is distinct from new.*) execute function note_field_changes();
