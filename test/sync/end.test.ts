import { afterEach, expect, test } from 'vitest'
import { carryOut, showRun, startRun } from '../../src/sync/index.ts'
import { syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
afterEach(() => world.close())

test('a run whose process ends goes back into the queue, and another worker takes it at once', async () => {
  world = await syncWorld()
  world.sandbox.clock.advance(24 * 3600 * 1000)
  const { workspaceId } = world.by
  const enqueued: unknown[] = []
  const jobs = { enqueue: async (...job: unknown[]) => void enqueued.push(job.slice(1)) }
  const ending = new AbortController()
  Object.assign(world.homing, { jobs, ending: ending.signal })
  const ask = { workspaceId, connectionId: world.connectionId, campaignId: null }
  const { id } = await startRun(world.homing, { ...ask, from: 'user', by: null })
  const show = () => world.test.database.inWorkspace(workspaceId, (tx) => showRun(tx, id))

  const working = carryOut(world.homing, workspaceId, id)
  await expect.poll(async () => (await show()).pages, { timeout: 30_000 }).toBeGreaterThan(1)
  ending.abort()
  await working
  const returned = await show()
  expect(returned).toMatchObject({ status: 'queued', message: null })
  expect(enqueued).toHaveLength(2)
  expect(enqueued[1]).toEqual(['run', { workspaceId, runId: id }])

  // Nothing is begun by a process that ends; the other one goes on from where the run stood.
  await carryOut(world.homing, workspaceId, id)
  expect((await show()).status).toBe('queued')
  await carryOut(
    { ...world.anotherWorker(), ending: new AbortController().signal },
    workspaceId,
    id,
  )
  const done = await show()
  expect(done).toMatchObject({ status: 'done', message: null })
  expect(done.pages).toBeGreaterThan(returned.pages)
  expect(await world.differences()).toEqual([])
}, 120_000)
