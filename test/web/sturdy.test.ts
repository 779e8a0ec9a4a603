import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  axeFindings,
  closeBrowser,
  settled,
  widerBy,
  withPage,
  type PageOptions,
} from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenversicherungsgesellschaft'
/** Long enough for a question that is asked again and again to be asked again. */
const SOME_ROUNDS_MS = 5_000

const FAULT = { type: 'about:blank', title: 'Internal error', status: 500, detail: 'A fault.' }

let homing: RunningHoming
let session: Parameters<ReturnType<Page['context']>['addCookies']>[0] = []

beforeAll(async () => {
  homing = await startHoming()
}, 90_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

/** Signed in as the administrator, of a firm that is there already or is made by the way. */
async function open<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  if (session.length === 0) session = [await setUp()]
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    await page.context().addCookies(session)
    return use(page)
  })
}

async function setUp() {
  const answer = await fetch(`${homing.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: homing.url },
    body: JSON.stringify({
      ...{ firm: 'Harbour LLP', name: 'Jo Primary' },
      ...{ email: 'jo@firm.example', password: PASSWORD },
    }),
  })
  const [name, value] = answer.headers.get('set-cookie')!.split(';')[0]!.split('=')
  return { name: name!, value: value!, url: homing.url }
}

test('a form that is sent with faults leads to the first of them', async () => {
  await withPage({ baseUrl: homing.url }, async (page) => {
    await page.goto('/setup')
    await page.getByLabel('Firm').fill('Harbour LLP')
    await page.getByRole('button', { name: 'Create the firm' }).click()
    await expect.poll(() => focused(page)).toBe('Your name')
    await page.keyboard.type('Jo Primary')
    await page.getByLabel('E-mail address').fill('jo@firm.example')
    await page.getByLabel(/^Password( \*)?$/).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    session = await page.context().cookies()
  })
})

test('a page whose code does not come says who does not answer, and comes once it does', async () => {
  await open({ allowsFaults: true }, async (page) => {
    await page.goto('/alarms')
    await settled(page)
    await page.route('**/assets/**', (route) => route.abort())
    await page.getByRole('navigation', { name: 'Main' }).getByText('Topics').click()
    await page.getByRole('heading', { level: 1, name: 'No answer from Homing' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.unroute('**/assets/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Topics and consent' }).waitFor()
  })
})

test('the editor of a campaign comes once the server answers again', async () => {
  await open({ allowsFaults: true }, async (page) => {
    const data = { name: 'Held up' }
    const made = await page.request.post('/api/campaigns', {
      data,
      headers: { origin: homing.url },
    })
    const { campaignId } = (await made.json()) as { campaignId: number }
    for (const path of ['/api/connectors', '/api/campaigns/*/draft']) {
      await page.route(`**${path}`, (route) => route.fulfill({ status: 500, json: FAULT }))
    }
    await page.goto(`/campaigns/${campaignId}/edit`)
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await page.unrouteAll()
    await again.click()
    await page.getByRole('heading', { level: 1, name: 'Held up' }).waitFor()
  })
})

test('what is not there is told as a page, once, with a way on', async () => {
  await open({}, async (page) => {
    for (const path of ['/connections/999', '/runs/999', '/imports/999', '/receipts/999']) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor()
      expect(await page.title()).toContain('Not found')
      expect(await axeFindings(page)).toEqual([])
      let asked = 0
      page.on('request', (request) => (asked += request.url().includes('/999') ? 1 : 0))
      await page.waitForTimeout(SOME_ROUNDS_MS)
      expect({ path, asked }).toEqual({ path, asked: 0 })
    }
    await page.getByRole('link', { name: 'Go to Home' }).click()
    await page.waitForURL((url) => url.pathname === '/')
  })
}, 90_000)

test.each(['phone', 'laptop'] as const)(
  'on a %s the open part of the settings is in sight, whichever it is',
  async (width) => {
    await open({ width, locale: 'de-AT' }, async (page) => {
      for (const part of ['account', 'users', 'audit']) {
        await page.goto(`/settings/${part}`)
        await settled(page)
        const tab = page.getByRole('tab', { selected: true })
        const box = (await tab.boundingBox())!
        expect({ part, left: box.x >= 0 }).toEqual({ part, left: true })
        const { width: seen } = page.viewportSize()!
        expect({ part, right: box.x + box.width <= seen }).toEqual({ part, right: true })
      }
    })
  },
)

test('names without a space stay within the page and within their column', async () => {
  await open({ width: 'phone' }, async (page) => {
    await page.goto('/settings/users')
    await settled(page)
    await post(page, '/api/connections', { connector: 'file', name: LONG.repeat(2), settings: {} })
    await post(page, '/api/webhooks', { url: 'https://example.com/', name: LONG })
    const user = { name: LONG, email: 'long@firm.example', password: PASSWORD, role: 'viewer' }
    await post(page, '/api/users', user)
    const paths = ['/connections', '/connections/1?tab=settings', '/settings/webhooks']
    for (const path of [...paths, '/settings/users']) {
      await page.goto(path)
      await page.getByText(LONG).first().waitFor()
      await settled(page)
      expect({ path, over: await widerBy(page) }).toEqual({ path, over: 0 })
    }
    const name = await page.getByRole('cell', { name: LONG, exact: true }).boundingBox()
    expect(name!.width).toBeLessThanOrEqual(400)
  })
}, 60_000)

test('where what was pressed is gone, the keyboard goes on within the new screen', async () => {
  await open({}, async (page) => {
    await page.goto('/settings/users')
    await expect.poll(() => page.title()).toBe('Users · Settings · Homing')
    await page.getByRole('tab', { name: 'API keys' }).click()
    await expect.poll(() => page.title()).toBe('API keys · Settings · Homing')
    await page.goto('/pushes')
    await page.getByRole('link', { name: 'Add people to a list' }).first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Add people to a list' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
  })
})

test('a key that does not expire says so in the language of the screens', async () => {
  await open({ locale: 'de-DE' }, async (page) => {
    await page.goto('/settings/keys')
    await settled(page)
    await post(page, '/api/keys', { name: 'Nightly', role: 'viewer' })
    await page.reload()
    await page.getByRole('cell', { name: 'nie', exact: true }).waitFor()
  })
})

/** What the field that has the focus is called. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const field = document.activeElement as HTMLInputElement | null
    return field?.labels?.[0]?.textContent?.replace(' *', '')
  })
}

async function post(page: Page, path: string, data: object): Promise<void> {
  const answer = await page.evaluate(
    async ([to, body]) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(to!, { method: 'POST', headers, body: body! })).status
    },
    [path, JSON.stringify(data)],
  )
  expect(answer).toBe(201)
}
