import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, codeOf, configOf, connected, rows, start, told } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
afterEach(() => button(sandbox, 'DELETE /trouble'))
afterAll(() => sandbox.close())

const trouble = (input: object) => button(sandbox, 'POST /trouble', input)
const asked = (sql: string) => codeOf(rows(sandbox, sql))
const people = 'select id from exchange.homing_people limit 1'
const tell = `insert into exchange.homing_wishes (mark, wish) values (gen_random_uuid(), 'return')`

it('lets Homing’s user do what the contract says, and nothing else', async () => {
  const granted = await rows(
    sandbox,
    `select table_name, string_agg(privilege_type, ' ' order by privilege_type) as rights
       from information_schema.role_table_grants
      where grantee = current_user group by table_name order by table_name`,
  )
  const views = ['list_members', 'lists', 'organizations', 'people']
  const all = [
    ...['activities', 'campaigns', 'validity', 'wishes'].map((name) => [
      name,
      'INSERT SELECT UPDATE',
    ]),
    ...views.map((name) => [name, 'SELECT']),
  ]
  expect(granted).toEqual(
    all
      .map(([name, rights]) => ({ table_name: `homing_${name}`, rights }))
      .sort((a, b) => (a.table_name < b.table_name ? -1 : 1)),
  )
  for (const sql of [
    'select * from firm.person',
    'delete from exchange.homing_wishes',
    'truncate exchange.homing_activities',
    'create table exchange.mine (id int)',
    'create table public.mine (id int)',
    `update exchange.homing_lists set name = 'x'`,
  ]) {
    expect([sql, await asked(sql)]).toEqual([sql, expect.stringMatching(/42501|55000/)])
  }
})

it.each([
  [{ kind: 'starting' }, '57P03'],
  [{ kind: 'recovering' }, '57P03'],
  [{ kind: 'password-changed' }, '28P01'],
  [{ kind: 'wire', wire: { kind: 'refuse' } }, 'ECONNRESET'],
  [{ kind: 'missing', relation: 'people' }, '42P01'],
  [{ kind: 'column-missing', view: 'people', column: 'id' }, '42703'],
  [{ kind: 'rights-revoked', relation: 'people' }, '42501'],
])('%j: nobody is read', async (input, code) => {
  await trouble(input)
  expect(await asked(people)).toBe(code)
  await button(sandbox, 'DELETE /trouble')
  expect(await asked(people)).toBe('done')
})

it.each([
  [{ kind: 'read-only' }, '25006'],
  [{ kind: 'missing', relation: 'wishes' }, '42P01'],
  [{ kind: 'rights-revoked', relation: 'wishes' }, '42501'],
])('%j: nothing is told, and what was told before is there again', async (input, code) => {
  await button(sandbox, 'PATCH /job', { takesWishes: false })
  await rows(sandbox, tell)
  const before = await button<object[]>(sandbox, 'GET /outbox/wishes')
  await trouble(input)
  expect(await asked(tell)).toBe(code)
  expect(await asked(people)).toBe('done')
  await button(sandbox, 'DELETE /trouble')
  expect(await button(sandbox, 'GET /outbox/wishes')).toEqual(before)
  expect(await asked(tell)).toBe('done')
})

it('a statement takes so long that it is given up, or comes in the end', async () => {
  await trouble({ kind: 'slow', ms: 30, match: 'homing_people' })
  expect(await asked(people)).toBe('done')
  await trouble({ kind: 'slow', ms: 60_000, match: 'homing_people' })
  await connected(configOf(sandbox, { statement_timeout: 20 }), async (client) => {
    expect(await codeOf(client.query(people))).toBe('57014')
    expect(await codeOf(client.query(`${people} offset $1`, [0]))).toBe('57014')
    await client.query('begin')
    expect(await codeOf(client.query(people))).toBe('57014')
    expect(await codeOf(client.query('select 1'))).toBe('25P02')
    await client.query('rollback')
    expect(await codeOf(client.query('select 1'))).toBe('done')
  })
})

it('what another has locked waits for it, or for its own patience', async () => {
  await trouble({ kind: 'locked', relation: 'wishes' })
  const hurried = configOf(sandbox, { lock_timeout: 20 })
  expect(await codeOf(connected(hurried, (client) => client.query(tell)))).toBe('55P03')
  expect(await codeOf(connected(hurried, (client) => client.query(people)))).toBe('done')
  const waiting = asked(tell)
  await button(sandbox, 'DELETE /trouble')
  expect(await waiting).toBe('done')
})

it('an answer ends in the middle, and connections are ended by the administrator', async () => {
  await trouble({ kind: 'wire', wire: { kind: 'cut', afterBytes: 3000 } })
  const whole = 'select * from exchange.homing_people'
  expect(await asked(whole)).toMatch(/terminated|ECONNRESET/)
  expect(await asked(whole)).toBe('done')
  await connected(configOf(sandbox), async (client) => {
    const ended = new Promise<string>((done) => {
      client.once('error', (error: Error & { code?: string }) => done(error.code ?? ''))
    })
    await button(sandbox, 'DELETE /sessions')
    expect(await ended).toBe('57P01')
  })
})

it('a column that need not be there is gone from the view, and more is granted', async () => {
  await trouble({ kind: 'column-missing', view: 'people', column: 'deleted' })
  const columns = `select count(*)::int as n from information_schema.columns
    where table_name = 'homing_people'`
  expect(await rows(sandbox, columns)).toEqual([{ n: 21 }])
  expect(await asked(people)).toBe('done')
  await trouble({ kind: 'rights-in-excess' })
  expect(await asked('select 1 from firm.person')).toBe('done')
  await button(sandbox, 'DELETE /trouble')
  expect(await asked('select 1 from firm.person')).toBe('42501')
  expect(await rows(sandbox, columns)).toEqual([{ n: 22 }])
})

it('knows no other trouble, and none of HTTP', async () => {
  expect(await codeOf(trouble({ kind: 'flood' }))).toContain('400')
  const none = { kind: 'column-missing', view: 'people', column: 'age' }
  expect(await codeOf(trouble(none))).toContain('404')
  expect(() => sandbox.faults.add({ kind: 'throttle' })).toThrow('There is no throttle')
  expect((await fetch(sandbox.url)).status).toBe(404)
  expect(await told(sandbox)).toMatchObject({ campaigns: 0, activities: 0 })
})
