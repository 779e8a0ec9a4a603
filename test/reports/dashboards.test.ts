import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshHoming, type TestHoming } from '../api/homing.ts'

let homing: TestHoming
const keys: Record<string, string> = {}

beforeAll(async () => {
  homing = await freshHoming()
  for (const role of ['viewer', 'editor', 'administrator'] as const) {
    keys[role] = await homing.keyFor(role)
  }
  keys.colleague = await homing.keyFor('editor')
}, 60_000)
afterAll(() => homing.close())

async function ask(method: string, path: string, key: string, body?: unknown) {
  const response = await homing.ask(method, path, { key: keys[key]!, body })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

const VIEW = { version: 1, subject: 'people', columns: ['person'] }
const tile = (viewId: string) => ({ viewId, parameters: {}, as: 'table', width: 2 })

test('a dashboard is seen by whom its owner says, and changed by its owner alone', async () => {
  const view = await ask('POST', '/api/views', 'editor', { name: 'Mine', definition: VIEW })
  const words = { name: 'Figures', tiles: [tile(view.body.id), tile('who-opted-out')] }
  // A colleague may not see the view, so it is not there to be put on a dashboard.
  expect((await ask('POST', '/api/dashboards', 'colleague', words)).status).toBe(404)
  const made = await ask('POST', '/api/dashboards', 'editor', words)
  expect(made).toMatchObject({
    status: 201,
    body: { version: 1, isYours: true, tiles: words.tiles },
  })
  const path = `/api/dashboards/${made.body.id}`
  expect((await ask('GET', path, 'viewer')).status).toBe(404)
  const shared = { ...words, seenBy: 'roles', roles: ['viewer', 'editor'], version: 1 }
  expect((await ask('PUT', path, 'editor', { ...shared, roles: [] })).status).toBe(422)
  expect((await ask('PUT', path, 'editor', shared)).body).toMatchObject({ version: 2 })
  expect((await ask('GET', path, 'viewer')).body).toMatchObject({ isYours: false })
  // What a tile shows is asked of its view: a dashboard that is shared shares no view.
  expect((await ask('GET', `/api/views/${view.body.id}`, 'viewer')).status).toBe(404)
  expect((await ask('PUT', path, 'colleague', { ...shared, version: 2 })).status).toBe(403)
  expect((await ask('PUT', path, 'editor', shared)).status).toBe(409)
  const listed = await ask('GET', '/api/dashboards', 'viewer')
  expect(listed.body.items.map(({ name }: { name: string }) => name)).toEqual(['Figures'])
  expect(
    (await ask('PUT', '/api/dashboard-at-home', 'viewer', { dashboardId: made.body.id })).status,
  ).toBe(422)
  expect((await ask('DELETE', path, 'editor')).status).toBe(204)
  expect((await ask('GET', path, 'viewer')).status).toBe(404)
})
