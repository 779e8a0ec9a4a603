import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser, signIn, type Role } from '../../src/accounts/index.ts'
import { contract, ROLES, type Route, type RouteName } from '../../src/api/contract/index.ts'
import { PASSWORD, someone } from '../accounts/world.ts'
import { freshHoming, ORIGIN, type TestHoming } from './homing.ts'
import { rows, type Row } from './matrix-rows.ts'
import { MARK, seed, type Seeds } from './matrix-seeds.ts'

const routes = Object.entries(contract) as [RouteName, Route][]
/** From the least to the most. */
const ORDER: readonly Role[] = ['viewer', 'editor', 'manager', 'administrator']

let homing: TestHoming
let seeds: Seeds
let cookie: string
let strangersCookie: string
const keys: Partial<Record<Role | 'stranger', string>> = {}

beforeAll(async () => {
  homing = await freshHoming()
  seeds = await seed(homing)
  for (const role of ORDER) keys[role] = await homing.keyFor(role)
  keys.stranger = await homing.keyFor('administrator', homing.otherWorkspaceId)
  cookie = await cookieOf(homing.workspaceId)
  strangersCookie = await cookieOf(homing.otherWorkspaceId)
})
afterAll(() => homing.close())

test('the table has a row for every route, and no other', () => {
  expect(Object.keys(rows).sort()).toEqual(Object.keys(contract).sort())
  expect([...ORDER].sort()).toEqual([...ROLES].sort())
  expect(routes.length).toBeGreaterThan(50)
})

describe('anonymous', () => {
  test.each(routes)('%s', async (name) => {
    const { least } = rows[name]
    for (const key of [undefined, 'hmg_wrong']) {
      const response = await sendAs(name, key)
      if (least === 'anonymous') expect([403, 500]).not.toContain(response.status)
      else expect(response.status).toBe(401)
    }
  })
})

describe('a role below the least', () => {
  const below = routes.flatMap(([name]) =>
    ORDER.filter((role) => !may(role, rows[name])).map((role) => [name, role] as const),
  )
  test('there are such', () => expect(below.length).toBeGreaterThan(40))

  test.each(below)('%s as %s is refused', async (name, role) => {
    const response = await sendAs(name, keys[role])
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ title: 'Not allowed' })
  })
})

describe('another site', () => {
  const mutating = routes.filter(([, route]) => route.method !== 'GET')
  test('there are mutating routes', () => expect(mutating.length).toBeGreaterThan(20))

  test.each(mutating)("%s in a signed-in administrator's name is refused", async (name) => {
    const forgeries: Record<string, string>[] = [
      { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { cookie, origin: 'null' },
      { cookie, origin: `${ORIGIN}.evil.example` },
      { cookie, 'sec-fetch-site': 'same-site' },
      { cookie },
    ]
    for (const headers of forgeries) {
      const response = await send(name, headers)
      expect(response.status, JSON.stringify(headers)).toBe(403)
    }
  })

  test('and the session those were sent with was good', async () => {
    const shown = await homing.ask('GET', '/api/users', { headers: { cookie } })
    expect(shown.status).toBe(200)
  })
})

describe("another workspace's administrator", () => {
  test.each(routes.filter(([name]) => rows[name].least !== 'anonymous'))(
    '%s tells nothing of this one',
    async (name) => {
      const response = await sendAs(name, keys.stranger, strangersCookie)
      expect(response.status).not.toBe(500)
      expect(await response.text()).not.toContain(MARK)
      const { params } = rows[name]
      if (params !== undefined) expect(response.status).toBe(404)
    },
  )
})

describe('a role that may', () => {
  const allowed = routes.flatMap(([name]) =>
    ORDER.filter((role) => may(role, rows[name])).map((role) => [name, role] as const),
  )
  /** What ends the rows others need comes last. */
  const isFinal = ([name]: readonly [RouteName, Role]) => /remove$/.test(name)
  const inOrder = [...allowed.filter((one) => !isFinal(one)), ...allowed.filter(isFinal)]

  test.each(inOrder)('%s as %s is let through', async (name, role) => {
    const response = await sendAs(name, keys[role], cookie)
    const text = await response.text()
    if (rows[name].isOwners && role !== 'administrator') {
      expect([response.status, text], text).toEqual([403, expect.stringContaining(` of ${MARK}.`)])
      return
    }
    expect([403, 405, 415, 500, 503], text).not.toContain(response.status)
    if (rows[name].least !== 'anonymous') expect(response.status, text).not.toBe(401)
    if (name !== 'connections.authorised') expect(response.status, text).not.toBe(400)
    if (rows[name].params !== undefined) expect(response.status, text).not.toBe(404)
  })
})

function may(role: Role, { least }: Row): boolean {
  return least === 'anonymous' || ORDER.indexOf(role) >= ORDER.indexOf(least)
}

/** With a key; or, where a route is for people in a browser only, with a session's cookie. */
function sendAs(name: RouteName, key: string | undefined, browsersCookie = '') {
  if (rows[name].needsBrowser && browsersCookie !== '') {
    return send(name, { cookie: browsersCookie, 'sec-fetch-site': 'same-origin' })
  }
  return send(name, key === undefined ? {} : { authorization: `Bearer ${key}` })
}

function send(name: RouteName, headers: Record<string, string>) {
  const route: Route = contract[name]
  const { params, query, body } = rows[name]
  const given = params?.(seeds) ?? {}
  const path = route.path.replace(/\{(\w+)\}/g, (_, part: string) => String(given[part]))
  const type: Record<string, string> =
    route.body !== undefined && 'upload' in route.body ? { 'content-type': route.body.upload } : {}
  return homing.ask(route.method, query === undefined ? path : `${path}?${query}`, {
    body,
    headers: { ...type, ...headers },
  })
}

async function cookieOf(workspaceId: number): Promise<string> {
  const email = `browser${workspaceId}@example.com`
  const administrator = { name: 'B', email, password: PASSWORD, role: 'administrator' } as const
  await createUser(homing, someone(workspaceId), administrator)
  const who = { email, password: PASSWORD, address: '1', agent: '', earlierToken: null }
  return `homing=${(await signIn(homing, who)).session.token}`
}
