import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancellable } from '../../src/platform/database/index.ts'
import { viewDefinition } from '../../src/reports/definitions/index.ts'
import { canCancel, forecastOfView, runView } from '../../src/reports/index.ts'
import { foretold, notePace } from '../../src/reports/pace.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
}, 60_000)
afterAll(() => at.close())

const definition = viewDefinition.parse({ version: 1, subject: 'people', columns: ['person'] })
const asked = () => ({ workspaceId: at.workspaceId, now: Date.now(), definition, given: {} })

describe('a view under way', () => {
  test('is cancelled at the server, and its session is good for the next', async () => {
    await at.database
      .inWorkspace(at.workspaceId, async (tx) => {
        if (!canCancel(tx)) return
        const leaving = new AbortController()
        const slow = cancellable(tx, leaving.signal, () => sql`select pg_sleep(60)`.execute(tx))
        // It ends by itself only after a minute, which is longer than a test may take.
        setTimeout(() => leaving.abort(), 200)
        await expect(slow).rejects.toMatchObject({ code: '57014' })
      })
      .catch((error: Error) => expect(error.message).toMatch(/aborted|rollback/i))
    const page = await at.database.inWorkspace(at.workspaceId, (tx) =>
      runView(tx, asked(), { limit: 1 }),
    )
    expect(page.rows).toEqual([])
  })

  test('whoever has gone before it begins waits for nothing, and is told so', async () => {
    const run = at.database.inWorkspace(at.workspaceId, (tx) =>
      runView(tx, { ...asked(), signal: AbortSignal.abort() }, { limit: 1 }),
    )
    await expect(run).rejects.toThrow('It was cancelled.')
  })
})

test('a forecast is the last time, by how much dearer the planner takes it for now', async () => {
  expect(foretold({ cost: 100, ms: 2_000 }, 150)).toBe(3_000)
  expect(foretold({ cost: 100, ms: 2_000 }, 100_000)).toBeNull()
  await at.database.inWorkspace(at.workspaceId, async (tx) => {
    expect(await forecastOfView(tx, asked(), 100)).toBeNull()
    const query = sql`select 1`
    await notePace(tx, asked(), { part: 'page', query, ms: 2_000 })
    const { rows } = await sql<{ ms: number }>`select ms from view_pace`.execute(tx)
    expect(rows).toEqual(canCancel(tx) ? [{ ms: 2_000 }] : [])
  })
})
