import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringPeople, connectAccount, createFirm } from '../../src/cli/demo/job.ts'
import { followRun } from '../../src/cli/follow.ts'
import { build, Site } from './processes.ts'
import { countsHeld, countsOf, readTruth } from './truth.ts'

const SEED = 20260503
/** Parts of the run that are done when the power goes: at once, early, in the middle, late. */
const KILLED_AT = [0, 0.15, 0.4, 0.7]
const POLL_MS = 50
const POLLS_MAX = 2400

const site = new Site()
const silent = {
  out: () => undefined,
  err: () => undefined,
  isWatched: false,
  canAsk: false,
  width: null,
}
const unheard = { show: () => undefined, end: () => undefined }

beforeAll(async () => {
  build()
  await site.open(SEED)
}, 180_000)

afterAll(() => site.close(), 60_000)

describe('a server killed while it syncs', () => {
  test('goes on by itself, and ends with exactly what happened', async () => {
    await createFirm(site.call)
    await bringPeople(site.call, site.sandbox, silent)
    const { id: connectionId } = await connectAccount(site.call, site.sandbox)
    const { id: runId } = await site.call('connections.sync', { params: { connectionId } })
    const writtenAtKill: number[] = []
    for (const part of KILLED_AT) {
      writtenAtKill.push(await waitForPart(runId, part))
      await site.kill()
      await site.startHoming()
    }
    const run = await followRun(site.call, runId, unheard)
    expect(run.status, run.message ?? '').toBe('done')

    // The proof that it was interrupted while there was something to lose.
    expect(new Set(writtenAtKill).size).toBeGreaterThan(2)
    const truth = countsOf(await readTruth(site.sandbox.url))
    expect(Object.keys(truth)).toHaveLength(3)
    expect(await countsHeld(site.call)).toEqual(truth)
    const events = Object.values(truth).flatMap((kinds) => Object.values(kinds))
    expect(run.eventsWritten).toBe(events.reduce((sum, count) => sum + count, 0))
  }, 400_000)

  test('has every opt-out, whoever stopped it', async () => {
    const truth = await readTruth(site.sandbox.url)
    const optedOut = truth.contacts.filter((contact) => contact.optOut !== undefined)
    expect(optedOut.length).toBeGreaterThan(10)
    for (const { address } of optedOut) {
      const query = { search: address, state: 'opted_out' } as const
      const { items } = await site.call('people.list', { query })
      expect(items.length, address).toBeGreaterThan(0)
      expect(items.every((person) => person.isOptedOut)).toBe(true)
    }
  }, 60_000)

  test('another sync of the same finds nothing new and changes nothing', async () => {
    const before = await countsHeld(site.call)
    const { items } = await site.call('connections.list', {})
    const params = { connectionId: items[0]!.id }
    const { id } = await site.call('connections.sync', { params })
    const run = await followRun(site.call, id, unheard)
    expect(run).toMatchObject({ status: 'done', eventsWritten: 0 })
    expect(await countsHeld(site.call)).toEqual(before)
  }, 200_000)
})

/** Waits until that part of the run's steps is done; answers the events written by then. */
async function waitForPart(runId: number, part: number): Promise<number> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const run = await site.call('runs.show', { params: { runId } })
    if (run.status === 'failed') throw new Error(`The run failed: ${run.message}`)
    if (run.status === 'done') throw new Error(`The run was done before ${part} of it.`)
    const isThere =
      part === 0 ? run.status === 'running' : run.stepsDone >= part * (run.stepsTotal ?? 1e9)
    if (isThere) return run.eventsWritten
    await sleep(POLL_MS)
  }
  throw new Error(`The run never came to ${part} of its steps.`)
}
