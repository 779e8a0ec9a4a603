import { expect, test } from 'vitest'
import {
  asKey,
  asText,
  clock,
  columnsOf,
  compile,
  firstRows,
  mark,
  moment,
  momentText,
  relation,
  sql,
  type SqlEngine,
  SQL_ENGINES,
  type SqlStatement,
  write,
} from '../../../src/platform/sql/index.ts'
import { fc } from '../../property.ts'

const text = (engine: SqlEngine, statement: SqlStatement) =>
  compile(engine, statement).text.replace(/\s+/g, ' ').trim()

const NASTY = 'x"`]\'; drop table y --'

/** SQL Server's as text alone; a simulator takes such statements in the other tests. */
test.each<[string, (engine: SqlEngine) => SqlStatement, Record<SqlEngine, string>]>([
  [
    'a name is quoted',
    () => relation({ schema: 'dbo', name: NASTY }),
    {
      postgresql: `"dbo"."x""\`]'; drop table y --"`,
      mysql: `\`dbo\`.\`x"\`\`]'; drop table y --\``,
      sqlserver: `"dbo"."x""\`]'; drop table y --"`,
    },
  ],
  [
    'a value is a parameter',
    (engine) => asKey(engine, sql.val(NASTY)),
    {
      postgresql: 'cast($1 as text) collate "C"',
      mysql: 'cast(cast(? as char character set utf8mb4) as binary)',
      sqlserver: 'cast(@1 as nvarchar(450)) collate Latin1_General_100_BIN2',
    },
  ],
  [
    'a column is read as text, so much of it',
    (engine) => asText(engine, 'name', 9),
    {
      postgresql: 'left(cast("name" as text), 9)',
      mysql: 'left(cast(`name` as char character set utf8mb4), 9)',
      sqlserver: 'left(cast("name" as nvarchar(max)), 9)',
    },
  ],
  [
    'a moment is read whole',
    (engine) => momentText(engine, 'changed_at'),
    {
      postgresql: '"changed_at"',
      mysql: '`changed_at`',
      sqlserver: 'convert(varchar(33), cast("changed_at" as datetime2(7)), 126)',
    },
  ],
  [
    'a moment is compared with',
    (engine) => moment(engine, '2026-03-02T10:00:00.000'),
    {
      postgresql: 'cast($1 as timestamptz)',
      mysql: 'cast(? as datetime(6))',
      sqlserver: 'cast(@1 as datetime2(7))',
    },
  ],
  [
    'so many rows are asked for',
    (engine) => firstRows(engine, 5),
    {
      postgresql: 'limit 5',
      mysql: 'limit 5',
      sqlserver: 'offset 0 rows fetch next 5 rows only',
    },
  ],
  [
    'the clock is asked for',
    clock,
    {
      postgresql: 'now()',
      mysql: 'utc_timestamp(6)',
      sqlserver: 'convert(varchar(33), sysutcdatetime(), 126)',
    },
  ],
  [
    'rows are written over',
    (engine) => write(engine, written),
    {
      postgresql:
        'insert into "s"."t" ("mark", "name") values ($1, $2) '
        + 'on conflict ("mark") do update set "name" = "excluded"."name"',
      mysql:
        'insert into `s`.`t` (`mark`, `name`) values (?, ?) '
        + 'on duplicate key update `name` = values(`name`)',
      sqlserver:
        'merge into "s"."t" with (holdlock) as t using (values (@1, @2)) as s ("mark", "name") '
        + 'on t."mark" = s."mark" when matched then update set "name" = s."name" '
        + 'when not matched then insert ("mark", "name") values (s."mark", s."name");',
    },
  ],
  [
    'rows are written once',
    (engine) => write(engine, { ...written, isOnce: true }),
    {
      postgresql:
        'insert into "s"."t" ("mark", "name") values ($1, $2) on conflict ("mark") do nothing',
      mysql:
        'insert into `s`.`t` (`mark`, `name`) values (?, ?) '
        + 'on duplicate key update `mark` = `s`.`t`.`mark`',
      sqlserver:
        'merge into "s"."t" with (holdlock) as t using (values (@1, @2)) as s ("mark", "name") '
        + 'on t."mark" = s."mark" '
        + 'when not matched then insert ("mark", "name") values (s."mark", s."name");',
    },
  ],
  [
    'a mark is compared with as what its column is',
    (engine) => mark(engine, 'm'),
    { postgresql: '$1', mysql: '?', sqlserver: 'cast(@1 as char(36))' },
  ],
])('%s', (_, statement, expected) => {
  for (const engine of SQL_ENGINES) expect(text(engine, statement(engine))).toBe(expected[engine])
})

const written = {
  into: { schema: 's', name: 't' },
  key: 'mark',
  columns: ['mark', 'name'],
  rows: [[sql`${'m'}`, sql`${NASTY}`]],
}

test('whatever a value is, the text of a statement is the same', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SQL_ENGINES), fc.string({ unit: 'binary' }), (engine, value) => {
      const told = compile(engine, columnsOf(value, [value]))
      expect(told.text).toBe(compile(engine, columnsOf('a', ['b'])).text)
      expect(told.values).toEqual([value, value])
    }),
  )
})
