import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  audienceRows,
  beginAudience,
  findAudience,
  freezeTargets,
  membersRead,
  noteRead,
} from '../../src/audience/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { NOW } from '../ledger/world.ts'
import { dumpOf, erasureWorld, foundIn, mailing, type ErasureWorld } from './world.ts'

const BY = { made_by: 'Olive', changed_by: 'Olive' }
const NAME = 'Ada Lovelace-Byron'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

interface Target {
  id: number
  person_id: number | null
  address_id: number
  reason: string
}

/** Every column of every target, whatever columns there are. */
const targets = (world: ErasureWorld) =>
  world
    .ask<{ row: Target }>('select to_jsonb(t) as row from campaign_target t order by id')
    .then((rows) => rows.map(({ row }) => row))

describe('the erasure of somebody a campaign was frozen for', () => {
  let world: ErasureWorld
  let of: { workspaceId: number; campaignId: number }
  let ada: number
  let before: Target[]
  let adas: Target

  beforeAll(async () => {
    world = await erasureWorld(at)
    await mailing(world)
    ada = await world.personAt('ada@example.com')
    const [campaign] = await world.ask<{ id: number }>('select min(id) as id from campaign')
    of = { workspaceId: world.by.workspaceId, campaignId: campaign!.id }
    const addresses = await world.ask<{ id: number }>('select id from address')
    await world.inWorkspace(async (tx) => {
      await tx
        .insertInto('campaign_draft')
        .values({ workspace_id: of.workspaceId, campaign_id: of.campaignId, ...BY })
        .execute()
      await beginAudience(tx, { ...of, wishes: 1, source: 'service_lists', topics: [] })
      const audience = (await findAudience(tx, of))!
      const members = addresses.map(({ id }) => ({ addressId: id, isMailable: true }))
      await noteRead(tx, audience, members)
      await freezeTargets(tx, audience, { chosen: membersRead(of), now: NOW })
    })
    before = await targets(world)
    adas = before.find((target) => target.person_id === ada)!
    await world.erase(ada, NAME)
  })

  test('takes the person out of the row, and leaves every other column of it', async () => {
    expect(before.length).toBeGreaterThan(2)
    const after = await targets(world)
    expect(after.find(({ id }) => id === adas.id)).toEqual({ ...adas, person_id: null })
    expect(after.filter(({ id }) => id !== adas.id)).toEqual(
      before.filter(({ id }) => id !== adas.id),
    )
  })

  test('leaves of the address its pseudonym, and no letter anywhere', async () => {
    const [address] = await world.ask<{ address: string; canonical: string }>(
      `select address, canonical from address where id = ${adas.address_id}`,
    )
    expect(address!.address).toMatch(/@erased\.invalid$/)
    expect(address!.canonical).toBe(address!.address)
    expect(foundIn(await dumpOf(at, of.workspaceId))).toEqual([])
  })

  test('lists whoever it was without a name, with the reason that was frozen', async () => {
    const rows = await world.inWorkspace((tx) => audienceRows(tx, of, { limit: 100 }))
    const row = rows.items.find(({ key }) => key === String(adas.id))!
    expect(row).toMatchObject({ personId: null, reason: adas.reason })
    expect(JSON.stringify(row)).not.toMatch(/ada@|lovelace/i)
  })
})
