import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/accounts/index.ts'
import { LOOK_UPS, WRITES } from '../../src/api/mcp/index.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { MARK, seed, type Seeds } from '../api/matrix-seeds.ts'
import { sql } from '../database.ts'
import { connectOver } from './client.ts'
import { rows, type Row } from './matrix-rows.ts'

const TOOLS = [...LOOK_UPS, ...WRITES].map(({ name }) => name)
/** From the least to the most. */
const ORDER: readonly Role[] = ['viewer', 'editor', 'manager', 'administrator']

let homing: TestHoming
let seeds: Seeds
const keys = {} as Record<Role | 'stranger', string>

beforeAll(async () => {
  homing = await freshHoming()
  seeds = await seed(homing)
  for (const role of ORDER) keys[role] = await homing.keyFor(role)
  keys.stranger = await homing.keyFor('administrator', homing.otherWorkspaceId)
})
afterAll(() => homing.close())

const askedOf = (name: string) => rows[name]!.asked?.(seeds) ?? {}
const may = (role: Role, { least }: Row) => ORDER.indexOf(role) >= ORDER.indexOf(least)

test('the table has a row for every tool, and no other; every tool is told to every role', async () => {
  expect(Object.keys(rows).sort()).toEqual([...TOOLS].sort())
  for (const role of ORDER) {
    const { client } = await connectOver(homing, keys[role])
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).sort()).toEqual([...TOOLS].sort())
  }
})

describe('a role below the least', () => {
  const below = TOOLS.flatMap((name) =>
    ORDER.filter((role) => !may(role, rows[name]!)).map((role) => [name, role] as const),
  )
  test('there are such', () => expect(below.length).toBeGreaterThan(7))

  test.each(below)('%s as %s is refused before anything is foreseen', async (name, role) => {
    const { use } = await connectOver(homing, keys[role])
    const told = await use(name, askedOf(name))
    expect(told).toMatchObject({ isError: true, data: { status: 403, title: 'Not allowed' } })
    expect(told.text).not.toContain('confirmation')
  })
})

describe('a role that may', () => {
  const allowed = TOOLS.flatMap((name) =>
    ORDER.filter((role) => may(role, rows[name]!)).map((role) => [name, role] as const),
  )
  test.each(allowed)('%s as %s is let through', async (name, role) => {
    const { use } = await connectOver(homing, keys[role])
    const told = await use(name, askedOf(name))
    expect(told.isError, told.text).toBe(false)
  })
})

/** What they are asked is no record of the firm's: a stranger is answered with their own. */
const NAMES_NOTHING = new Set([
  ...['may_write', 'count_people_where'],
  ...['show_view', 'run_view', 'ask_view'],
])

test.each(TOOLS)("another workspace's administrator learns nothing by %s", async (name) => {
  const { use } = await connectOver(homing, keys.stranger)
  const told = await use(name, askedOf(name))
  expect(told.text).not.toContain(MARK)
  const namesOne = rows[name]!.asked !== undefined && !NAMES_NOTHING.has(name)
  if (namesOne) expect(told).toMatchObject({ isError: true, data: { status: 404 } })
})

test('looking, and foreseeing, changed nothing', async () => {
  const { facts, runs } = await homing.database.inWorkspace(homing.workspaceId, async (tx) => ({
    facts: (await sql`select 1 from consent_fact`.execute(tx)).rows.length,
    runs: (await sql`select 1 from run`.execute(tx)).rows.length,
  }))
  expect({ facts, runs }).toEqual({ facts: 0, runs: 1 })
})
