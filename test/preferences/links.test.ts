import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshHoming, ORIGIN, type TestHoming } from '../api/homing.ts'
import { castOf, type Cast } from './world.ts'

let homing: TestHoming
let cast: Cast
let key: string
beforeAll(async () => {
  homing = await freshHoming()
  const { workspaceId } = homing
  cast = await homing.database.inWorkspace(workspaceId, (tx) => castOf(tx, workspaceId))
  key = await homing.keyFor('editor')
})
afterAll(() => homing.close())

const make = (body: object) => homing.ask('POST', '/api/preference-links', { key, body })

test('links for a mailing: those of known addresses lead to their page, the others say why not', async () => {
  const addresses = ['ANN@example.com', 'nobody@example.com', 'nonsense']
  const response = await make({ addresses, campaignId: cast.invitation })
  const { items, made, baseUrlProblem } = (await response.json()) as {
    items: { preferenceUrl: string; headers: Record<string, string>; reason: string }[]
    made: number
    baseUrlProblem: string
  }
  expect(made).toBe(1)
  expect(baseUrlProblem).toContain('PUBLIC_URL is not set')
  expect(items.map((one) => one.preferenceUrl === null)).toEqual([false, true, true])
  expect(items.map((one) => one.reason !== '')).toEqual([false, true, true])
  const page = await homing.app.request(items[0]!.preferenceUrl)
  expect(await page.text()).toContain('a***@example.com')
  const address = /^<(.+)>$/.exec(items[0]!.headers['List-Unsubscribe']!)![1]!
  const asked = await homing.app.request(address)
  expect(await asked.text()).toContain('Stop mailings about “Events”')
  expect(items[0]!.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
})

test('a mailing that is not there is refused, and ten thousand addresses are taken', async () => {
  expect((await make({ addresses: ['a@x.example'], campaignId: 999_999 })).status).toBe(404)
  const many = Array.from({ length: 10_000 }, (_, n) => `p${n}@x.example`)
  expect((await make({ addresses: many })).status).toBe(200)
  expect((await make({ addresses: [...many, 'one@x.example'] })).status).toBe(422)
})

test('the people export has a column of links where it is asked for, and no other change', async () => {
  const plain = await (await homing.ask('GET', '/api/people.csv', { key })).text()
  expect(plain).not.toContain('preference_link')
  const path = '/api/people.csv?preferenceLinks=true'
  const linked = (await (await homing.ask('GET', path, { key })).text()).trim().split('\r\n')
  expect(linked[0]).toMatch(/,preference_link$/)
  const ann = linked.find((line) => line.includes('Ann'))!
  const link = ann.split(',').at(-1)!
  expect(link.startsWith(`${ORIGIN}/p/`)).toBe(true)
  expect((await homing.app.request(link)).status).toBe(200)
  const bob = linked.find((line) => line.includes('Bob'))!
  expect(bob).toContain('office@example.com')
})
