import { afterEach, expect, test } from 'vitest'
import { Problem, stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

const PASSWORD = 'quite other words now'
const ADA = {
  id: 'u_ada',
  name: 'Ada Example',
  email: 'Ada@firm.example',
  role: 'administrator' as const,
  createdAt: '2026-03-01T09:00:00.000Z',
  lastSeenAt: '2026-05-03T09:00:00.000Z',
}
const BEN = { ...ADA, id: 'u_ben', name: 'Ben Other', email: 'ben@firm.example', lastSeenAt: null }

let stub: Awaited<ReturnType<typeof stubServer>> | undefined
afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  stub = undefined
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0] = {}) {
  stub = await stubServer({ 'users.list': () => ({ items: [ADA, BEN] }), ...answers })
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

const given = () => stub!.seen.filter(({ name }) => name === 'users.setPassword')

test('homing users list says who may sign in, and as what', async () => {
  const said = await tryCli(['users', 'list'], await against())
  expect(said.out).toMatch(/Ada@firm\.example +Ada Example +administrator +2026-05-03 09:00 UTC/)
  expect(said.out).toMatch(/ben@firm\.example +Ben Other +administrator +-/)
})

test('homing users password reads it from standard input, and never says it', async () => {
  const env = await against({ 'users.setPassword': () => null })
  const said = await tryCli(['users', 'password', 'ada@FIRM.example'], env, `${PASSWORD}\n`)
  expect(said).toEqual({
    exitCode: 0,
    out: 'Ada Example has a new password, and is signed out everywhere.\n',
    err: '',
  })
  expect(given().map(({ params, body }) => [params, JSON.parse(body)])).toEqual([
    [{ userId: 'u_ada' }, { password: PASSWORD }],
  ])
})

test('homing users password takes none from the command line, and needs one', async () => {
  const env = await against()
  const typed = await tryCli(['users', 'password', 'ada@firm.example', PASSWORD], env)
  expect(typed.exitCode).toBe(2)
  const none = await tryCli(['users', 'password', 'ada@firm.example'], env)
  expect(none.exitCode).toBe(2)
  expect(none.err).toContain('The new password is needed.')
  expect(given()).toEqual([])
})

test('homing users password says where nobody has the address, and what Homing refuses', async () => {
  const detail = 'Ada Example is a user of another firm, too.'
  const env = await against({
    'users.setPassword': () => new Problem({ status: 409, title: 'Not possible', detail }),
  })
  const nobody = await tryCli(['users', 'password', 'eve@firm.example'], env, PASSWORD)
  expect(nobody.exitCode).toBe(1)
  expect(nobody.err).toContain('There is no user "eve@firm.example".')
  expect(given()).toEqual([])
  const refused = await tryCli(['users', 'password', 'ada@firm.example'], env, PASSWORD)
  expect(refused.exitCode).toBe(1)
  expect(refused.err).toContain(detail)
})
