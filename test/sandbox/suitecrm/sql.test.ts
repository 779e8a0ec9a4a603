import { fc } from '../../property.ts'
import { expect, it } from 'vitest'
import { holds } from '../../../sandbox/sugar-data/condition.ts'
import { readSql, WrongSql } from '../../../sandbox/suitecrm/sql.ts'

const row = (values: Record<string, string | null>) => (field: string) => {
  const type = field === 'hits' ? ('int' as const) : ('varchar' as const)
  const moment = field === 'at' ? ('datetime' as const) : type
  return { type: moment, values: [values[field] ?? null] }
}

const found = (sql: string, values: Record<string, string | null>) =>
  holds(readSql(sql), row(values))

it.each([
  ["name = 'ÉCLAIR'", { name: 'eclair' }, true],
  ["name <> 'a'", { name: null }, false],
  ["name not in ('a', 'b')", { name: null }, false],
  ["name like '10\\%'", { name: '10%' }, true],
  ["name like '10\\%'", { name: '100' }, false],
  ["name like '_b%'", { name: 'ABC' }, true],
  ['hits > 9', { hits: '10' }, true],
  ["at >= '2026-05-01T10:00:00Z'", { at: '2026-05-01 10:00:00' }, true],
  ["at < '2026-05-01'", { at: '2026-04-30 23:59:59' }, true],
  ["name = 'a' or name = 'b' and hits = 1", { name: 'a', hits: '2' }, true],
  ["(name = 'a' or name = 'b') and hits = 1", { name: 'a', hits: '2' }, false],
  [`name = '""'`, { name: '""' }, true],
  [`name = "''"`, { name: "''" }, true],
  ['name is null', { name: null }, true],
  ['`name` != "b"', { name: 'a' }, true],
] as const)('%s of %j is %s', (sql, values, is) => {
  expect(found(sql, values)).toBe(is)
})

it('finds exactly the text that was quoted, whatever it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("''", "\\'"), (text, escape) => {
      const quoted = text.replaceAll('\\', '\\\\').replaceAll("'", escape)
      const own = text.replaceAll(/[%_]/g, '.')
      const plain = quoted.replaceAll(/[%_]/g, '.')
      expect(found(`name = '${plain}'`, { name: own })).toBe(true)
    }),
  )
})

it.each([
  ["name = 'a' -- all", 'forbidden'],
  ["name = 'a'; select 1", 'forbidden'],
  ['id in (select id from users)', 'forbidden'],
  ['name = other', 'not understood'],
  ['name', 'not understood'],
  ["name = 'a' name = 'b'", 'not understood'],
  ["name between 'a' and 'b'", 'not understood'],
])('refuses %s as %s', (sql, why) => {
  expect(() => readSql(sql)).toThrow(WrongSql)
  try {
    readSql(sql)
  } catch (error) {
    expect((error as WrongSql).why).toBe(why)
  }
})
