import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuild } from '../../src/ledger/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { pictureOf } from '../ledger/world.ts'
import { dumpOf, erasureWorld, mailing, type ErasureWorld } from './world.ts'

let at: TestDatabase
let world: ErasureWorld

beforeAll(async () => {
  at = await freshDatabase()
  world = await erasureWorld(at)
})
afterAll(() => at.close())

describe('an erasure', () => {
  test('smoke', async () => {
    await mailing(world)
    const before = await world.ask('select * from event order by address_id, occurred_at, key')
    const ada = await world.personAt('ada@example.com')
    await world.erase(ada, 'Ada Lovelace-Byron')
    const dump = await dumpOf(at)
    for (const needle of ['ada@example', 'ada%40example', 'lovelace', 'contact-ada', '7946 0123', 'countess', 'i, ada', 'private to ada', 'ada-was-here']) {
      expect([needle, dump.toLowerCase().indexOf(needle) === -1 ? null : dump.substr(dump.toLowerCase().indexOf(needle) - 300, 500)]).toEqual([needle, null])
    }
    console.log(JSON.stringify(await world.ask('select * from erasure')), JSON.stringify(await world.ask('select * from link')), JSON.stringify(await world.ask('select * from detail')))
    void before; void rebuild; void pictureOf
  })
})
