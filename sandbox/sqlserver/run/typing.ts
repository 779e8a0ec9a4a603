/**
 * What the engine lacks: SQL Server's types with its own comparing, converting and refusing. Each
 * fails with `M` and the four digits of SQL Server's number.
 */
export const typesSql = () => `
create function ms_fail(number text, words text) returns int language plpgsql as
  $$ begin raise exception using errcode = 'M' || number, message = words; end $$;
${['nvarchar', 'varchar', 'bin'].map(textType).join('\n')}
create type ms_datetime2;
create function ms_datetime2_in(cstring) returns ms_datetime2
  language internal immutable strict as 'int8in';
create function ms_datetime2_out(ms_datetime2) returns cstring
  language internal immutable strict as 'int8out';
create function ms_datetime2_ti(cstring[]) returns int
  language internal immutable strict as 'timestamptypmodin';
create function ms_datetime2_to(int) returns cstring
  language internal immutable strict as 'timestamptypmodout';
create type ms_datetime2 (input = ms_datetime2_in, output = ms_datetime2_out, like = int8,
  typmod_in = ms_datetime2_ti, typmod_out = ms_datetime2_to, category = 'D');
create cast (ms_datetime2 as int8) without function;
create cast (int8 as ms_datetime2) without function;
create type ms_bit;
create function ms_bit_in(cstring) returns ms_bit language internal immutable strict as 'boolin';
create function ms_bit_out(ms_bit) returns cstring language internal immutable strict as 'boolout';
create type ms_bit (input = ms_bit_in, output = ms_bit_out, like = boolean, category = 'N');
create cast (ms_bit as boolean) without function as implicit;
create cast (boolean as ms_bit) without function as assignment;
create type ms_uniqueidentifier;
create function ms_uniqueidentifier_in(cstring) returns ms_uniqueidentifier
  language internal immutable strict as 'uuid_in';
create function ms_uniqueidentifier_out(ms_uniqueidentifier) returns cstring
  language internal immutable strict as 'uuid_out';
create type ms_uniqueidentifier (input = ms_uniqueidentifier_in,
  output = ms_uniqueidentifier_out, like = uuid, category = 'U');
create cast (ms_uniqueidentifier as uuid) without function;
create cast (uuid as ms_uniqueidentifier) without function as assignment;
${comparing('datetime2', 'int8')}
${comparing('bit', 'bool')}
-- Text compares as this collation has it: case does not matter, nor spaces at the end.
create function ms_key(text) returns text language sql immutable strict parallel safe
  return lower(rtrim($1, ' ') collate "pg_c_utf8") collate "C";
${comparingBy('nvarchar', 'ms_key($1::text)')}
${comparingBy('varchar', 'ms_key($1::text)')}
${comparingBy('bin', `rtrim($1::text, ' ') collate "C"`)}
-- The last six bytes first, then the groups before them backwards.
create function ms_guid_key(ms_uniqueidentifier) returns text language sql immutable strict
  return (select substr(x, 25) || substr(x, 21, 4) || substr(x, 17, 4) || substr(x, 13, 4)
    || substr(x, 9, 4) || substr(x, 1, 8)
    from (select replace($1::uuid::text, '-', '') as x) a) collate "C";
${comparingBy('uniqueidentifier', 'ms_guid_key($1)')}
create cast (ms_varchar as ms_nvarchar) without function as implicit;
create cast (ms_nvarchar as ms_varchar) without function as assignment;
create cast (ms_varchar as ms_bin) without function as implicit;
create cast (ms_nvarchar as ms_bin) without function as implicit;
create cast (ms_bin as ms_nvarchar) without function as assignment;
create cast (ms_bin as ms_varchar) without function as assignment;
`

/** A text of so many characters, which is not shortened unasked. */
function textType(name: string): string {
  const type = `ms_${name}`
  return `
create type ${type};
create function ${type}_in(cstring) returns ${type} language internal immutable strict
  as 'textin';
create function ${type}_out(${type}) returns cstring language internal immutable strict
  as 'textout';
create function ${type}_ti(cstring[]) returns int language internal immutable strict
  as 'varchartypmodin';
create function ${type}_to(int) returns cstring language internal immutable strict
  as 'varchartypmodout';
create type ${type} (input = ${type}_in, output = ${type}_out, typmod_in = ${type}_ti,
  typmod_out = ${type}_to, like = text, category = 'S');
create cast (${type} as text) without function as implicit;
create cast (text as ${type}) without function as assignment;
create function ${type}_fit(${type}, int, boolean) returns ${type}
  language plpgsql immutable strict as $$
  begin
    if length($1::text) <= $2 - 4 then return $1; end if;
    if not $3 and length(rtrim($1::text, ' ')) > $2 - 4 then
      perform ms_fail('2628', left($1::text, $2 - 4));
    end if;
    return left($1::text, $2 - 4)::${type};
  end $$;
create cast (${type} as ${type}) with function ${type}_fit(${type}, int, boolean) as implicit;
create function ms_plus(${type}, ${type}) returns ${type} language sql immutable strict
  return ($1::text || $2::text)::${type};
create operator + (leftarg = ${type}, rightarg = ${type}, function = ms_plus);`
}

const operators = [
  ['eq', '=', '=', '<>', ', restrict = eqsel, join = eqjoinsel, hashes, merges'],
  ['ne', '<>', '<>', '=', ', restrict = neqsel, join = neqjoinsel'],
  ['lt', '<', '>', '>=', ', restrict = scalarltsel, join = scalarltjoinsel'],
  ['le', '<=', '>=', '>', ', restrict = scalarlesel, join = scalarlejoinsel'],
  ['gt', '>', '<', '<=', ', restrict = scalargtsel, join = scalargtjoinsel'],
  ['ge', '>=', '<=', '<', ', restrict = scalargesel, join = scalargejoinsel'],
] as const

/** Operators and the classes that indexes and joins go by. */
function classes(name: string): string {
  const type = `ms_${name}`
  const made = operators.map(
    ([short, sign, commutes, negates, more]) =>
      `create operator ${sign} (leftarg = ${type}, rightarg = ${type},
        function = ${type}_${short}, commutator = ${commutes}, negator = ${negates}${more});`,
  )
  return `${made.join('\n')}
create operator class ${type}_order default for type ${type} using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >,
  function 1 ${type}_cmp(${type}, ${type});
create operator class ${type}_hashes default for type ${type} using hash as
  operator 1 =, function 1 ${type}_hash(${type});`
}

/** Compares as a type of the engine does. */
function comparing(name: string, like: 'int8' | 'bool'): string {
  const type = `ms_${name}`
  const own = (function_: string, source: string, result: string, count = 2) =>
    `create function ${type}_${function_}(${Array(count).fill(type).join(', ')}) returns ${result}
      language internal immutable strict as '${source}';`
  const hash = like === 'bool' ? 'hashchar' : 'hashint8'
  return `
${operators.map(([short]) => own(short, `${like}${short}`, 'boolean')).join('\n')}
${own('cmp', `bt${like}cmp`, 'int')}
${own('hash', hash, 'int', 1)}
${classes(name)}`
}

/** Compares by what that expression makes of each. */
function comparingBy(name: string, key: string): string {
  const type = `ms_${name}`
  const other = key.replaceAll('$1', '$2')
  const made = operators.map(
    ([short, sign]) => `create function ${type}_${short}(${type}, ${type}) returns boolean
      language sql immutable strict parallel safe return (${key}) ${sign} (${other});`,
  )
  return `${made.join('\n')}
create function ${type}_cmp(${type}, ${type}) returns int language sql immutable strict
  parallel safe return bttextcmp(${key}, ${other});
create function ${type}_hash(${type}) returns int language sql immutable strict
  parallel safe return hashtext(${key});
${classes(name)}`
}
