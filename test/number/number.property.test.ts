import { afterAll, beforeAll, expect, test } from 'vitest'
import { fc, runsOf } from '../property.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { NOW } from '../ledger/world.ts'
import { anyWorld, makeWorld } from '../reports/world.ts'
import {
  checkCampaigns,
  checkKept,
  checkPeople,
  checkPresets,
  checkRest,
  checkRole,
} from './checks.ts'
import { viewerOf } from './viewer.ts'
import { anySteps, Firm } from './world.ts'

let homing: TestHoming
beforeAll(async () => {
  homing = await freshHoming()
  homing.tick(NOW - homing.now())
}, 60_000)
afterAll(() => homing.close())

test('whatever happened, every figure is as many rows as its list has', async () => {
  let steps = 0
  await fc.assert(
    fc.asyncProperty(anyWorld, anySteps, async (sketched, history) => {
      const { people } = sketched
      const world = await makeWorld(homing.database, {
        ...sketched,
        // Addresses that are made here as erased are those of nobody.
        people: { ...people, erased: [] },
      })
      const { workspaceId } = world
      const viewer = viewerOf(homing, await homing.keyFor('administrator', workspaceId))
      const firm = new Firm(homing, world, viewer)
      for (const step of history) {
        steps++
        await firm.take(step)
      }
      await homing.database.inWorkspace(workspaceId, (tx) => checkKept(tx, world.campaigns))
      await checkCampaigns(viewer)
      await checkPeople(viewer)
      await checkPresets(viewer)
      await checkRest(viewer)
      await checkRole(viewer, viewerOf(homing, await homing.keyFor('viewer', workspaceId)))
    }),
    { numRuns: runsOf(3), endOnFailure: true },
  )
  expect(steps).toBeGreaterThan(9)
}, 600_000)
