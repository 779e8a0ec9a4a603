import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startErasure } from '../../src/erasure/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { ADMIN, erasureWorld, mailing, type ErasureWorld } from './world.ts'

/** What the application's role can do with the functions of an erasure, and what it cannot. */
let at: TestDatabase
let world: ErasureWorld
let stranger: ErasureWorld
let running: number

beforeAll(async () => {
  at = await freshDatabase()
  stranger = await erasureWorld(at)
  await mailing(stranger)
  world = await erasureWorld(at)
  await mailing(world)
  const personId = await world.personAt('ada@example.com')
  // Begun and not carried out: the functions that need an erasure under way have one.
  const { id } = await startErasure(world.homing, {
    ...{ workspaceId: world.by.workspaceId, personId, actor: ADMIN },
    confirm: 'Ada Lovelace-Byron',
  })
  running = id
})
afterAll(() => at.close())

const refuses = (of: ErasureWorld, work: (tx: Tx) => Promise<unknown>, why: RegExp) =>
  expect(of.inWorkspace(work)).rejects.toThrow(why)

describe('the functions of an erasure', () => {
  test('do nothing where no erasure is under way', async () => {
    for (const call of [
      sql`select erasure_of_facts(${running}, '{1}', '{x}')`,
      sql`select erasure_of_mend(${running}, 1, gen_random_uuid(), 'x')`,
      sql`select erasure_of_messages(${running}, '{sixchars}')`,
      sql`select erasure_of_audit(${running}, '{sixchars}', '', 'x')`,
    ]) {
      await refuses(stranger, (tx) => call.execute(tx), /no erasure .* is under way here/)
    }
    const packed = gzipSync('{}').toString('hex')
    await refuses(
      stranger,
      (tx) => sql`select erasure_of_receipt(1, decode(${packed}, 'hex'))`.execute(tx),
      /nobody was erased here/,
    )
  })

  test('reach no row of another firm', async () => {
    const [theirs] = await stranger.ask<{ id: number }>('select min(id) as id from receipt')
    const packed = gzipSync('{"a":"page that is long enough"}').toString('hex')
    await refuses(
      world,
      (tx) => sql`select erasure_of_receipt(${theirs!.id}, decode(${packed}, 'hex'))`.execute(tx),
      /cannot become that/,
    )
  })

  test('change no fact of anybody else', async () => {
    const facts = () =>
      world.ask(`select f.* from consent_fact f join address a on a.id = f.address_id
        where a.erased_at is null order by f.id`)
    const before = await facts()
    expect(before.length).toBeGreaterThan(0)
    const [ben] = await world.ask<{ id: number }>(
      `select id from address where canonical = 'ben@example.com'`,
    )
    await world.inWorkspace((tx) =>
      sql`select erasure_of_facts(${running}, ${[ben!.id]}::integer[],
        '{ben@example.com}'::text[])`.execute(tx),
    )
    expect(await facts()).toEqual(before)
  })

  test('move no event of an address that was not erased, by a link that was not', async () => {
    const [event] = await world.ask<{ key: string }>(
      `select key::text, occurred_at from event e join address a on a.id = e.address_id
       where a.canonical = 'ben@example.com' and e.kind = 3`,
    )
    await world.inWorkspace((tx) =>
      sql`select erasure_of_keys('{ben@example.com}', (select array_agg(occurred_at) from event
          where key = ${event!.key}::bigint), array[${event!.key}::bigint], '{7}')`.execute(tx),
    )
    expect(await world.ask('select 1 from event where key = 7')).toEqual([])
  })

  test('take no short text for one to look for', async () => {
    await refuses(
      world,
      (tx) => sql`select erasure_of_messages(${running}, '{a}')`.execute(tx),
      /six characters/,
    )
  })

  test('no receipt becomes something that is no page', async () => {
    const [own] = await world.ask<{ id: number }>('select min(id) as id from receipt')
    for (const hex of ['00', Buffer.alloc(1 << 20, 31).toString('hex')]) {
      await refuses(
        world,
        (tx) => sql`select erasure_of_receipt(${own!.id}, decode(${hex}, 'hex'))`.execute(tx),
        /cannot become that/,
      )
    }
  })
})

describe('without them', () => {
  test.each([
    ['event', 'update event set key = 1'],
    ['event', 'delete from event'],
    ['receipt', `update receipt set body = ''`],
    ['receipt', 'update receipt set erased_at = null'],
    ['receipt', 'delete from receipt'],
    ['consent_fact', `update consent_fact set reason = ''`],
    ['consent_fact', 'delete from consent_fact'],
    ['audit', `update audit set sentence = ''`],
    ['mend', `update mend set was = ''`],
    ['erased_address', 'delete from erased_address'],
    ['erased_address', 'update erased_address set address_id = 1'],
    ['erasure', 'delete from erasure'],
    ['erasure', 'update erasure set person_id = 1'],
  ])('%s stays as it is', async (_, statement) => {
    await refuses(world, (tx) => sql.raw(statement).execute(tx), /permission denied/)
  })
})
