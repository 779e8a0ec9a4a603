import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFaultProxy, type Sandbox } from '../../../sandbox/index.ts'
import { button, codeOf, configOf, connected, rows, start } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
afterAll(() => sandbox.close())

const wishes = 'exchange.homing_wishes'
const wish = (mark: string) =>
  `insert into ${wishes} (mark, person_id, wish, said_at) values ('${mark}', '0', 'opt_out', now())`
const count = `select count(*)::int as n from ${wishes}`

const asking = (more: object) => codeOf(connected(configOf(sandbox, more), async () => 'in'))

it('asks for user, password and database as PostgreSQL does, and has no TLS', async () => {
  expect(await asking({})).toBe('done')
  expect(await asking({ password: 'another' })).toBe('28P01')
  expect(await asking({ user: 'postgres' })).toBe('28P01')
  expect(await asking({ database: 'another' })).toBe('3D000')
  expect(await asking({ ssl: true })).toMatch(/not support SSL/)
  expect(await asking({ statement_timeout: 'soon' })).toBe('22023')
  const [who] = await rows(sandbox, 'select current_user::text as now, session_user::text as first')
  expect(who).toEqual({ now: 'homing', first: 'homing' })
})

it('has for each connection its own settings and statements, one after another', async () => {
  const patient = configOf(sandbox, { statement_timeout: 5000, options: '-c TimeZone=Asia/Tokyo' })
  await connected(patient, (one) =>
    connected(configOf(sandbox), async (other) => {
      await other.query(`set lock_timeout = '3s'`)
      const settings = `select current_setting('statement_timeout') as statement,
        current_setting('lock_timeout') as lock, current_setting('TimeZone') as zone`
      const seen = []
      for (const client of [one, other, one]) seen.push(...(await client.query(settings)).rows)
      const ones = { statement: '5s', lock: '0', zone: 'Asia/Tokyo' }
      expect(seen).toEqual([ones, { ...ones, statement: '0', lock: '3s', zone: 'UTC' }, ones])
      const named = (client: Client, is: number) =>
        client.query({ name: 'same', text: `select ${is} + $1::int as is`, values: [1] })
      for (const round of [1, 2]) {
        expect([round, (await named(one, 10)).rows, (await named(other, 20)).rows]).toEqual([
          ...[round, [{ is: 11 }], [{ is: 21 }]],
        ])
      }
    }),
  )
  const left = 'select (select count(*)::int from pg_prepared_statements) as n'
  expect(await rows(sandbox, left)).toEqual([{ n: 0 }])
})

it('keeps a transaction to itself, and takes it back when its connection is lost', async () => {
  const [before] = await rows<{ n: number }>(sandbox, count)
  const proxy = await startFaultProxy({ port: Number(sandbox.settings['port']) })
  const config = configOf(sandbox, { port: Number(new URL(proxy.url).port) })
  const lost = new Client(config)
  lost.on('error', () => undefined)
  await lost.connect()
  await lost.query('begin')
  await lost.query(wish('lost'))
  const waiting = rows(sandbox, count)
  proxy.set({ kind: 'cut', afterBytes: 0 })
  expect(await codeOf(lost.query('select 1'))).not.toBe('done')
  expect(await waiting).toEqual([before])
  proxy.set({ kind: 'refuse' })
  expect(await codeOf(connected(config, async () => 'in'))).toMatch(/ECONNRESET|terminated/)
  await proxy.close()
})

it('serves many at once, each transaction whole', async () => {
  const at = `coalesce(max(person_id::int), 0) + 1`
  const next = `insert into ${wishes} (mark, person_id, wish)
    select gen_random_uuid(), ${at}, 'return' from ${wishes} where wish = 'return'`
  const work = (client: Client) => async () => {
    await client.query('begin')
    await client.query('select count(*) from exchange.homing_people where opted_out = $1', [true])
    await client.query(next)
    await client.query('commit')
  }
  const eight = Array.from({ length: 8 }, () =>
    connected(configOf(sandbox), async (client) => {
      for (const step of [work(client), work(client), work(client)]) await step()
    }),
  )
  await Promise.all(eight)
  const numbers = `select person_id::int as n from ${wishes} where wish = 'return' order by n`
  const found = await rows<{ n: number }>(sandbox, numbers)
  expect(found.map((one) => one.n)).toEqual(Array.from({ length: 24 }, (_, place) => place + 1))
})

it('says what is wrong with a statement, and goes on', async () => {
  await connected(configOf(sandbox), async (client) => {
    expect(await codeOf(client.query('select nothing from nowhere'))).toBe('42P01')
    expect(await codeOf(client.query('select $1::int', ['x']))).toBe('22P02')
    expect((await client.query('select $1::int as one', [1])).rows).toEqual([{ one: 1 }])
    await client.query('begin')
    expect(await codeOf(client.query('select 1 / 0'))).toBe('22012')
    expect(await codeOf(client.query('select 1'))).toBe('25P02')
    await client.query('rollback')
    await client.query(wish('twice'))
    expect(await codeOf(client.query(wish('twice')))).toBe('23505')
  })
})

it('breaks off a statement that somebody no longer wants', async () => {
  await button(sandbox, 'POST /trouble', { kind: 'slow', ms: 60_000, match: 'unwanted' })
  const client = new Client(configOf(sandbox))
  await client.connect()
  const sent = `select pg_backend_pid() as pid, 'unwanted' as word`
  const slow = codeOf(client.query(sent))
  const heard = async () => {
    const all = await button<{ sql: string }[]>(sandbox, 'GET /statements')
    return all.some((one) => one.sql === sent)
  }
  await expect.poll(heard, { timeout: 30_000 }).toBe(true)
  await cancel(client)
  expect(await slow).toBe('57014')
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await button(sandbox, 'DELETE /trouble')
  await client.end()
})

/** What libpq does to break off what a connection is at, which is on another connection. */
async function cancel(client: Client): Promise<void> {
  const { processID, secretKey } = client as unknown as Record<string, number>
  const { connect } = await import('node:net')
  const bytes = Buffer.alloc(16)
  for (const [at, value] of [16, 80877102, processID!, secretKey!].entries()) {
    bytes.writeInt32BE(value, at * 4)
  }
  const socket = connect(Number(sandbox.settings['port']), '127.0.0.1')
  socket.end(bytes)
  await new Promise((closed) => socket.resume().once('close', closed))
}
