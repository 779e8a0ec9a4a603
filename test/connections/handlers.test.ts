import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionHandlers } from '../../src/api/handlers/connections.ts'
import type { Ask, Caller, Handler } from '../../src/api/handler.ts'
import { contract, type RouteName } from '../../src/api/contract/index.ts'
import { sql } from '../database.ts'
import { callerOf, makeWorld, type World } from './world.ts'

let world: World
let caller: Caller

beforeAll(async () => {
  world = await makeWorld({ enforceLimits: true })
  caller = callerOf(world)
})
afterAll(() => world.close())

type Names = keyof typeof connectionHandlers

/** Asks as the server does; what is answered must be what the contract says. */
async function ask<Name extends Names>(name: Name, given: Partial<Ask<Name>> = {}) {
  const handler = connectionHandlers[name] as Handler<RouteName>
  const answer = await handler(
    {
      params: {},
      query: {},
      body: undefined,
      caller,
      origin: 'https://homing.example.com',
      signal: new AbortController().signal,
      ...given,
    } as never,
    world.homing,
  )
  const shape = (contract[name] as { answer?: { parse?: (value: unknown) => unknown } }).answer
  return (shape?.parse ? shape.parse(answer) : answer) as any
}

function create(more: Record<string, unknown> = {}) {
  const body = { connector: 'constant-contact', name: 'Firm', settings: world.settings(more) }
  return ask('connections.create', { body } as never)
}

test('the connector tells what it can do, and its form marks what is secret', async () => {
  const { items } = await ask('connectors.list')
  const [info] = items
  expect(info).toMatchObject({ id: 'constant-contact' })
  expect(info.settingsSchema.properties.clientSecret.writeOnly).toBe(true)
  expect(info.settingsSchema.properties.clientId.writeOnly).toBeUndefined()
  expect(info.scopes.map(({ name }: { name: string }) => name)).toContain('contact_data')
})

test('a connection is created, checked, listed and removed as the contract says', async () => {
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  const made = await create({ accessToken, refreshToken })
  expect(made).toMatchObject({ status: 'active', quota: { usedToday: 0, perDay: 10_000 } })
  const params = { connectionId: made.id }
  const health = await ask('connections.check', { params })
  expect(health.checks.every(({ ok }: { ok: boolean }) => ok)).toBe(true)
  const shown = await ask('connections.show', { params })
  expect(shown.health).toEqual(health)
  expect(shown.quota.usedToday).toBe(4)
  // The first run begins with the connection.
  expect(shown.openRunId).not.toBeNull()
  const { items: contacts } = await ask('connections.contacts', { params, query: { limit: 3 } })
  expect(contacts).toHaveLength(3)
  expect((await ask('connections.lists', { params })).items.length).toBeGreaterThan(0)
  await ask('connections.remove', { params })
  await expect(ask('connections.show', { params })).rejects.toMatchObject({ status: 404 })
  expect((await ask('connections.list')).items).toEqual([])
})

test('a connection whose settings are not understood any more hides no other', async () => {
  const lost = await create()
  const { id } = await create()
  await world.homing.database.inWorkspace(caller.workspaceId, (tx) =>
    sql`update connection set settings = '{}' where id = ${lost.id}`.execute(tx),
  )
  const { items } = await ask('connections.list')
  const quotas = new Map(items.map((one: { id: number; quota: unknown }) => [one.id, one.quota]))
  expect(quotas.get(lost.id)).toBeNull()
  expect(quotas.get(id)).toMatchObject({ perDay: 10_000 })
  for (const connectionId of [lost.id, id]) {
    await ask('connections.remove', { params: { connectionId } })
  }
})

test('a missing scope is named; an account that cannot be asked is a finding', async () => {
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  const { id } = await create({ accessToken, refreshToken })
  const params = { connectionId: id }
  world.sandbox.faults.add({ kind: 'missing-scope', match: { path: '/emails' } })
  const lacking = await ask('connections.check', { params })
  expect(lacking.ok).toBe(false)
  expect(lacking.checks.filter(({ ok }: { ok: boolean }) => !ok)).toMatchObject([
    { name: 'campaign_data', sentence: expect.stringContaining('campaign_data') },
  ])

  const waiting = await create()
  const unwell = await ask('connections.check', { params: { connectionId: waiting.id } })
  expect(unwell).toMatchObject({ ok: false })
  expect(unwell.checks[0].sentence).toBe('The connection was not authorised yet.')
})

test('an API key cannot begin what only a browser can finish', async () => {
  const { id } = await create()
  const key: Caller = { ...caller, id: 'key-1', kind: 'key' }
  await expect(
    ask('connections.authorise', { params: { connectionId: id }, caller: key }),
  ).rejects.toMatchObject({ status: 403, remedy: expect.stringContaining('browser') })
})

test('the page after consent holds no script, leads on, and shows names as they are', async () => {
  const body = {
    connector: 'constant-contact',
    name: '<script>alert(1)</script>',
    settings: world.settings(),
  }
  const { id } = await ask('connections.create', { body } as never)
  const params = { connectionId: id }
  const { url } = await ask('connections.authorise', { params })
  const consent = new URL(url)
  expect(consent.searchParams.get('redirect_uri')).toBe(
    'https://homing.example.com/api/authorisations/callback',
  )
  const state = consent.searchParams.get('state')!
  const page = await ask('connections.authorised', {
    query: { state, error: 'access_denied', error_description: '<img src=x>' },
  })
  let html = ''
  for await (const part of page) html += part
  expect(html).not.toMatch(/<script|<img/)
  expect(html).toContain('declined')
  expect(html).toContain(`href="/connections/${id}"`)
  expect(html).not.toContain('http-equiv')
})
