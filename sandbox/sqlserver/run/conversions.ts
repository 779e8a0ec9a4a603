/** What SQL Server says where a value cannot become one of another kind. */
const plain = `
create function ms_number_of(text, type text) returns numeric language plpgsql immutable strict as
  $$
  begin
    if btrim($1, ' ') = '' and type <> 'numeric' then return 0; end if;
    if btrim($1, ' ') ~ '^[-+]?\\d+$'
      or (type = 'numeric' and btrim($1, ' ') ~ '^[-+]?(\\d+\\.?\\d*|\\.\\d+)$') then
      return btrim($1, ' ')::numeric;
    end if;
    if type in ('numeric', 'bigint') then
      perform ms_fail('8114', 'Error converting data type nvarchar to ' || type || '.');
    end if;
    perform ms_fail('0245', 'Conversion failed when converting the nvarchar value '''
      || $1 || ''' to data type ' || type || '.');
    return null;
  end $$;
create function ms_whole(numeric, type text, lowest numeric, highest numeric) returns numeric
  language plpgsql immutable strict as $$
  begin
    if $1 between lowest and highest then return $1; end if;
    perform ms_fail('8115', 'Arithmetic overflow error converting expression to data type '
      || type || '.');
    return null;
  end $$;
create function ms_ticks(timestamp, rest bigint) returns ms_datetime2 language sql immutable strict
  return ((extract(epoch from date_trunc('second', $1))::bigint + 62135596800) * 10000000
    + (extract(microseconds from $1)::bigint % 1000000) * 10 + rest)::ms_datetime2;
create function ms_moment_of(text) returns ms_datetime2 language plpgsql immutable strict as $$
  declare
    t text := btrim($1, ' ');
    part text[];
  begin
    if t ~ '^\\d{8}$' then t := left(t, 4) || '-' || substr(t, 5, 2) || '-' || right(t, 2); end if;
    part := regexp_match(t,
      '^(\\d{4}-\\d\\d-\\d\\d)(?:[ T](\\d\\d:\\d\\d(?::\\d\\d)?)(?:\\.(\\d{1,7}))?Z?)?$');
    if part is null then perform ms_fail('0241',
      'Conversion failed when converting date and/or time from character string.'); end if;
    return (ms_ticks((part[1] || ' ' || coalesce(part[2], '00:00'))::timestamp, 0)::bigint
      + rpad(coalesce(part[3], ''), 7, '0')::bigint)::ms_datetime2;
  exception when datetime_field_overflow or invalid_datetime_format then
    perform ms_fail('0241',
      'Conversion failed when converting date and/or time from character string.');
  end $$;
create function ms_text_of(ms_datetime2, style int) returns text language plpgsql immutable strict
  as $$
  declare
    moment timestamp := timestamp '0001-01-01' + make_interval(secs => ($1::bigint /
      10000000)::float8);
    rest text := lpad(($1::bigint % 10000000)::text, 7, '0');
  begin
    case style
      when 120 then return to_char(moment, 'YYYY-MM-DD HH24:MI:SS');
      when 0, 121 then return to_char(moment, 'YYYY-MM-DD HH24:MI:SS.') || rest;
      when 112 then return to_char(moment, 'YYYYMMDD');
      when 23 then return to_char(moment, 'YYYY-MM-DD');
      when 126 then return to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS')
        || case rest when '0000000' then '' else '.' || rest end;
      else perform ms_fail('9999', 'the style ' || style);
    end case;
    return null;
  end $$;
create function ms_rounded(ms_datetime2, int, boolean) returns ms_datetime2
  language sql immutable strict
  return (round($1::bigint::numeric, $2 - 7))::bigint::ms_datetime2;
create cast (ms_datetime2 as ms_datetime2)
  with function ms_rounded(ms_datetime2, int, boolean) as implicit;
create function ms_moment(ms_datetime2) returns timestamptz language sql immutable strict
  return (timestamp '0001-01-01' + make_interval(secs => ($1::bigint / 10000000)::float8)
    + make_interval(secs => (($1::bigint % 10000000) / 10)::float8 / 1000000)) at time zone 'UTC';
create cast (ms_datetime2 as timestamptz) with function ms_moment(ms_datetime2) as implicit;
create function ms_moment_in(timestamptz) returns ms_datetime2 language sql immutable strict
  return ms_ticks($1 at time zone 'UTC', 0);
create cast (timestamptz as ms_datetime2) with function ms_moment_in(timestamptz) as assignment;
create function ms_day(ms_datetime2) returns date language sql immutable strict
  return date '0001-01-01' + ($1::bigint / 864000000000)::int;
create cast (ms_datetime2 as date) with function ms_day(ms_datetime2) as assignment;
create function ms_midnight(date) returns ms_datetime2 language sql immutable strict
  return (($1 - date '0001-01-01') * 864000000000::bigint)::ms_datetime2;
create cast (date as ms_datetime2) with function ms_midnight(date) as implicit;
create function ms_bit_number(ms_bit) returns int language sql immutable strict
  return $1::boolean::int;
create cast (ms_bit as int4) with function ms_bit_number(ms_bit) as implicit;
create function ms_number_bit(numeric) returns ms_bit language sql immutable strict
  return ($1 <> 0)::ms_bit;
create cast (numeric as ms_bit) with function ms_number_bit(numeric) as assignment;
create function ms_number_bit(int4) returns ms_bit language sql immutable strict
  return ($1 <> 0)::ms_bit;
create cast (int4 as ms_bit) with function ms_number_bit(int4) as assignment;
create function ms_bit_of(text) returns ms_bit language plpgsql immutable strict as $$
  begin
    if lower(btrim($1, ' ')) in ('true', 'false') then return btrim($1, ' ')::boolean::ms_bit; end
      if;
    return (ms_number_of($1, 'bit') <> 0)::ms_bit;
  end $$;
create function ms_guid_of(text) returns ms_uniqueidentifier language plpgsql immutable strict as $$
  begin
    if $1 ~ '^\\{?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}' then
      return substr(ltrim($1, '{'), 1, 36)::uuid::ms_uniqueidentifier;
    end if;
    perform ms_fail('8169',
      'Conversion failed when converting from a character string to uniqueidentifier.');
    return null;
  end $$;
create function ms_day_of(text) returns date language sql immutable strict
  return ms_day(ms_moment_of($1));
`

/** All of them. */
export function conversionsSql(): string {
  return plain + ['nvarchar', 'varchar', 'bin'].map(ofText).join('\n')
}

const fromText: readonly (readonly [string, (text: string) => string])[] = [
  ['int2', (x) => `ms_whole(ms_number_of(${x}, 'smallint'), 'smallint', -32768, 32767)::int2`],
  ['int4', (x) => `ms_whole(ms_number_of(${x}, 'int'), 'int', -2147483648, 2147483647)::int4`],
  [
    'int8',
    (x) => `ms_whole(ms_number_of(${x}, 'bigint'), 'bigint', -9223372036854775808,
      9223372036854775807)::int8`,
  ],
  ['numeric', (x) => `ms_number_of(${x}, 'numeric')`],
  ['float8', (x) => `ms_number_of(${x}, 'numeric')::float8`],
  ['ms_bit', (x) => `ms_bit_of(${x})`],
  ['date', (x) => `ms_day_of(${x})`],
  ['ms_datetime2', (x) => `ms_moment_of(${x})`],
  ['ms_uniqueidentifier', (x) => `ms_guid_of(${x})`],
]

const toText: Readonly<Record<string, string>> = {
  int2: '$1::text',
  int4: '$1::text',
  int8: '$1::text',
  numeric: '$1::text',
  ms_bit: '$1::boolean::int::text',
  date: '$1::text',
  ms_datetime2: 'ms_text_of($1, 121)',
  ms_uniqueidentifier: 'upper($1::uuid::text)',
}

const signs = ['=', '<>', '<', '<=', '>', '>='] as const

/**
 * Between a text and anything else the other's type has precedence, so the text is converted:
 * https://learn.microsoft.com/sql/t-sql/data-types/data-type-precedence-transact-sql
 */
function ofText(name: string): string {
  const type = `ms_${name}`
  const into = fromText.flatMap(([other, convert]) => [
    `create function ms_to_${other}(${type}) returns ${other} language sql immutable strict
      return ${convert('$1::text')};`,
    `create cast (${type} as ${other}) with function ms_to_${other}(${type}) as assignment;`,
    ...[...signs.keys()].flatMap((at) => [
      `create function ms_mixed${at}(${other}, ${type}) returns boolean language sql immutable
        strict return $1 ${signs[at]} $2::${other};`,
      `create operator ${signs[at]} (leftarg = ${other}, rightarg = ${type},
        function = ms_mixed${at});`,
      `create function ms_mixed${at}(${type}, ${other}) returns boolean language sql immutable
        strict return $1::${other} ${signs[at]} $2;`,
      `create operator ${signs[at]} (leftarg = ${type}, rightarg = ${other},
        function = ms_mixed${at});`,
    ]),
    ...(['int4', 'numeric'].includes(other)
      ? [
          `create function ms_plus(${other}, ${type}) returns ${other} language sql immutable
            strict return $1 + $2::${other};`,
          `create operator + (leftarg = ${other}, rightarg = ${type}, function = ms_plus);`,
          `create function ms_plus(${type}, ${other}) returns ${other} language sql immutable
            strict return $1::${other} + $2;`,
          `create operator + (leftarg = ${type}, rightarg = ${other}, function = ms_plus);`,
        ]
      : []),
  ])
  const out = Object.entries(toText).flatMap(([other, convert]) => [
    `create function ms_to_${name}(${other}) returns ${type} language sql immutable strict
      return (${convert})::${type};`,
    `create cast (${other} as ${type}) with function ms_to_${name}(${other}) as assignment;`,
  ])
  return [...into, ...out].join('\n')
}
