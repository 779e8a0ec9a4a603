import { SqlError } from './errors.ts'
import type { Cursor } from './tokens.ts'

type Make = (values: readonly string[]) => string

interface Known {
  least: number
  most: number
  make: Make
}

const same =
  (name: string): Make =>
  (values) =>
    `${name}(${values.join(', ')})`
const exactly = (count: number, make: Make): Known => ({ least: count, most: count, make })
const texted =
  (name: string): Make =>
  ([value = '', ...rest]) =>
    `ms_${name}(${[value, ...rest].join(', ')})`

/** What can be called, and what the engine does for it. */
const functions: Readonly<Record<string, Known>> = {
  coalesce: { least: 2, most: 100, make: same('coalesce') },
  isnull: exactly(2, same('coalesce')),
  nullif: exactly(2, same('nullif')),
  len: exactly(1, ([x]) => `length(rtrim((${x})::text, ' '))`),
  datalength: exactly(1, texted('datalength')),
  lower: exactly(1, texted('lower')),
  upper: exactly(1, texted('upper')),
  ltrim: exactly(1, texted('ltrim')),
  rtrim: exactly(1, texted('rtrim')),
  trim: exactly(1, texted('trim')),
  substring: exactly(3, texted('substring')),
  left: exactly(2, texted('left')),
  right: exactly(2, texted('right')),
  replace: exactly(3, texted('replace')),
  charindex: exactly(2, texted('charindex')),
  concat: { least: 2, most: 254, make: (values) => `ms_joined(${values.map(asText).join(', ')})` },
  getutcdate: exactly(0, () => 'ms_now()'),
  sysutcdatetime: exactly(0, () => 'ms_now()'),
  // This server's clock is in UTC.
  getdate: exactly(0, () => 'ms_now()'),
  sysdatetime: exactly(0, () => 'ms_now()'),
  current_timestamp: exactly(0, () => 'ms_now()'),
  dateadd: exactly(3, ([part, n, at]) => `ms_dateadd(${part}, ${n}, (${at})::ms_datetime2)`),
  datediff: exactly(
    3,
    ([part, from, to]) => `ms_datediff(${part}, (${from})::ms_datetime2, (${to})::ms_datetime2)`,
  ),
  newid: exactly(0, () => 'gen_random_uuid()::ms_uniqueidentifier'),
  abs: exactly(1, same('abs')),
  floor: exactly(1, same('floor')),
  ceiling: exactly(1, same('ceil')),
  row_number: exactly(0, () => 'row_number()'),
  count: exactly(1, same('count')),
  count_big: exactly(1, same('count')),
  sum: exactly(1, same('ms_sum')),
  min: exactly(1, same('min')),
  max: exactly(1, same('max')),
  db_name: exactly(0, () => 'ms_database()'),
  schema_name: exactly(0, () => `'dbo'::ms_nvarchar(128)`),
  user_name: exactly(0, () => 'ms_user()'),
  current_user: exactly(0, () => 'ms_user()'),
  session_user: exactly(0, () => 'ms_user()'),
  user: exactly(0, () => 'ms_user()'),
  system_user: exactly(0, () => 'ms_user()'),
  suser_sname: exactly(0, () => 'ms_user()'),
  original_login: exactly(0, () => 'ms_user()'),
  serverproperty: exactly(1, texted('serverproperty')),
  object_id: { least: 1, most: 2, make: texted('object_id') },
  has_perms_by_name: { least: 3, most: 5, make: texted('has_perms_by_name') },
}

const asText = (value: string) => `(${value})::ms_nvarchar`

/** Makes the engine's call of a function, or says that there is none. */
export function callOf(
  name: string,
  values: readonly string[],
  cursor: Cursor,
  isDistinct = false,
): string {
  const known = functions[name]
  const { line } = cursor.now()
  if (known === undefined) {
    const words = `'${name}' is not a recognized built-in function name.`
    throw elsewhere.has(name)
      ? SqlError.unknown(`the function ${name}`)
      : new SqlError(195, words, { line, severity: 15 })
  }
  if (values.length < known.least || values.length > known.most) {
    const words = `The ${name} function requires ${known.least} argument(s).`
    throw new SqlError(174, words, { line, severity: 15 })
  }
  if (name === 'count') return `count(${isDistinct ? 'distinct ' : ''}${values[0]})::int4`
  if (isDistinct) throw SqlError.unknown(`distinct in ${name}`)
  return known.make(values)
}

/** Functions of SQL Server that are not here, so that nobody takes them for mistakes. */
const elsewhere = new Set(
  `try_cast try_convert try_parse format string_agg string_split openjson json_value json_query
  isjson patindex stuff replicate reverse ascii char unicode nchar str year month day datepart
  datename datefromparts eomonth switchoffset todatetimeoffset sysdatetimeoffset isdate isnumeric
  round power sqrt avg stdev var rank dense_rank ntile lag lead first_value last_value choose
  hashbytes newsequentialid scope_identity ident_current object_name schema_id object_schema_name
  col_name col_length type_name db_id user_id is_member is_rolemember error_number error_message
  checksum binary_checksum greatest least concat_ws translate xact_state`.split(/\s+/),
)
