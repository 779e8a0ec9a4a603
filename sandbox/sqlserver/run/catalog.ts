/** Where the server's own tables are: whoever may do nothing with an object does not see it. */
const visible = `has_table_privilege(c.oid, 'select, insert, update, delete, references')`
const ours = `n.nspname !~ '^(pg_|ms_|sys$|information_schema$)'`
const relations = `pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'v') and ${ours} and ${visible}
    and not (n.nspname = 'public' and c.relname like 'ms\\_%')`
const name = (expression: string) => `${expression}::text::ms_nvarchar(128)`

/** The type of a column as this server calls it. */
const typeName = `create function ms_type_name(oid) returns text language sql stable as $$
  select case typname when 'int2' then 'smallint' when 'int4' then 'int' when 'int8' then 'bigint'
    when 'float4' then 'real' when 'float8' then 'float' when 'numeric' then 'decimal'
    when 'bytea' then 'varbinary' when 'ms_bin' then 'nvarchar' else replace(typname, 'ms_', '') end
  from pg_type where oid = $1 $$;`

const columns = `create view ms_information_schema.columns as
  select ms_database() as table_catalog, ${name('n.nspname')} as table_schema,
    ${name('c.relname')} as table_name, ${name('a.attname')} as column_name,
    row_number() over (partition by c.oid order by a.attnum)::int4 as ordinal_position,
    (case when a.attnotnull then 'NO' else 'YES' end)::ms_varchar(3) as is_nullable,
    ${name('ms_type_name(a.atttypid)')} as data_type,
    (case when t.typname in ('ms_nvarchar', 'ms_varchar', 'ms_bin')
      then case when a.atttypmod < 0 then -1 else a.atttypmod - 4 end end)::int4
      as character_maximum_length,
    (case when t.typname = 'ms_bin' then 'Latin1_General_BIN2'
      when t.typcategory = 'S' then 'SQL_Latin1_General_CP1_CI_AS' end)::ms_nvarchar(128)
      as collation_name
  from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
  where a.attnum > 0 and not a.attisdropped and c.oid in (select c.oid from ${relations});
create view sys.columns as
  select a.attrelid::int4 as object_id, ${name('a.attname')} as name, a.attnum::int4 as column_id,
    a.atttypid::int4 as system_type_id, a.atttypid::int4 as user_type_id,
    (case when t.typlen > 0 then t.typlen when a.atttypmod < 0 then -1
      when t.typname = 'ms_varchar' then a.atttypmod - 4 else (a.atttypmod - 4) * 2 end)::int2
      as max_length,
    (not a.attnotnull)::ms_bit as is_nullable, (a.attidentity <> '')::ms_bit as is_identity
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  where a.attnum > 0 and not a.attisdropped and a.attrelid in (select c.oid from ${relations});`

const objects = `create view sys.objects as
  select ${name('c.relname')} as name, c.oid::int4 as object_id, n.oid::int4 as schema_id,
    (case c.relkind when 'v' then 'V' else 'U' end)::ms_varchar(2) as type,
    (case c.relkind when 'v' then 'VIEW' else 'USER_TABLE' end)::ms_nvarchar(60) as type_desc
  from ${relations};
create view sys.tables as select * from sys.objects where type = 'U'::ms_varchar;
create view sys.views as select * from sys.objects where type = 'V'::ms_varchar;
create view sys.schemas as select ${name('n.nspname')} as name, n.oid::int4 as schema_id
  from pg_namespace n where ${ours};
create view sys.types as select ${name('ms_type_name(oid)')} as name, oid::int4 as system_type_id,
    oid::int4 as user_type_id
  from pg_type where typname in ('int2', 'int4', 'int8', 'float8', 'numeric', 'date', 'bytea',
    'ms_bit', 'ms_nvarchar', 'ms_varchar', 'ms_datetime2', 'ms_uniqueidentifier');
create view ms_information_schema.tables as
  select ms_database() as table_catalog, ${name('n.nspname')} as table_schema,
    ${name('c.relname')} as table_name,
    (case c.relkind when 'v' then 'VIEW' else 'BASE TABLE' end)::ms_varchar(10) as table_type
  from ${relations};`

/** What somebody may do, as the engine knows it. */
const permissions = `
create function ms_object(text) returns oid language sql stable as $$
  select to_regclass(case when x like '%.%' then x else 'dbo.' || x end)::oid
    from (select regexp_replace(lower($1), '[][]', '', 'g') as x) a $$;
create function ms_object_id(text, text default null) returns int4 language sql stable as $$
  select c.oid::int4 from pg_class c where c.oid = ms_object($1) and ${visible}
    and ($2 is null or $2 = case c.relkind when 'v' then 'V' else 'U' end) $$;
create function ms_has_perms_by_name(text, text, text) returns int4 language sql stable as $$
  select case when lower($2) = 'object' and ms_object_id($1) is not null
    and lower($3) in ('select', 'insert', 'update', 'delete', 'references')
    then has_table_privilege(ms_object($1), $3)::int4
    when lower($2) = 'object' and lower($3) in ('select', 'insert', 'update', 'delete') then 0 end
      $$;
create function ms_fn_my_permissions(text, text) returns table (
    entity_name ms_nvarchar(128), subentity_name ms_nvarchar(128), permission_name ms_nvarchar(60))
  language sql stable as $$
  select $1::ms_nvarchar, coalesce(a.attname::text, '')::ms_nvarchar, upper(p)::ms_nvarchar
    from unnest(array['select', 'insert', 'update', 'delete', 'references']) p
    left join pg_attribute a on false
   where lower($2) = 'object' and ms_object($1) is not null
     and has_table_privilege(ms_object($1), p)
  union all
  select $1::ms_nvarchar, a.attname::text::ms_nvarchar, upper(p)::ms_nvarchar
    from unnest(array['select', 'update', 'references']) p, pg_attribute a
   where lower($2) = 'object' and a.attrelid = ms_object($1) and a.attnum > 0
     and has_table_privilege(ms_object($1), p) $$;
create table ms_permissions (what text, permission text, object oid, grantee text,
  primary key (permission, object, grantee));
create function ms_right(what text, permission text, object text, grantee text) returns void
  language plpgsql as $$
  declare
    found oid := ms_object(object);
  begin
    if found is null or not exists (select from pg_roles where rolname = grantee) then
      perform ms_fail('4604', 'There is no such user or group ''' || grantee
        || ''' or you do not have permission.');
    end if;
    delete from ms_permissions p where p.permission = ms_right.permission and p.object = found
      and p.grantee = ms_right.grantee;
    if what <> 'revoke' then insert into ms_permissions values (what, permission, found, grantee);
      end if;
    if what = 'grant' then execute format('grant %s on %s to %I', permission, found::regclass,
      grantee);
    else execute format('revoke %s on %s from %I', permission, found::regclass, grantee); end if;
  end $$;
create table ms_logins (name text primary key, password text not null);
create function ms_create_login(text, text) returns void language sql as
  $$ insert into ms_logins values (lower($1), $2) $$;`

const plain = `
create function ms_joined(variadic ms_nvarchar[]) returns ms_nvarchar language sql immutable
  return array_to_string($1::text[], '')::ms_nvarchar;
create function ms_charindex(text, text) returns int4 language sql immutable strict
  return strpos(ms_key($2 || 'x'), left(ms_key($1 || 'x'), -1));
create function ms_like(text, text, text) returns boolean language plpgsql immutable as $$
  declare
    pattern text := '^';
    i int := 1;
    c text;
  begin
    if $1 is null or $2 is null then return null; end if;
    while i <= length($2) loop
      c := substr($2, i, 1);
      if c = $3 then i := i + 1; c := substr($2, i, 1); pattern := pattern || '[' ||
        case c when '\\' then '\\\\' when '^' then '\\^' when ']' then '\\]' else c end || ']';
      elsif c = '%' then pattern := pattern || '.*';
      elsif c = '_' then pattern := pattern || '.';
      elsif c = '[' and strpos(substr($2, i), ']') > 0 then
        pattern := pattern || replace(substr($2, i, strpos(substr($2, i), ']')), '\\', '\\\\');
        i := i + strpos(substr($2, i), ']') - 1;
      else pattern := pattern || case when c ~ '[a-zA-Z0-9 ]' then c else '\\' || c end;
      end if;
      i := i + 1;
    end loop;
    return $1 ~* (pattern || ' *$');
  end $$;
create function ms_dateadd(part text, n int, at ms_datetime2) returns ms_datetime2
  language plpgsql immutable strict as $$
  declare
    each_ bigint := case part when 'day' then 864000000000 when 'dd' then 864000000000
      when 'd' then 864000000000 when 'hour' then 36000000000 when 'hh' then 36000000000
      when 'minute' then 600000000 when 'mi' then 600000000 when 'n' then 600000000
      when 'second' then 10000000 when 'ss' then 10000000 when 's' then 10000000
      when 'millisecond' then 10000 when 'ms' then 10000 when 'microsecond' then 10
      when 'mcs' then 10 when 'week' then 6048000000000 end;
  begin
    if part in ('month', 'mm', 'm', 'year', 'yy', 'yyyy') then
      return ms_ticks(timestamp '0001-01-01' + make_interval(secs => (at::bigint /
        10000000)::float8)
        + make_interval(months => case when part like 'y%' then n * 12 else n end), at::bigint %
          10000000);
    end if;
    if each_ is null then perform ms_fail('0155', '''' || part ||
      ''' is not a recognized dateadd option.'); end if;
    return (at::bigint + n * each_)::ms_datetime2;
  end $$;
create function ms_datediff(part text, starts ms_datetime2, ends ms_datetime2) returns int4
  language plpgsql immutable strict as $$
  declare
    each_ bigint := case part when 'day' then 864000000000 when 'dd' then 864000000000
      when 'hour' then 36000000000 when 'minute' then 600000000 when 'second' then 10000000
      when 'millisecond' then 10000 when 'ms' then 10000 when 'ss' then 10000000 when 's' then
        10000000 end;
  begin
    if each_ is null then perform ms_fail('9999', 'datediff of ' || part); end if;
    return (ends::bigint / each_ - starts::bigint / each_)::int4;
  end $$;
`

/** Everything of the server that is no type. */
export function catalogSql(database: string, version: string): string {
  return `
create schema sys;
create schema ms_information_schema;
create schema dbo;
grant usage on schema sys, ms_information_schema, dbo to public;
create function ms_database() returns ms_nvarchar language sql immutable
  return '${database}'::ms_nvarchar;
create function ms_user() returns ms_nvarchar language sql stable return
  (case session_user when 'postgres' then 'dbo' else session_user::text end)::text::ms_nvarchar;
create function ms_now() returns ms_datetime2 language sql stable
  return statement_timestamp()::ms_datetime2;
create function ms_action(text) returns ms_nvarchar language sql return $1::ms_nvarchar;
create function ms_serverproperty(text) returns ms_nvarchar language sql immutable return
  (case lower($1) when 'productversion' then '${version}' when 'edition' then 'Simulated'
    when 'productlevel' then 'RTM' when 'collation' then 'SQL_Latin1_General_CP1_CI_AS'
    when 'engineedition' then '3' end)::text::ms_nvarchar;
${['ms_nvarchar', 'ms_varchar', 'ms_bin'].map(textFunctions).join('\n')}
${plain}${['ms_datetime2', 'ms_uniqueidentifier', 'ms_nvarchar', 'ms_varchar', 'ms_bin']
    .map(extremes)
    .join('\n')}
create function ms_sum_step(int4, int4) returns int4 language internal immutable strict as 'int4pl';
create aggregate ms_sum(int4) (sfunc = ms_sum_step, stype = int4);
create function ms_sum_step(numeric, numeric) returns numeric language internal immutable strict
  as 'numeric_add';
create aggregate ms_sum(numeric) (sfunc = ms_sum_step, stype = numeric);
create function ms_text_of(ms_nvarchar, int) returns text language sql immutable strict return
  $1::text;
create function ms_text_of(ms_varchar, int) returns text language sql immutable strict return
  $1::text;
create function ms_text_of(date, int) returns text language sql immutable strict
  return case $2 when 112 then to_char($1, 'YYYYMMDD') else $1::text end;
create function ms_text_of(int4, int) returns text language sql immutable strict return $1::text;
create function ms_text_of(int8, int) returns text language sql immutable strict return $1::text;
create function ms_text_of(ms_uniqueidentifier, int) returns text language sql immutable strict
  return upper($1::uuid::text);
${typeName}
${columns}
${objects}
${permissions}
grant select on all tables in schema sys to public;
grant select on all tables in schema ms_information_schema to public;`
}

function textFunctions(type: string): string {
  return `
create function ms_lower(${type}) returns ${type} language sql immutable strict
  return (lower($1::text collate "pg_c_utf8"))::text::${type};
create function ms_upper(${type}) returns ${type} language sql immutable strict
  return (upper($1::text collate "pg_c_utf8"))::text::${type};
create function ms_ltrim(${type}) returns ${type} language sql immutable strict
  return ltrim($1::text, ' ')::${type};
create function ms_rtrim(${type}) returns ${type} language sql immutable strict
  return rtrim($1::text, ' ')::${type};
create function ms_trim(${type}) returns ${type} language sql immutable strict
  return btrim($1::text, ' ')::${type};
create function ms_substring(${type}, int, int) returns ${type} language sql immutable strict
  return substr($1::text, $2, $3)::${type};
create function ms_left(${type}, int) returns ${type} language sql immutable strict
  return left($1::text, greatest($2, 0))::${type};
create function ms_right(${type}, int) returns ${type} language sql immutable strict
  return right($1::text, greatest($2, 0))::${type};
create function ms_replace(${type}, text, text) returns ${type} language sql immutable strict
  return replace($1::text, $2, $3)::${type};
create function ms_datalength(${type}) returns int4 language sql immutable strict
  return length($1::text) * ${type === 'ms_varchar' ? 1 : 2};`
}

function extremes(type: string): string {
  const one = (name: string, sign: string) => `
create function ms_${name}(${type}, ${type}) returns ${type} language sql immutable strict
  return case when $1 ${sign} $2 then $1 else $2 end;
create aggregate ${name}(${type}) (sfunc = ms_${name}, stype = ${type});`
  return one('min', '<=') + one('max', '>=')
}
