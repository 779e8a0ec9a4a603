-- Fields of the firm's own on persons: what they are called and take, and each person's values.

create table own_field (
  workspace_id integer not null references workspace (id),
  -- As files, rules and segments name it; never changes.
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label text not null,
  kind text not null check (kind in ('text', 'number', 'date', 'yes_no', 'choice')),
  -- Of a choice: what may be chosen, in order.
  choices jsonb not null default '[]',
  made_at timestamptz not null,
  -- Offered and filled no more; what persons hold stays with them.
  retired_at timestamptz,
  primary key (workspace_id, key)
);
revoke delete on own_field from homing_app;
call fence('own_field');

-- Values by key, only those that are not empty, as the field's kind writes them (docs/decisions/0026).
alter table person add column own jsonb not null default '{}';

-- Who wrote a field of the firm's own is told as of any other; it goes by the name own:key.
create or replace function note_field_changes() returns trigger
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
  if old.own is distinct from new.own then
    insert into field_change (workspace_id, person_id, field, before, written_by)
    select new.workspace_id, new.id, 'own:' || k.key, coalesce(old.own ->> k.key, ''),
      homing_writer()
    from (select jsonb_object_keys(old.own || new.own) as key) k
    where (old.own ->> k.key) is distinct from (new.own ->> k.key);
  end if;
  return null;
end $$;
