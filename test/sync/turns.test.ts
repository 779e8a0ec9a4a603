import { afterEach, expect, test } from 'vitest'
import { createConnection } from '../../src/connections/index.ts'
import { carryOut, showRun, startRun } from '../../src/sync/index.ts'
import { sql } from '../database.ts'
import { syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
afterEach(() => world.close())

const DAY = 24 * 3600 * 1000
const SLICE = 10
const show = (id: number) =>
  world.test.database.inWorkspace(world.by.workspaceId, (tx) => showRun(tx, id))

test(
  'a long run that gives way again and again asks nothing twice and loses nothing',
  { timeout: 120_000 },
  async () => {
    world = await syncWorld()
    world.sandbox.clock.advance(2 * DAY)
    const run = await world.sync({ sliceRequests: SLICE })
    expect(run).toMatchObject({ status: 'done', message: null })
    expect(await world.differences()).toEqual([])
    const { rows } = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
      sql<{ slices: number }>`select slices from run where id = ${run.id}`.execute(tx),
    )
    expect(rows[0]!.slices).toBeGreaterThan(run.requests / (SLICE + 10))
    const pages = world.sandbox.requests
      .filter(({ path }) => path.startsWith('/v3/'))
      .map(({ path, query }) => `${path} ${JSON.stringify(query)}`)
      // Which campaigns there are is looked up at the begin of each turn of that phase.
      .filter((page) => !page.startsWith('/v3/emails '))
    expect(pages.length - new Set(pages).size).toBe(0)
  },
)

/**
 * One worker, a back-fill and a small sync that is asked for after it: slots are counted, requests
 * of the one and of the other in the order in which they went out.
 */
test(
  'a small sync is done within one turn of a back-fill over another connection',
  { timeout: 120_000 },
  async () => {
    world = await syncWorld()
    world.sandbox.clock.advance(2 * DAY)
    const { accessToken, refreshToken } = world.sandbox.issueTokens()
    const small = await createConnection(world.homing, world.by, {
      connector: 'constant-contact',
      name: 'Small',
      settings: world.settings({ accessToken, refreshToken }),
    })
    const { workspaceId } = world.by
    const queue: number[] = []
    Object.assign(world.homing.jobs, {
      enqueue: async (_tx: unknown, _name: string, { runId }: { runId: number }) =>
        void queue.push(runId),
    })
    const ask = (connectionId: number, kinds: ('activities' | 'opt_outs')[]) =>
      startRun(world.homing, {
        workspaceId,
        connectionId,
        campaignId: null,
        kinds,
        from: 'schedule',
        by: null,
      })
    const backFill = await ask(world.connectionId, ['activities'])
    const sync = await ask(small.id, ['opt_outs'])
    const turns: { runId: number; requests: number }[] = []
    while (queue.length > 0 && turns.length < 200) {
      const runId = queue.shift()!
      const before = world.sandbox.requests.length
      await carryOut(world.homing, workspaceId, runId, { sliceRequests: SLICE })
      turns.push({ runId, requests: world.sandbox.requests.length - before })
    }
    expect(await show(backFill.id)).toMatchObject({ status: 'done' })
    expect(await show(sync.id)).toMatchObject({ status: 'done' })
    expect(turns.filter(({ runId }) => runId === backFill.id).length).toBeGreaterThan(3)
    const ended = turns.findLastIndex(({ runId }) => runId === sync.id)
    const foreign = turns.slice(0, ended).filter(({ runId }) => runId === backFill.id)
    const ownTurns = turns.filter(({ runId }) => runId === sync.id).length
    expect(foreign.length).toBeLessThanOrEqual(ownTurns)
    // No turn is much longer than a slice: the step at hand is finished, no more.
    for (const { requests } of turns) expect(requests).toBeLessThanOrEqual(SLICE + 6)
    expect(await world.differences()).toEqual([])
  },
)
