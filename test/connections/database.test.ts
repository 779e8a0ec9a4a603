import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConnection, openVendor } from '../../src/connections/index.ts'
import { database } from '../../src/connectors/crm/database/index.ts'
import { createSql } from '../../src/platform/sql/index.ts'
import { type Firm, postgresFirm } from '../connectors/database/firm.ts'
import { makeWorld, rowOf, type World } from './world.ts'

let world: World
let firm: Firm
const sql = createSql({ allowPrivate: true })

beforeAll(async () => {
  world = await makeWorld()
  firm = await postgresFirm()
  Object.assign(world.homing, { connectors: [database], sql, now: Date.now })
})
afterAll(async () => {
  sql.close()
  await firm.close()
  await world.close()
})

const connect = () =>
  createConnection(world.homing, world.by, {
    connector: 'database',
    settings: { ...firm.settings, password: firm.password },
  })

test('a database is connected by its settings, asked at a pace, and each request is counted', async () => {
  const { id } = await connect()
  expect(await rowOf(world, id)).toMatchObject({ status: 'active' })
  const asked: string[] = []
  const { vendor } = await openVendor(world.homing, world.by.workspaceId, id, {
    onRequest: ({ method, path }) => asked.push(`${method} ${path}`),
  })
  const health = await database.check(vendor)
  expect(health.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(asked.length).toBeGreaterThan(5)
  expect(new Set(asked)).toContain('SQL homing_people')
  expect(JSON.stringify(await rowOf(world, id))).not.toContain(firm.password)
})

test('a server on a private network is refused where the operator has not allowed it', async () => {
  Object.assign(world.homing, { sql: createSql({ allowPrivate: ['db.firm.example:5432'] }) })
  await expect(connect()).rejects.toMatchObject({ status: 422, field: 'settings.host' })
})
