import { expect, onTestFinished, test } from 'vitest'
import { removeConnection } from '../../src/connections/index.ts'
import { tick } from '../../src/sync/index.ts'
import { sql } from '../database.ts'
import { FEW, syncWorld } from './world.ts'

test('a connection is removed: nothing is asked any more, and all that came home stays', async () => {
  const world = await syncWorld(FEW)
  onTestFinished(() => world.close())
  const count = (table: string) =>
    world.test.database.inWorkspace(world.by.workspaceId, async (tx) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from ${sql.table(table)}`.execute(tx)
      return rows[0]!.count
    })
  const tables = ['event', 'receipt', 'recipient', 'campaign_count', 'opted_out_address', 'contact']
  const counts = () => Promise.all(tables.map(count))
  world.sandbox.clock.runUntilQuiet()
  await world.sync()
  const before = await counts()
  expect(Math.min(...before)).toBeGreaterThan(0)

  await removeConnection(world.homing, world.by, world.connectionId)
  const asked = world.sandbox.requests.length
  world.later(30 * 24 * 3_600_000)
  await tick(world.homing)
  await expect(world.sync()).rejects.toMatchObject({ status: 404 })
  expect(world.sandbox.requests).toHaveLength(asked)
  expect(await counts()).toEqual(before)
  expect(await world.differences()).toEqual([])
}, 120_000)
