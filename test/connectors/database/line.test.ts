/** What a real server says to what is asked of it, and what becomes of it here. */
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database } from '../../../src/connectors/crm/database/index.ts'
import { proofOf } from '../../../src/connectors/index.ts'
import { createSql, sql, type SqlTarget } from '../../../src/platform/sql/index.ts'
import { fc } from '../../property.ts'
import { type Firm, mariaDbFirm, postgresFirm, simulatedSqlServerFirm } from './firm.ts'
import { hasMariaDb } from './mariadb-server.ts'
import { vendorOn } from './stage.ts'

const RUNS = 60

const SLEEPS = {
  PostgreSQL: sql`select pg_sleep(3)`,
  MariaDB: sql`select sleep(3)`,
  'SQL Server (simulated)': sql`waitfor delay '00:00:03'`,
}

describe.each([
  ['PostgreSQL', postgresFirm, true],
  ['MariaDB', mariaDbFirm, hasMariaDb],
  ['SQL Server (simulated)', simulatedSqlServerFirm, true],
] as const)('a line to %s', (engine, open, isThere) => {
  if (!isThere) {
    test.skip('is not there: this machine has no /usr/sbin/mariadbd', () => {})
    return
  }
  let firm: Firm
  const line = createSql({ allowPrivate: true, limits: { statementMs: 1_000 } })
  const target = (change: Partial<SqlTarget> = {}): SqlTarget => ({
    ...database.sql!.target(firm.settings),
    password: firm.password,
    ...change,
  })
  beforeAll(async () => {
    firm = await open()
  })
  afterAll(async () => {
    line.close()
    await firm.close()
  })

  test('brings any text to a table and back as it was', async () => {
    const told = fc.string({ unit: 'binary' }).filter((value) => !/[\0\p{Surrogate}]/u.test(value))
    let at = 0
    await fc.assert(
      fc.asyncProperty(told, async (value) => {
        const mark = String(at++).padStart(36, '0')
        const table = sql.id('homing_wishes')
        const values = sql`${mark}, ${value}, ${value.slice(0, 20)}`
        const place = { ...target(), schema: firm.settings['schema'] }
        const into = place.schema ? sql`${sql.id(String(place.schema))}.${table}` : table
        await line.run(target(), sql`insert into ${into} (mark, email, wish) values (${values})`)
        const [row] = await line.run(target(), sql`select email from ${into} where mark = ${mark}`)
        expect(row!['email']).toBe(value)
      }),
      { numRuns: RUNS },
    )
  })

  test('takes the servers refusals for what they are, and goes on', async () => {
    const kindOf = (statement: ReturnType<typeof sql>) =>
      line.run(target(), statement).then(
        () => 'none',
        (error: { kind: string }) => error.kind,
      )
    // MariaDB tells nobody without rights whether a table is there.
    const hidden = engine === 'MariaDB' ? 'forbidden' : 'missing'
    expect(await kindOf(sql`select * from nothing_of_that_name`)).toBe(hidden)
    expect(await kindOf(sql`select no_column from information_schema.tables`)).toBe('missing')
    expect(await kindOf(sql`selekt 1`)).toBe('refused')
    const sleep = SLEEPS[engine]
    // PGlite has one thread, and nothing to interrupt it with.
    const isLite = engine === 'PostgreSQL' && process.env['TEST_DATABASE_URL'] === undefined
    if (!isLite) expect(await kindOf(sleep)).toBe('statement_timeout')
    expect(await line.run(target(), sql`select 1 as one`)).toHaveLength(1)
  })

  test('does not ask a private address the operator has not allowed', async () => {
    const closed = createSql()
    await expect(closed.run(target(), sql`select 1`)).rejects.toMatchObject({
      kind: 'address_forbidden',
    })
    const rebound = createSql({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
    const named = target({ host: 'db.firm.example' })
    await expect(rebound.run(named, sql`select 1`)).rejects.toMatchObject({
      kind: 'address_forbidden',
    })
  })

  test('gives nobody a password without the TLS that is required', async () => {
    await expect(line.run(target({ tls: 'required' }), sql`select 1`)).rejects.toMatchObject({
      kind: 'tls',
    })
  })

  test('says who must act where the password is wrong or nobody listens', async ({ skip }) => {
    const port = await unusedPort()
    const nowhere = { ...firm, settings: { ...firm.settings, port } }
    const asked = vendorOn(line, nowhere)
    const health = await database.check(asked)
    expect(health.checks).toMatchObject([{ name: 'connection', ok: false }])
    expect(health.checks[0]!.sentence).toContain('refused')
    skip(
      engine === 'PostgreSQL' && process.env['TEST_DATABASE_URL'] === undefined,
      'PGlite asks for no password',
    )
    const wrong = await database.check(vendorOn(line, { ...firm, password: 'another' }))
    expect(wrong.checks[0]!.sentence).toContain('does not accept the user name or the password')
    expect(JSON.stringify(wrong)).not.toContain(proofOf({ password: firm.password }))
  })
})

async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}
