/** What SQL Server alone says, and what becomes of it (a simulator: README.md, "Seen, and not seen"). */
import { createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { database } from '../../../src/connectors/crm/database/index.ts'
import { createSql, sql, type SqlStatement } from '../../../src/platform/sql/index.ts'
import { sqlserver } from '../../../src/platform/sql/engines/sqlserver.ts'
import { button } from '../../sandbox/database/client.ts'

let sandbox: Sandbox
const line = createSql({ allowPrivate: true, limits: { statementMs: 60_000 } })
beforeAll(async () => {
  sandbox = await startSandbox({ esp: 'database-sqlserver' })
}, 180_000)
afterEach(() => button(sandbox, 'DELETE /trouble'))
afterAll(async () => {
  line.close()
  await sandbox.close()
})

const people = sql`select id from exchange.homing_people where id = ${'1001'}`

function targetOf(change: object = {}) {
  const { password = '', ...settings } = sandbox.settings
  const own = { ...settings, port: Number(settings['port']), ...change }
  return { ...database.sql!.target(own), password }
}

async function kindOf(statement: SqlStatement, target = targetOf()): Promise<string> {
  const asked = createSql({ allowPrivate: true, limits: { statementMs: 60_000 } })
  try {
    await asked.run(target, statement)
    return 'none'
  } catch (error) {
    return (error as { kind: string }).kind
  } finally {
    asked.close()
  }
}

test('a login is refused for what is wrong, and not always for the password', async () => {
  expect(await kindOf(people)).toBe('none')
  expect(await kindOf(people, { ...targetOf(), password: 'another' })).toBe('login')
  expect(await kindOf(people, targetOf({ database: 'another' }))).toBe('no_database')
  await button(sandbox, 'POST /trouble', { kind: 'starting' })
  expect(await kindOf(people)).toBe('busy')
})

test.each([
  ['deadlock', 'busy'],
  ['busy', 'busy'],
  ['no-resources', 'busy'],
  ['lost-before', 'connection'],
  ['lost-after', 'connection'],
])('%s is %s', async (kind, expected) => {
  await button(sandbox, 'POST /mishaps', { kind, match: 'homing_people' })
  expect(await kindOf(people)).toBe(expected)
  expect(await kindOf(people)).toBe('none')
})

test('several errors of one statement are taken for what the first says', () => {
  const one = (number: number) => Object.assign(new Error('Invalid column'), { number })
  expect(sqlserver.judge(new AggregateError([one(207), one(207)]))).toMatchObject({
    kind: 'missing',
    code: '207',
  })
})

test('TLS that is required is had where the certificate holds, and nothing goes without', async () => {
  expect(await kindOf(people, targetOf({ tls: 'required' }))).toBe('none')
  expect(await kindOf(people, targetOf({ tls: 'required', caCertificate: undefined }))).toBe('tls')
})

test.each([
  ['that it has no TLS', 0x02],
  ['that its TLS is off', 0x00],
])('a server, or who stands between, that says %s hears no password', async (_, answer) => {
  const heard: number[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (piece) => {
      heard.push(piece[0]!)
      socket.write(preloginAnswer(answer))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  expect(await kindOf(people, targetOf({ port, tls: 'required' }))).toBe('tls')
  for (const socket of sockets) socket.destroy()
  await new Promise((done) => server.close(done))
  // A PRELOGIN, and never a LOGIN7 (0x10).
  expect(new Set(heard)).toEqual(new Set([0x12]))
})

/** [MS-TDS] 2.2.6.5, with a version and a word on encryption. */
function preloginAnswer(encryption: number): Buffer {
  const body = [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 15, 0, 7, 0xd0, 0, 0, encryption]
  return Buffer.from([4, 1, 0, body.length + 8, 0, 0, 1, 0, ...body])
}
