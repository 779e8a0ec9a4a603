import { afterAll, expect, test, vi } from 'vitest'
import { openAccount } from '../../faults/account.ts'
import { openProblems, standing } from '../../faults/standing.ts'
import { storeReceipt } from '../../src/ledger/index.ts'
import { sql } from '../database.ts'
import { scheduled, testStage } from './stage.ts'

vi.setConfig({ testTimeout: 120_000 })

const ROWS = 10_000
const BAD = 6_180

const stage = testStage()
afterAll(() => stage.close())

test('one bad record in ten thousand: the others are done, and it is one problem', async () => {
  const account = await openAccount(await stage.prepare(), scheduled([]))
  const { database, workspaceId, connectionId } = account
  const life = account.newLife()
  await life.start()
  await life.work()
  const { activities } = account.sandbox.truth().campaigns[0]!
  const activity = activities[0]!.campaignActivityId
  await database.inWorkspace(workspaceId, (tx) =>
    storeReceipt(tx, {
      ...{ workspaceId, connectionId, runId: null },
      ask: { stream: 'events', activity, kind: 'open' },
      body: Buffer.from(JSON.stringify({ tracking_activities: rowsOf(activity) })),
    }),
  )
  await account.letPass(3_600_000)
  await life.tick()
  await life.work()
  expect(await written()).toBe(ROWS - 1)
  expect(await openProblems(database, workspaceId)).toEqual([
    {
      cause: 'A time that cannot be right',
      sentence: expect.stringContaining('created_time'),
      whoMustAct: 'you',
    },
  ])
  expect((await standing(database, workspaceId, connectionId)).waiting).toBe(0)
  await account.close()

  async function written(): Promise<number> {
    const { rows } = await database.inWorkspace(workspaceId, (tx) =>
      sql<{ count: number }>`
        select count(*)::int as count from event e join address a on a.id = e.address_id
        where a.canonical like 'row%'`.execute(tx),
    )
    return rows[0]!.count
  }
})

function rowsOf(activity: string) {
  const first = Date.UTC(2026, 2, 1)
  return Array.from({ length: ROWS }, (_, place) => ({
    contact_id: `c-${place}`,
    campaign_activity_id: activity,
    tracking_activity_type: 'em_opens',
    email_address: `row${place}@example.com`,
    created_time: place === BAD ? 'yesterday' : new Date(first + place * 1000).toISOString(),
  }))
}
