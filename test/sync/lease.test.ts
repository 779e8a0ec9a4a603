import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SyncKind } from '../../src/connections/index.ts'
import { showRun, startRun } from '../../src/sync/index.ts'
import { Lease } from '../../src/sync/lease.ts'
import { FEW, syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
beforeEach(async () => {
  world = await syncWorld(FEW)
})
afterEach(() => world.close())

test('a run that was asked for more right before its end goes on with it', async () => {
  const { workspaceId } = world.by
  const { database } = world.homing
  const ask = (kinds: SyncKind[]) =>
    startRun(world.homing, {
      ...{ workspaceId, connectionId: world.connectionId, campaignId: null },
      ...{ kinds, from: 'user', by: null },
    })
  const { id } = await ask(['totals'])
  const lease = (await Lease.take(database, workspaceId, id))!
  await lease.look()
  await ask(['opt_outs'])

  expect(await lease.end('done', null)).toBe(false)
  const show = () => database.inWorkspace(workspaceId, (tx) => showRun(tx, id))
  expect(await show()).toMatchObject({ status: 'running', kinds: ['opt_outs', 'totals'] })

  await lease.look()
  expect(await lease.end('done', null)).toBe(true)
  expect(await show()).toMatchObject({ status: 'done' })
})
