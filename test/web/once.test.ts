import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { lawFirm, startSandbox, tokenPath, type Sandbox } from '../../sandbox/index.ts'
import { closeBrowser, withPage } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
/** How long each write is under way: time enough to press once more, and again. */
const SLOW_MS = 1_500
const IMPATIENT_MS = 300

let homing: RunningHoming
let sandbox: Sandbox
let cookie = ''

beforeAll(async () => {
  sandbox = await startSandbox({
    world: lawFirm(31, { companies: 2, households: 1, unattached: 1 }),
    ...{ enforceLimits: false, now: Date.now(), speed: 20, ceiling: () => Infinity },
  })
  homing = await startHoming({ ALLOW_PRIVATE_ADDRESSES: new URL(sandbox.url).host })
  const who = { firm: 'Harbour LLP', name: 'Jo Primary', email: 'jo@firm.example' }
  const made = await send('/api/setup', { ...who, password: PASSWORD })
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
  await send('/api/imports', 'name,email\nAda Example,ada@example.com\n')
  await vi.waitFor(
    async () => expect(await get('/api/people/count')).toMatchObject({ people: 1 }),
    {
      timeout: 60_000,
      interval: 200,
    },
  )
  const { accessToken, refreshToken } = sandbox.issueTokens()
  const connected = await send('/api/connections', {
    connector: 'constant-contact',
    settings: {
      apiUrl: `${sandbox.url}/v3`,
      authorizeUrl: `${sandbox.url}/oauth2/default/v1/authorize`,
      tokenUrl: sandbox.url + tokenPath,
      ...{ clientId: 'homing-sandbox', clientSecret: 'homing-sandbox-secret' },
      ...{ accessToken, refreshToken },
    },
  })
  expect(connected.status).toBe(201)
}, 120_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await sandbox?.close()
})

function send(path: string, body: unknown): Promise<Response> {
  const isText = typeof body === 'string'
  return fetch(homing.url + path, {
    method: 'POST',
    headers: {
      ...{ cookie, origin: homing.url },
      'content-type': isText ? 'text/csv' : 'application/json',
    },
    body: isText ? body : JSON.stringify(body),
  })
}

async function get(path: string): Promise<{ items: { id: number; name: string }[] }> {
  const answer = await fetch(homing.url + path, { headers: { cookie } })
  return (await answer.json()) as { items: { id: number; name: string }[] }
}

/**
 * The screen on a server that takes its time with every write, signed in; answers what was written:
 * "POST /api/person-lists".
 */
async function written(path: string, use: (page: Page) => Promise<void>): Promise<string[]> {
  const writes: string[] = []
  await withPage({ baseUrl: homing.url }, async (page) => {
    const [name, value] = cookie.split(/=(.*)/s) as [string, string]
    await page.context().addCookies([{ name, value, url: homing.url }])
    await page.route('**/api/**', async (route) => {
      const request = route.request()
      if (request.method() !== 'GET') {
        writes.push(`${request.method()} ${new URL(request.url()).pathname}`)
        await new Promise((go) => setTimeout(go, SLOW_MS))
      }
      await route.continue()
    })
    await page.goto(path)
    await use(page)
  })
  return writes
}

/** Enter, at once again, and once more by somebody who waits. */
async function enterAgain(page: Page) {
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.waitForTimeout(IMPATIENT_MS)
  await page.keyboard.press('Enter')
}

/** A press, at once again, and once more, whether or not it may be pressed. */
async function pressAgain(page: Page, role: 'button' | 'switch', name: string | RegExp) {
  const one = page.getByRole(role, { name })
  await one.waitFor()
  const at = (await one.boundingBox())!
  const [x, y] = [at.x + at.width / 2, at.y + at.height / 2]
  await page.mouse.dblclick(x, y)
  await page.waitForTimeout(IMPATIENT_MS)
  await page.mouse.click(x, y)
}

test('a list is made once, whether by Enter or by its button', async () => {
  const writes = await written('/lists/new?kind=static', async (page) => {
    await page.getByRole('textbox', { name: 'Name' }).fill('Clients')
    await enterAgain(page)
    await page.getByRole('heading', { level: 1, name: 'Clients' }).waitFor()
    await page.goto('/lists/new?kind=static')
    await page.getByRole('textbox', { name: 'Name' }).fill('Prospects')
    await pressAgain(page, 'button', 'Make the list')
    await page.getByRole('heading', { level: 1, name: 'Prospects' }).waitFor()
  })
  expect(writes).toEqual(Array(2).fill('POST /api/person-lists'))
  const { items } = await get('/api/person-lists')
  expect(items.map(({ name }) => name)).toEqual(['Clients', 'Prospects'])
}, 120_000)

test('an API key is made once', async () => {
  const writes = await written('/settings/keys', async (page) => {
    await page.getByRole('button', { name: 'Make a key…' }).click()
    await page.getByRole('textbox', { name: 'What is it for?' }).fill('Nightly export')
    await enterAgain(page)
    await page.getByLabel('API key', { exact: true }).waitFor()
  })
  expect(writes).toEqual(['POST /api/keys'])
  expect((await get('/api/keys')).items).toHaveLength(1)
}, 120_000)

test('a dashboard is made once', async () => {
  const writes = await written('/dashboards', async (page) => {
    await page.getByRole('button', { name: 'New dashboard' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Mondays')
    await enterAgain(page)
    await page.getByRole('heading', { level: 1, name: 'Mondays' }).waitFor()
  })
  expect(writes).toEqual(['POST /api/dashboards'])
}, 120_000)

test('a campaign is begun once, and a test of it goes out once', async () => {
  const writes = await written('/campaigns/new', async (page) => {
    await page.getByRole('textbox', { name: 'Name' }).fill('Autumn letter')
    await enterAgain(page)
    await page.getByRole('heading', { level: 1, name: 'Autumn letter' }).waitFor()
  })
  expect(writes).toEqual(['POST /api/campaigns'])
}, 120_000)

test('an address is added to a person once, and made the primary one once', async () => {
  const { items } = await get('/api/people?limit=1')
  const path = `/people/${items[0]!.id}`
  const writes = await written(path, async (page) => {
    await page.getByRole('button', { name: 'Add…' }).click()
    await page.getByRole('dialog').getByLabel('E-mail address').fill('ada@example.org')
    await enterAgain(page)
    await page.getByText('has the address ada@example.org, too.').waitFor()
    for (let press = 0; press < 2; press++) {
      await page.getByRole('button', { name: 'More for ada@example.org' }).click()
      await page.getByRole('menuitem', { name: 'Make it the primary address' }).click()
    }
    await page.getByText('is written to at ada@example.org first').first().waitFor()
  })
  const [first, second, ...others] = writes
  expect(first).toMatch(/^POST .*\/addresses$/)
  expect(second).toMatch(/primary$/)
  expect(others).toEqual([])
}, 120_000)

test('a field is hidden from a role once', async () => {
  const writes = await written('/settings/field-access', async (page) => {
    await pressAgain(page, 'switch', 'Viewers see Opens')
    await page.getByText('Viewers no longer see “Opens”.').first().waitFor()
  })
  expect(writes).toEqual(['PUT /api/field-access'])
}, 120_000)

test('settings are kept once', async () => {
  const writes = await written('/settings/bounces', async (page) => {
    await page.getByRole('textbox', { name: 'How many in a row' }).fill('7')
    await enterAgain(page)
    await page.getByText('The rule is changed').waitFor()
  })
  expect(writes).toEqual(['PUT /api/bounce-policy'])
}, 120_000)
