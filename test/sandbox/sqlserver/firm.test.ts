import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, numberOf, person, rows, start, told } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 180_000)
afterAll(() => sandbox.close())

const people = 'exchange.homing_people'
const all = (sql: string) => rows(sandbox, sql)

it('has the people of the world behind views in this server’s types', async () => {
  const { definition } = sandbox.world
  const found = await all(`select id, email, opted_out, invalid, changed_at from ${people}`)
  expect(found).toHaveLength(definition.people.length + 5 + 6)
  const [one] = found
  expect(one).toMatchObject({ id: expect.any(Number), changed_at: expect.any(Date) })
  expect(typeof one!.opted_out).toBe('boolean')
  const shown = await person(sandbox, Number(one!.id))
  expect(shown.changed_at).toMatch(/\.\d{6}7Z$/)
  expect(shown.opted_out).toBe(one!.opted_out)
  const first = `select convert(nvarchar(40), changed_at, 126) as at from ${people} where id = 1001`
  const moment = (await person(sandbox, 1001)).changed_at.slice(0, -1)
  expect(await all(first)).toEqual([{ at: moment }])
})

it('lets Homing’s user do what the contract says, and nothing else', async () => {
  for (const sql of [
    'select * from firm.person',
    'delete from exchange.homing_wishes',
    `update exchange.homing_lists set name = 'x'`,
    'insert into exchange.homing_people (id) values (1)',
  ]) {
    expect([sql, await numberOf(all(sql))]).toEqual([sql, 229])
  }
  expect(await numberOf(all('create table dbo.mine (id int)'))).toBe(262)
  expect(await numberOf(all('create table exchange.mine (id int)'))).toBe(262)
})

it('takes wishes that were left in T-SQL, and shows them', async () => {
  const [one] = await all(
    `select top (1) id, email from ${people} where opted_out = 0 and email is not null order by id desc`,
  )
  const { optedOut } = await told(sandbox)
  await all(`insert into exchange.homing_wishes (mark, person_id, email, wish, said_at, told_at)
    values (newid(), ${one!.id}, N'${one!.email}', 'opt_out', sysutcdatetime(), sysutcdatetime())`)
  await expect.poll(async () => (await told(sandbox)).optedOut).toBeGreaterThan(optedOut)
  expect((await person(sandbox, Number(one!.id))).opted_out).toBe(true)
  const taken = 'select count(*) as n from exchange.homing_wishes where taken_at is null'
  expect(await all(taken)).toEqual([{ n: 0 }])
  await button(sandbox, `POST /addresses`, { address: one!.email as string, optOut: false })
  expect((await person(sandbox, Number(one!.id))).opted_out).toBe(false)
})
