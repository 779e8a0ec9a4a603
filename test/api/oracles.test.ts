import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FieldId } from '../../src/accounts/fields/index.ts'
import { contract, type Route, type RouteName } from '../../src/api/contract/index.ts'
import { sql } from '../database.ts'
import { prepareGround, take, type Ground } from '../ledger/world.ts'
import { freshHoming, type TestHoming } from './homing.ts'
import { rows } from './matrix-rows.ts'

/**
 * What a role may not see changes nothing of what the role is told: everything is asked for,
 * something hidden happens, and everything is asked for again. Whatever differs tells it.
 */
const DAY = 24 * 3_600_000
const WHO = 'ben@example.com'
let homing: TestHoming
let ground: Ground
let ids: Record<string, number>
const keys: Record<string, string> = {}

beforeAll(async () => {
  homing = await freshHoming()
  for (const role of ['viewer', 'administrator'] as const) keys[role] = await homing.keyFor(role)
  ground = await prepareGround(homing.database, homing.workspaceId)
  const event = { activity: 'A1', occurredAt: homing.now() - 2 * DAY }
  for (const address of ['ada@example.com', WHO]) {
    await take(ground, [
      { ...event, kind: 'sent', address },
      { ...event, kind: 'open', address, occurredAt: event.occurredAt + 60_000, agent: 'Some/1' },
    ] as never)
  }
  const { rows: found } = await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql<{ personId: number; addressId: number }>`
      select u.person_id as "personId", u.address_id as "addressId" from person_address u
      join address a on a.id = u.address_id where a.canonical = ${WHO}`.execute(tx),
  )
  ids = { ...found[0]!, campaignId: ground.campaigns[0]! }
}, 60_000)
afterAll(() => homing.close())

/** What is asked of a route, beside nothing: each of what it can be narrowed or sorted by. */
const ASKED = {
  ...{ campaignId: [], addressId: [], search: ['ben'], bounced: ['true'], opened: ['true'] },
  ...{ clicked: ['true'], audience: ['all'], figure: ['sent', 'delivered', 'optOuts', 'opens'] },
  ...{ sort: ['opens', 'clicks', 'forwards', 'optOuts', 'bounces', 'name'] },
  ...{ kind: ['open', 'click'], metric: ['opens'], limit: ['1'] },
} as Record<string, string[]>

function questionsOf(name: RouteName, { path, query }: Route): string[] {
  const whole = path.replace(/\{(\w+)\}/g, (_, one: string) => String(ids[one] ?? 1))
  const shape = (query?.shape ?? {}) as Record<string, unknown>
  const own = rows[name].query ?? ''
  const known = Object.keys(ids).filter((one) => one in shape)
  const needed = known.map((one) => `${one}=${ids[one]}`).join('&')
  const asked = Object.entries(ASKED).filter(([one]) => one in shape)
  const more = asked.flatMap(([one, values]) =>
    values.map((value) => [needed, `${one}=${value}`].filter(Boolean).join('&')),
  )
  return ['', own, needed, ...more].map((one) => (one === '' ? whole : `${whole}?${one}`))
}

async function everything(): Promise<Map<string, string>> {
  const told = new Map<string, string>()
  for (const [name, route] of Object.entries(contract) as [RouteName, Route][]) {
    if (route.method !== 'GET') continue
    for (const question of new Set(questionsOf(name, route))) {
      const response = await homing.ask('GET', question, { key: keys.viewer! })
      const text = await response.text()
      told.set(question, `${response.status} ${response.ok ? text : ''}`)
    }
  }
  return told
}

test.each([
  ['opens', { kind: 'open', agent: 'Other/2' }],
  ['clicks', { kind: 'click', url: 'https://x.example/b' }],
  ['forwards', { kind: 'forward' }],
  ['machines', { kind: 'open', agent: 'GoogleImageProxy' }],
] as [FieldId, object][])(
  'of %s nothing is told where they are hidden',
  async (field, event) => {
    await homing.ask('PUT', '/api/field-access', {
      key: keys.administrator!,
      body: { role: 'viewer', field, isVisible: false },
    })
    const before = await everything()
    const again = await everything()
    const occurredAt = homing.now() - DAY
    await take(ground, [{ address: WHO, activity: 'A1', occurredAt, ...event }] as never)
    const after = await everything()
    // What tells the moment of the question differs anyhow.
    const still = [...before].filter(([question, told]) => again.get(question) === told)
    expect(still.length).toBeGreaterThan(100)
    expect(Object.fromEntries(still.map(([question]) => [question, after.get(question)]))).toEqual(
      Object.fromEntries(still),
    )
    await homing.ask('PUT', '/api/field-access', {
      key: keys.administrator!,
      body: { role: 'viewer', field, isVisible: true },
    })
  },
  120_000,
)
