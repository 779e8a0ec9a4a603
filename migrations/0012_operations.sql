-- Keys that carry the workspace. A distributed PostgreSQL shards by workspace, and keeps a key or a
-- foreign key only where the workspace is part of it (docs/scaling.md): a row's number becomes
-- (workspace, number), and so does every reference to one. Found in the catalogue, so that it holds
-- for every table made before; test/architecture/workspace-keys.test.ts holds it for later ones.

do $$
declare
  narrow record;
  lone record;
begin
  -- Tables of a workspace that are known by a number alone, and visits to a consent page.
  create temporary table lone_key on commit drop as
    select k.conrelid as relation, k.conname as name, k.conkey as key, a.attname as number
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid and c.relkind = 'r' and not c.relispartition
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    join pg_attribute w on w.attrelid = k.conrelid and w.attname = 'workspace_id' and w.attnotnull
    where k.contype = 'p' and cardinality(k.conkey) = 1
      and c.relnamespace = 'public'::regnamespace
      and (a.attidentity <> '' or c.relname = 'authorisation');

  create temporary table narrow_reference on commit drop as
    select f.conname as name, f.conrelid as relation, f.confrelid as target,
      a.attname as number, l.number as target_number, f.confdeltype as on_delete
    from pg_constraint f
    join lone_key l on l.relation = f.confrelid and l.key = f.confkey
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    where f.contype = 'f' and f.conparentid = 0;

  for narrow in select * from narrow_reference loop
    execute format('alter table %s drop constraint %I', narrow.relation::regclass, narrow.name);
  end loop;
  for lone in select * from lone_key loop
    execute format('alter table %1$s drop constraint %2$I,
      add constraint %2$I primary key (workspace_id, %3$I)',
      lone.relation::regclass, lone.name, lone.number);
  end loop;
  for narrow in select * from narrow_reference loop
    execute format('alter table %s add constraint %I foreign key (workspace_id, %I)
      references %s (workspace_id, %I)%s', narrow.relation::regclass, narrow.name, narrow.number,
      narrow.target::regclass, narrow.target_number,
      case narrow.on_delete
        when 'c' then ' on delete cascade'
        when 'r' then ' on delete restrict'
        -- "Set null" leaves the workspace alone.
        when 'n' then format(' on delete set null (%I)', narrow.number)
        else '' end);
  end loop;
end $$;
