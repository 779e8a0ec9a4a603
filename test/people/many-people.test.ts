import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { manyPeople } from './many-rows.ts'
import { importFile, peopleWorld } from './world.ts'

const ROWS = Number(process.env['PEOPLE_ROWS'] ?? 30_000)

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

test('tens of thousands of people are taken in with bounded memory, and again', async () => {
  const { homing } = peopleWorld(at.database)
  const file = Buffer.from(manyPeople(ROWS))
  const first = await importFile(homing, at.workspaceId, file)
  expect(first).toMatchObject({ people_created: ROWS, rows_refused: 0, status: 'done' })
  const again = await importFile(homing, at.workspaceId, file)
  expect(again).toMatchObject({ people_unchanged: ROWS, people_created: 0, people_updated: 0 })
  // The embedded database lives in this process and takes its part.
  expect(process.memoryUsage().heapUsed).toBeLessThan(400e6)
}, 400_000)
