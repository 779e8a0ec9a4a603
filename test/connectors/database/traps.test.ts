/** What engines do that nobody expects of them, each with its guard (README.md, "Traps"). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database } from '../../../src/connectors/crm/database/index.ts'
import { tellRows } from '../../../src/connectors/crm/database/outbox.ts'
import { storable } from '../../../src/connectors/crm/database/values.ts'
import { compile, createSql, type Sql, sql } from '../../../src/platform/sql/index.ts'
import { type Firm, mariaDbFirm, postgresFirm, simulatedSqlServerFirm } from './firm.ts'
import { hasMariaDb } from './mariadb-server.ts'
import { insert, lineTo, momentOf, NOW, vendorOn } from './stage.ts'

const MINUTE = 60_000
/** https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server */
const PARAMETERS_MAX = 2_100

test('SQL Server gets no more values in a statement than it takes (trap 4)', async () => {
  const counts: number[] = []
  const columns = ['mark', 'campaign_mark', 'person_id', 'email', 'kind', 'happened', 'first_at']
  const more = ['last_at', 'link', 'bounce_class', 'bounce_code', 'reason', 'told_at']
  const fake: Pick<Sql, 'run' | 'close'> = {
    close: () => {},
    run: async (_, statement) => {
      const { text, values } = compile('sqlserver', statement)
      if (text.includes('information_schema')) {
        return [...columns, ...more].map((name) => ({ relation: 'homing_activities', name }))
      }
      counts.push(values.length)
      return []
    },
  }
  const settings = { engine: 'sqlserver', host: 'db', database: 'crm', user: 'homing' }
  const vendor = vendorOn(fake as Sql, { settings, password: 'x' })
  const row = Object.fromEntries([...columns, ...more].map((name) => [name, 'x']))
  await tellRows(vendor, 'activities', { rows: Array.from({ length: 400 }, () => row) })
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(400 * 13)
  expect(Math.max(...counts)).toBeLessThanOrEqual(PARAMETERS_MAX)
})

test('NUL and halves of characters are told as the replacement character (trap 5)', () => {
  expect(storable('a\0b\ud83dc')).toBe('a\ufffdb\ufffdc')
})

describe.each([
  ['PostgreSQL', postgresFirm] as const,
  ['SQL Server (simulated)', simulatedSqlServerFirm] as const,
  ...(hasMariaDb ? [['MariaDB', mariaDbFirm] as const] : []),
])('%s', (_, open) => {
  let firm: Firm
  let line: ReturnType<typeof lineTo>
  beforeAll(async () => {
    firm = await open()
    line = lineTo(firm)
  })
  afterAll(async () => {
    line.close()
    await firm.close()
  })

  test('is told to cut nothing: what does not fit is refused (trap 3)', async () => {
    const server = createSql({ allowPrivate: true })
    const target = { ...database.sql!.target(firm.settings), password: firm.password }
    const { schema } = firm.settings
    const table = sql.id('homing_wishes')
    const into = schema === undefined ? table : sql`${sql.id(String(schema))}.${table}`
    const long = sql`insert into ${into} (mark, wish) values (${'m'}, ${'x'.repeat(21)})`
    await expect(server.run(target, long)).rejects.toMatchObject({ kind: 'value' })
    server.close()
  })

  test('is asked once more for what changed within ten minutes before (trap 7)', async () => {
    const at = (minutes: number) => momentOf(NOW - minutes * MINUTE)
    await insert(firm, 'own_people (id, changed_at, email, opted_out)', [
      ['early', at(31), 'early@client.example', true],
      ['late', at(29), 'late@client.example', true],
    ])
    const walk = async (since: number | null) => {
      const page = await database.people!.page(line.vendor(), { module: 'people', since }, null)
      return database.people!.read(page.body, { module: 'people', since }).rows
    }
    const { changedAt } = (await walk(null)).find(({ id }) => id === 'late')!
    const since = changedAt + 9 * MINUTE
    expect((await walk(since)).map(({ id }) => id)).toEqual(['late'])
    const outs = await database.suppressions!.page(line.vendor(), since, null)
    const rows = database.suppressions!.read(outs.body).rows
    expect(rows.map(({ address }) => address)).toEqual(['late@client.example'])
  })
})
