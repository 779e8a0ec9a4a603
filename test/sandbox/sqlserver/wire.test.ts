import { TYPES, Request, type Connection } from 'tedious'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { administrator, ask, button, connected, numberOf, open, rows, start } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 180_000)
afterAll(() => sandbox.close())

const asking = (who: object) => numberOf(connected(sandbox, async () => 'in', who))

it('asks for user, password and database as SQL Server does', async () => {
  expect(await asking({})).toBe('done')
  const refused = await open(sandbox, { password: 'another' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'ELOGIN', message: "Login failed for user 'homing'." })
  const numbers: number[] = []
  await open(sandbox, { database: 'another' }, numbers).catch(() => undefined)
  expect(numbers).toEqual([4060, 18_456])
  expect(await rows(sandbox, 'select db_name() as d, user_name() as u, @@trancount as n')).toEqual([
    { d: 'lawfirm', u: 'homing', n: 0 },
  ])
})

it('brings back values of every type as they were sent', async () => {
  const at = new Date('2026-03-01T12:34:56.789Z')
  const long = 'ä€😀'.repeat(5000)
  const sent = {
    n: 2_147_483_647,
    t: "O'Neill -- [x]",
    b: true,
    at,
    bin: Buffer.from('00ff10', 'hex'),
    long,
    none: null,
  }
  const sql =
    'select @n as n, @t as t, @b as b, @at as at, @bin as bin, @long as long, @none as none'
  for (const packetSize of [512, 4096, 16_384]) {
    const [back] = await connected(sandbox, (one) => ask(one, sql, sent), { packetSize })
    expect(back).toEqual(sent)
  }
  const [more] = await rows(
    sandbox,
    `select cast(9223372036854775807 as bigint) as big, cast(-1.50 as decimal(9,2)) as d,
      cast(0.5 as float) as f, cast('2026-02-28' as date) as day, cast(7 as tinyint) as small,
      cast('6F9619FF-8B86-D011-B42D-00C04FC964FF' as uniqueidentifier) as guid`,
  )
  expect(more).toEqual({
    ...{ big: '9223372036854775807', d: -1.5, f: 0.5, small: 7 },
    ...{ day: new Date('2026-02-28'), guid: '6F9619FF-8B86-D011-B42D-00C04FC964FF' },
  })
})

it('keeps prepared statements by their handles', () =>
  connected(sandbox, async (connection) => {
    const seen: unknown[] = []
    const request = new Request('select @a + 1 as b', () => undefined)
    request.addParameter('a', TYPES.Int, null)
    request.on('row', (columns: { value: unknown }[]) => seen.push(columns[0]!.value))
    const done = (event: string) => new Promise<void>((end) => request.once(event, () => end()))
    const prepared = done('prepared')
    connection.prepare(request)
    await prepared
    for (const a of [1, 41]) {
      const completed = done('requestCompleted')
      connection.execute(request, { a })
      await completed
    }
    expect(seen).toEqual([2, 42])
    const gone = done('requestCompleted')
    connection.unprepare(request)
    await gone
  }))

const count = (connection: Connection) =>
  ask(connection, 'select count(*) as n from exchange.homing_wishes')
const wish = `insert into exchange.homing_wishes (mark, wish, taken_at) values (newid(), 'return', sysutcdatetime())`

it('has transactions of the driver and of statements, and takes back what is lost', async () => {
  await connected(sandbox, async (connection) => {
    const [before] = await count(connection)
    const step = (name: 'beginTransaction' | 'rollbackTransaction' | 'commitTransaction') =>
      new Promise<void>((done, fail) => {
        connection[name]((error?: Error | null) => (error ? fail(error) : done()))
      })
    await step('beginTransaction')
    await ask(connection, wish)
    await step('rollbackTransaction')
    expect(await count(connection)).toEqual([before])
    await ask(connection, `begin tran; ${wish}; rollback`)
    expect(await count(connection)).toEqual([before])
    await step('beginTransaction')
    await ask(connection, wish)
    await step('commitTransaction')
    expect(await count(connection)).toEqual([{ n: Number(before!.n) + 1 }])
    expect(await numberOf(ask(connection, 'commit'))).toBe(3902)
    expect(await numberOf(ask(connection, 'rollback'))).toBe(3903)
  })
  const lost = await open(sandbox)
  const [before] = await count(lost)
  await ask(lost, `begin tran; ${wish}`)
  lost.close()
  expect(await connected(sandbox, count)).toEqual([before])
})

it('after a failure goes on with the batch, or not, as XACT_ABORT has it', () =>
  connected(sandbox, async (connection) => {
    const twice = `insert into exchange.homing_wishes (mark, taken_at) values ('same', sysutcdatetime())`
    const [before] = await count(connection)
    const soft = `begin tran; ${twice}; ${twice}; ${wish}; commit`
    expect(await numberOf(ask(connection, soft))).toBe(2627)
    expect(await count(connection)).toEqual([{ n: Number(before!.n) + 2 }])
    await ask(connection, 'set xact_abort on')
    expect(await numberOf(ask(connection, `begin tran; ${wish}; ${twice}; commit`))).toBe(2627)
    expect(await count(connection)).toEqual([{ n: Number(before!.n) + 2 }])
    expect(await ask(connection, 'select @@trancount as n')).toEqual([{ n: 0 }])
  }))

it('breaks off a statement that somebody no longer wants, and serves the next', () =>
  connected(sandbox, async (connection) => {
    const slow = ask(connection, `waitfor delay '00:10:00'`)
    await new Promise((done) => setTimeout(done, 50))
    connection.cancel()
    expect(await numberOf(slow)).toBe('ECANCEL')
    expect(await ask(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  }))

it('takes no more parameters than SQL Server', async () => {
  const many = (n: number) => Object.fromEntries([...Array(n).keys()].map((at) => [`p${at}`, at]))
  // Two of them are the statement and its declarations.
  expect(await numberOf(rows(sandbox, 'select @p0 as p', many(2098)))).toBe('done')
  expect(await numberOf(rows(sandbox, 'select @p0 as p', many(2099)))).toBe(8003)
})

it('refuses, loses and ends as it is told to', async () => {
  const mishap = (input: object) => button(sandbox, 'POST /mishaps', input)
  await mishap({ kind: 'deadlock', match: 'homing_people' })
  await mishap({ kind: 'no-resources', match: 'homing_lists' })
  const asked = (sql: string) => numberOf(rows(sandbox, sql))
  const people = 'select top 1 id from exchange.homing_people'
  expect(await asked(people)).toBe(1205)
  expect(await asked('select id from exchange.homing_lists')).toBe(49_918)
  expect(await asked(people)).toBe('done')
  const [before] = await connected(sandbox, count)
  for (const [kind, more] of [
    ['lost-before', 0],
    ['lost-after', 1],
  ] as const) {
    await mishap({ kind, match: 'insert' })
    expect(await asked(wish)).toMatch(/^(ESOCKET|ECONNRESET)$/)
    expect(await connected(sandbox, count)).toEqual([{ n: Number(before!.n) + more }])
  }
  await connected(sandbox, async (connection) => {
    const ended = new Promise((done) => connection.once('end', done))
    await button(sandbox, 'DELETE /sessions')
    await ended
  })
  await button(sandbox, 'POST /trouble', { kind: 'locked', relation: 'people' })
  expect(await asked(`set lock_timeout 20; ${people}`)).toBe(1222)
  await button(sandbox, 'POST /trouble', { kind: 'starting' })
  await expect(open(sandbox)).rejects.toThrow(/not ready to accept new client connections/)
  await button(sandbox, 'DELETE /trouble')
  await button(sandbox, 'POST /trouble', { kind: 'read-only' })
  expect(await asked(wish)).toBe(3906)
  await button(sandbox, 'DELETE /trouble')
  expect(await asked(wish)).toBe('done')
  expect(await asking(administrator)).toBe('done')
})
