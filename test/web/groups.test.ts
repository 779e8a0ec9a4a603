import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, closeBrowser, expectCount, withPage, type PageOptions } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

/** As long as a slow server takes. */
const SLOW_MS = 3_000
const MANY = 500

let homing: RunningHoming
let cookie = ''

beforeAll(async () => {
  homing = await startHoming()
  const made = await fetch(`${homing.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: homing.url },
    body: JSON.stringify({
      firm: 'Harrowgate & Lindqvist',
      name: 'Jo Primary',
      email: 'jo@firm.example',
      password: 'calm lanterns over harbour stones',
    }),
  })
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
}, 90_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

/** What an ESP holds, as the API tells it. */
const list = (n: number, more: object = {}) => ({
  ...{
    connectionId: 1,
    kind: 'list',
    externalId: `list-${n}`,
    connectionName: 'Newsletter account',
  },
  ...{ name: `List ${n}`, formerName: null, goneAt: null, members: 10 * n, optOuts: n },
  ...{ isOpen: false, mappings: [], ...more },
})

/** A page of the running Homing, signed in, with these lists at the ESPs. */
function withLists<T>(
  of: PageOptions & { lists: object[]; slowMs?: number },
  use: (page: Page, sent: unknown[]) => Promise<T>,
): Promise<T> {
  const { lists, slowMs = 0, ...options } = of
  const sent: unknown[] = []
  const answer = async (route: Route, body: object, status = 200) => {
    await new Promise((resolve) => setTimeout(resolve, slowMs))
    await route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) })
  }
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    const at = cookie.indexOf('=')
    const [name, value] = [cookie.slice(0, at), cookie.slice(at + 1)]
    await page.context().addCookies([{ name, value, url: homing.url }])
    await page.route('**/api/topic-mappings', (route) => answer(route, { items: lists }))
    await page.route('**/api/topics/from-lists', (route) => {
      sent.push(route.request().postDataJSON())
      return answer(route, { topicIds: [1] }, 201)
    })
    return use(page, sent)
  })
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('without lists the tab says where they come from, and so does the dialogue', async () => {
  await withLists({ lists: [] }, async (page) => {
    await page.goto('/topics?tab=groups')
    await page.getByText('No list has come home yet').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('tab', { name: 'Topics' }).click()
    await page.getByRole('button', { name: 'Make topics from your lists…' }).click()
    await page.getByText('No list without a topic has come home.').waitFor()
    expect(await axeFindings(page)).toEqual([])
  })
})

test('lists become topics by keyboard alone, each told by its id', async () => {
  const lists = [list(1), list(2), list(3, { goneAt: '2026-05-03T09:00:00.000Z' })]
  await withLists({ lists }, async (page, sent) => {
    await page.goto('/topics')
    await page.getByRole('button', { name: 'Make topics from your lists…' }).focus()
    await page.keyboard.press('Enter')
    const second = page.getByRole('checkbox', { name: /^List 2 / })
    await second.waitFor()
    await expectCount(page.getByRole('checkbox', { name: /^List 3 / }), 0)
    await second.focus()
    await page.keyboard.press('Space')
    const make = page.getByRole('button', { name: 'Make 1 topic' })
    await make.focus()
    await page.keyboard.press('Enter')
    await page.getByText('1 list now has a topic.').waitFor()
    expect(sent).toEqual([{ lists: [{ connectionId: 1, externalId: 'list-2' }], groupId: null }])
  })
})

test('far too many lists from a slow server stay usable on a telephone, in the dark', async () => {
  const lists = Array.from({ length: MANY }, (_, n) => list(n + 1))
  const asked = { lists, slowMs: SLOW_MS, width: 'phone', scheme: 'dark' } as const
  await withLists(asked, async (page) => {
    await page.goto('/topics?tab=groups')
    await page.getByRole('status', { name: 'Loading' }).first().waitFor()
    await page.getByText('Who leaves a group at the ESP has left').waitFor()
    await page.getByRole('cell', { name: /^List 500/ }).waitFor()
    expect(await overflow(page)).toBe(0)
    await page.getByRole('searchbox', { name: 'Search groups' }).fill('List 49')
    await expect.poll(() => page.getByRole('row').count()).toBeLessThan(20)
    await page.getByRole('searchbox', { name: 'Search groups' }).fill('no such list')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('tab', { name: 'Topics' }).click()
    await page.getByRole('button', { name: 'Make topics from your lists…' }).click()
    await page.getByRole('checkbox').first().waitFor()
    expect(await overflow(page)).toBe(0)
    await page.getByRole('button', { name: 'Make 0 topics' }).waitFor()
  })
}, 60_000)
