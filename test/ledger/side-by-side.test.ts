import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { prepareGround, SENT_AT, take, type Ground } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const CONNECTIONS = 4
const PEOPLE = 200

/** The same people in a month that the ledger does not have yet. */
function opens(month: number): FeedbackEvent[] {
  return Array.from({ length: PEOPLE }, (_, person) => ({
    kind: 'open' as const,
    address: `reader${(person * 7 + month) % (PEOPLE + 50)}@example.com`,
    activity: 'A1',
    occurredAt: SENT_AT - month * 31 * 24 * 3_600_000 - person,
  }))
}

async function count(ground: Ground, table: 'event' | 'person' | 'address'): Promise<number> {
  return at.database.inWorkspace(ground.workspaceId, async (tx) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(table)}
      where workspace_id = ${ground.workspaceId}`.execute(tx)
    return rows[0]!.n
  })
}

test('batches of several connections at once make each month and each person once', async () => {
  const grounds: Ground[] = []
  for (let n = 0; n < CONNECTIONS; n++) {
    grounds.push(await prepareGround(at.database, at.workspaceId))
  }
  for (const month of [5, 6, 7]) {
    await Promise.all(grounds.map((ground) => take(ground, opens(month))))
  }
  expect(await count(grounds[0]!, 'event')).toBe(CONNECTIONS * 3 * PEOPLE)
  const addresses = await count(grounds[0]!, 'address')
  expect(addresses).toBe(new Set([5, 6, 7].flatMap((m) => opens(m).map((e) => e.address))).size)
  expect(await count(grounds[0]!, 'person')).toBe(addresses)
})
