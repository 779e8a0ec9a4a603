import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openJobs, type Jobs } from '../../src/platform/jobs/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

let at: TestDatabase
let jobs: Jobs
beforeAll(async () => {
  at = await freshDatabase()
  jobs = await openJobs(at.database, pino({ level: 'silent' }), true)
})
afterAll(async () => {
  await jobs.close()
  await at.close()
})

test('a job enqueued in a transaction is worked on once it commits, and only then', async () => {
  const seen: number[] = []
  await jobs.work('run', 2, async ({ runId }) => {
    seen.push(runId)
  })
  const failed = at.database.inWorkspace(at.workspaceId, async (tx) => {
    await jobs.enqueue(tx, 'run', { workspaceId: at.workspaceId, runId: 1 })
    throw new Error('rolled back')
  })
  await expect(failed).rejects.toThrow('rolled back')
  await at.database.inWorkspace(at.workspaceId, (tx) =>
    jobs.enqueue(tx, 'run', { workspaceId: at.workspaceId, runId: 2 }),
  )
  await expect.poll(() => seen, { timeout: 10_000 }).toEqual([2])
})

test('idle workers do not ask each for itself, and each job still finds one', async () => {
  const done: number[] = []
  await jobs.work('task', 8, async ({ taskId }) => {
    done.push(taskId)
  })
  const { engine } = at.database
  const { lendAsOwner } = engine
  let asked = 0
  engine.lendAsOwner = () => {
    asked += 1
    return lendAsOwner.call(engine)
  }
  await new Promise((pass) => setTimeout(pass, 3_000))
  engine.lendAsOwner = lendAsOwner
  // Eight workers would have asked 24 times.
  expect(asked).toBeGreaterThan(0)
  expect(asked).toBeLessThan(12)
  for (const taskId of [1, 2, 3]) {
    await jobs.enqueueNow('task', { workspaceId: at.workspaceId, taskId })
  }
  await expect.poll(() => [...done].sort(), { timeout: 10_000 }).toEqual([1, 2, 3])
})

test('the application may enqueue, and nothing else in the queue', async () => {
  const attempt = at.database.withoutWorkspace((tx) =>
    tx.deleteFrom('pgboss.job' as never).execute(),
  )
  await expect(attempt).rejects.toThrow(/permission denied/)
})
