import { afterAll, beforeAll, expect, test } from 'vitest'
import { fc, runsOf } from '../property.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { NOW } from '../ledger/world.ts'
import { anyWorld, makeWorld } from '../reports/world.ts'
import { checkCampaigns } from './campaigns.ts'
import { checkKept } from './kept.ts'
import { checkPeople } from './people.ts'
import { checkPresets, checkRest, checkRole } from './rest.ts'
import { viewerOf } from './viewer.ts'
import { anySteps, Firm } from './world.ts'

/**
 * The test of the second promise: in firms to which anything happened, every figure that the API
 * tells is as many rows as the list behind it has, and what is kept is what counting again finds.
 */
export function testOfEveryFigure(usualRuns: number): void {
  let homing: TestHoming
  beforeAll(async () => {
    homing = await freshHoming()
    homing.tick(NOW - homing.now())
  }, 60_000)
  afterAll(() => homing.close())

  test('whatever happened, every figure is as many rows as its list has', async () => {
    let steps = 0
    const holds = fc.asyncProperty(anyWorld, anySteps, async (sketched, history) => {
      // Addresses that this world makes as erased ones have no erasure.
      const people = { ...sketched.people, erased: [] }
      const world = await makeWorld(homing.database, { ...sketched, people })
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
    })
    // A world takes seconds: it is told as it was found, and not made smaller.
    await fc.assert(holds, { numRuns: runsOf(usualRuns), endOnFailure: true })
    expect(steps).toBeGreaterThan(2)
  }, 1_800_000)
}
