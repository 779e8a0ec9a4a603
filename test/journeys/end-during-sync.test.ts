import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringPeople, connectAccount, createFirm, SIGN_IN } from '../../src/cli/demo/job.ts'
import { followRun } from '../../src/cli/follow.ts'
import { build, Site } from './processes.ts'
import { countsHeld, countsOf, readTruth } from './truth.ts'

const SEED = 20260504
const END_MS_MAX = 10_000
const POLL_MS = 20
const POLLS_MAX = 3_000
/** Written by a process that went on with a run which was given back. */
const GIVEN_BACK = 'the run was given back'

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
  site.env['LOG_LEVEL'] = 'trace'
  await site.open(SEED)
}, 180_000)

afterAll(() => site.close(), 60_000)

describe('a server asked to end in the middle of a long pull', () => {
  test('ends in time and in order, gives the run back, and the next start goes on at once', async () => {
    await createFirm(site.call)
    await bringPeople(site.call, site.sandbox, silent)
    const { id: connectionId } = await connectAccount(site.call, site.sandbox)
    const { id: runId } = await site.call('connections.sync', { params: { connectionId } })
    const waits: number[] = []
    for (const wanted of [1, 600]) {
      await waitForEvents(runId, wanted)
      // Asked before the end begins, so it is answered in full.
      const underWay = site.call('campaigns.list', { query: { limit: 200 } })
      const { ms, how } = await site.askToEnd()
      expect(how).toBe('status 0')
      expect(ms).toBeLessThan(END_MS_MAX)
      await underWay
      await site.startHoming()
      const startedAt = Date.now()
      await waitForStatus(runId, 'running')
      waits.push(Date.now() - startedAt)
    }
    expect(count(GIVEN_BACK)).toBe(2)
    // Far below the minute after which a dead worker's run is taken up.
    expect(Math.max(...waits)).toBeLessThan(20_000)

    // And beside it, without any warning: nothing is lost either.
    await waitForEvents(runId, 1_200)
    await site.kill()
    await site.startHoming()
    const run = await followRun(site.call, runId, unheard)
    expect(run.status, run.message ?? '').toBe('done')
    const truth = countsOf(await readTruth(site.sandbox.url))
    expect(await countsHeld(site.call)).toEqual(truth)
    const events = Object.values(truth).flatMap((kinds) => Object.values(kinds))
    expect(run.eventsWritten).toBe(events.reduce((sum, one) => sum + one, 0))
  }, 400_000)

  test('is ready, then done with; an idle one ends at once', async () => {
    const { url } = site.homing.server
    const ready = await (await fetch(`${url}/ready`)).json()
    expect(ready).toMatchObject({ status: 'ready', role: 'all' })
    const { ms, how } = await site.askToEnd()
    expect({ how, isQuick: ms < 5_000 }).toEqual({ how: 'status 0', isQuick: true })
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  }, 60_000)

  test('has told its log no secret and no address, at the level of trace', async () => {
    const log = readFileSync(site.logFile, 'utf8')
    expect(log.split('\n').length).toBeGreaterThan(200)
    const { contacts } = await readTruth(site.sandbox.url)
    const { accessToken, refreshToken, clientSecret } = site.sandbox
    const entered = [accessToken, refreshToken, clientSecret].map(String)
    const secrets = [...entered, SIGN_IN.password, SIGN_IN.email]
    for (const canary of [...secrets, ...contacts.map((contact) => contact.address)]) {
      expect(log.includes(canary), canary).toBe(false)
    }
    // Each line of a run says of which.
    const lines = log.split('\n').filter((line) => line.includes('"asked the world"'))
    expect(lines.length).toBeGreaterThan(20)
    const nameless = lines.filter((line) => !/"(run|request|job)":/.test(line))
    expect(nameless).toEqual([])
  })
})

async function waitForEvents(runId: number, wanted: number): Promise<void> {
  await waitFor(async () => {
    const run = await site.call('runs.show', { params: { runId } })
    if (run.status === 'failed' || run.status === 'done') {
      throw new Error(`The run is ${run.status} before ${wanted} events: ${run.message}`)
    }
    return run.status === 'running' && run.eventsWritten >= wanted
  })
}

async function waitForStatus(runId: number, status: string): Promise<void> {
  await waitFor(async () => {
    const run = await site.call('runs.show', { params: { runId } })
    return run.status === status
  })
}

async function waitFor(isThere: () => Promise<boolean>): Promise<void> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    if (await isThere()) return
    await sleep(POLL_MS)
  }
  throw new Error('It never came to that.')
}

function count(words: string): number {
  return readFileSync(site.logFile, 'utf8').split(words).length - 1
}
