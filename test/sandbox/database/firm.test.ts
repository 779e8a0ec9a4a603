import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, codeOf, person, rows, start, told, type Person } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
afterAll(() => sandbox.close())

const people = 'exchange.homing_people'
const all = (sql: string, values: unknown[] = []) =>
  rows<Record<string, string>>(sandbox, sql, values)
const walk = `select id, changed_at::text as at from ${people}
  where (changed_at, id) > ($1::timestamptz, $2::int) order by changed_at, id limit 300`

it('has the people of the world with their addresses, owners, companies and households', async () => {
  const { definition } = sandbox.world
  const found = await all(`select * from ${people}`)
  expect(found).toHaveLength(definition.people.length + 5 + 6)
  const seen = new Set(found.map((one) => one.email ?? ''))
  expect(definition.people.filter((one) => !seen.has(one.email))).toEqual([])
  const second = definition.people.find((one) => one.otherEmails.length > 0)!
  const twin = found.find((one) => one.email === second.email && second.email !== '')
  expect(twin?.email2).toBe(second.otherEmails[0])
  const organizations = await all('select * from exchange.homing_organizations')
  const kinds = new Map(organizations.map((one) => [one.id, one.kind]))
  expect(new Set(kinds.values())).toEqual(new Set(['company', 'household']))
  expect(organizations).toHaveLength(
    new Set(definition.people.flatMap((one) => one.organization || [])).size,
  )
  const placed = found.filter((one) => one.organization_id !== null)
  expect(placed.length).toBeGreaterThan(found.length * 0.8)
  expect(placed.filter((one) => !kinds.has(one.organization_id!))).toEqual([])
  const owned = found.filter((one) => one.owner_email?.endsWith('@harrowgate-lindqvist.example'))
  expect(found.length - owned.length).toBe(6)
})

it('has heard of some opt-outs and returns, and has each list of the ESP', async () => {
  const { lists, contacts } = sandbox.world.definition
  const { optedOut, invalid, ...outbox } = await told(sandbox)
  expect(outbox).toEqual({ campaigns: 0, activities: 0 })
  expect(invalid).toBeGreaterThan(10)
  const out = await all(`select lower(email) as email from ${people} where opted_out`)
  expect(out).toHaveLength(optedOut)
  const here = new Set(out.map((one) => one.email))
  const there = contacts
    .filter((one) => one.permission === 'unsubscribed')
    .map((one) => one.address.toLowerCase())
  const both = there.filter((one) => here.has(one)).length
  expect(both).toBeGreaterThan(5)
  expect(both).toBeLessThan(there.length)
  expect(both).toBeLessThan(here.size)
  const found = await button<{ name: string; kind: string; members: number[] }[]>(
    sandbox,
    'GET /lists',
  )
  expect(found.map((one) => one.kind)).toEqual([...lists.map(() => 'include'), 'exempt'])
  for (const { name, listId } of lists) {
    const { members } = found.find((one) => one.name === name)!
    const readers = contacts.filter((one) => one.listIds.includes(listId)).length
    expect(members.length).toBeGreaterThan(readers / 2)
    expect(members.length).toBeLessThanOrEqual(readers + 5 + 14)
  }
})

it('is walked through by the time of change to the microsecond, many of one moment too', async () => {
  const seen: Record<string, string>[] = []
  for (let last = { at: '-infinity', id: '0' }; ; last = seen.at(-1) as typeof last) {
    const page = await rows<Record<string, string>>(sandbox, walk, [last.at, last.id])
    seen.push(...page)
    if (page.length < 300) break
  }
  const [{ n } = {}] = await rows<{ n: number }>(
    sandbox,
    `select count(*)::int as n from ${people}`,
  )
  expect(seen).toHaveLength(n!)
  expect(new Set(seen.map((one) => one.id)).size).toBe(n)
  expect(new Set(seen.map((one) => one.at)).size).toBeLessThan(n! - 390)
  expect(seen.some((one) => /\.\d{6}/.test(one.at!))).toBe(true)
})

it('shows what the firm’s people enter, each change later than all before', async () => {
  const { id } = await button<{ id: number }>(sandbox, 'POST /records/people', {
    first_name: 'Ada',
    last_name: 'Ames',
    email: 'ada@ames.example',
    organization_id: 'M-0001',
  })
  const added = await person(sandbox, id)
  expect(added).toMatchObject({ name: 'Ada Ames', email: 'ada@ames.example', deleted: false })
  const before = await all(`select max(changed_at)::text as at from ${people}`)
  await button(sandbox, `PATCH /records/people/${id}`, { email: 'a@ames.example', phone: '1' })
  await button(sandbox, `PATCH /records/people/1001`, { email: '' })
  await button(sandbox, `DELETE /records/people/1002`)
  await button(sandbox, `DELETE /records/people/1003?how=gone`)
  const later = await rows(
    sandbox,
    `select id, email, deleted from ${people} where changed_at > $1 order by changed_at`,
    [before[0]!.at],
  )
  expect(later).toEqual([
    { id, email: 'a@ames.example', deleted: false },
    { id: 1001, email: null, deleted: false },
    { id: 1002, email: expect.anything(), deleted: true },
  ])
  expect(await codeOf(person(sandbox, 1003))).toContain('404')
  expect(await codeOf(button(sandbox, `PATCH /records/people/1004`, { age: '9' }))).toContain('400')
  await button(sandbox, 'PATCH /records/organizations/M-0001', { name: 'Renamed' })
  await button(sandbox, 'DELETE /records/organizations/M-0002')
  expect(
    await all(`select name, deleted from exchange.homing_organizations
      where name = 'Renamed' or deleted order by deleted`),
  ).toEqual([
    { name: 'Renamed', deleted: false },
    { name: expect.anything(), deleted: true },
  ])
})

it('puts people on lists, and flags whoever has an address', async () => {
  const { email } = await person(sandbox, 1010)
  await button(sandbox, 'POST /addresses', { address: email!.toUpperCase(), optOut: true })
  await button(sandbox, 'POST /addresses', { address: email!, invalid: true })
  expect(await button(sandbox, `GET /addresses?address=${email}`)).toContainEqual({
    ...{ id: 1010, optOut: true, invalid: true },
  })
  await button(sandbox, 'PUT /lists/NEVER/1010')
  const members = `select count(*)::int as n from exchange.homing_list_members
    where list_id = 'NEVER' and person_id = 1010`
  expect(await all(members)).toEqual([{ n: 1 }])
  await button(sandbox, 'DELETE /lists/NEVER/1010')
  expect(await all(members)).toEqual([{ n: 0 }])
})

const tell = (mark: string, { id, email, wish }: { id?: number; email?: string; wish: string }) =>
  rows(
    sandbox,
    `insert into exchange.homing_wishes (mark, person_id, email, wish, said_at, told_at)
     values (rpad($1, 36, '-'), $2, $3, $4, now(), clock_timestamp())`,
    [mark, id ?? null, email ?? null, wish],
  )
const untaken = 'select count(*)::int as n from exchange.homing_wishes where taken_at is null'
const outOf = (one: Person) => [one.opted_out, new Date(one.changed_at).getTime()] as const

it('takes wishes: by number or by address, the last one last, each marked and shown', async () => {
  await button(sandbox, 'PATCH /job', { takesWishes: false })
  const { optedOut } = await told(sandbox)
  const old = new Date(sandbox.world.start - 60_000)
  const [one, other, third] = await all(
    `select id, email from ${people}
    where not opted_out and email is not null and changed_at < $1
      and email in (select email from ${people} group by email having count(*) = 1)
    order by id desc limit 3`,
    [old],
  )
  const id = Number(one!.id)
  const [, before] = outOf(await person(sandbox, id))
  await tell('a', { id, wish: 'opt_out' })
  await tell('b', { email: other!.email!.toUpperCase(), wish: 'opt_out' })
  await tell('c', { id: Number(third!.id), wish: 'opt_out' })
  await tell('d', { id: Number(third!.id), wish: 'return' })
  await tell('e', { id: 999_999, email: 'nobody@nowhere.example', wish: 'opt_out' })
  expect(await all(untaken)).toEqual([{ n: 5 }])
  expect((await told(sandbox)).optedOut).toBe(optedOut)
  expect(await button(sandbox, 'POST /wishes/take')).toEqual({ taken: 5 })
  expect(await all(untaken)).toEqual([{ n: 0 }])
  expect((await told(sandbox)).optedOut).toBe(optedOut + 2)
  const [isOut, after] = outOf(await person(sandbox, id))
  expect([isOut, after > before]).toEqual([true, true])
  expect((await person(sandbox, Number(third!.id))).opted_out).toBe(false)
  await button(sandbox, 'PATCH /job', { takesWishes: true })
  await tell('f', { id, wish: 'return' })
  // The job runs by itself, too.
  await expect.poll(() => all(untaken), { timeout: 30_000 }).toEqual([{ n: 0 }])
  expect((await person(sandbox, id)).opted_out).toBe(false)
})
