import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../sandbox/index.ts'
import { axeFindings, closeBrowser, withPage } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const SHOTS = process.env['SCREENSHOTS']

let homing: RunningHoming
let sandbox: Sandbox
let cookie = ''

beforeAll(async () => {
  sandbox = await startSandbox({
    esp: 'emma',
    world: lawFirm(31, { companies: 6, households: 4, unattached: 3 }),
    enforceLimits: false,
    now: Date.now(),
    ceiling: () => Infinity,
  })
  homing = await startHoming({ ALLOW_PRIVATE_ADDRESSES: new URL(sandbox.url).host })
  const made = await post('/api/setup', {
    firm: 'Harrowgate & Lindqvist',
    name: 'Jo Primary',
    email: 'jo@firm.example',
    password: 'calm lanterns over harbour stones',
  })
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
  const settings = { apiUrl: sandbox.url, ...vendors.emma.keys }
  expect((await post('/api/connections', { connector: 'emma', settings })).status).toBe(201)
}, 90_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await sandbox?.close()
})

function post(path: string, body: unknown): Promise<Response> {
  return fetch(homing.url + path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', origin: homing.url },
    body: JSON.stringify(body),
  })
}

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

test('a campaign is a copy of a mailing that is chosen, read with a sync and sent at once', async () => {
  await withPage({ baseUrl: homing.url }, async (page) => {
    const [name, value] = cookie.split('=') as [string, string]
    await page.context().addCookies([{ name, value, url: homing.url }])
    await page.goto('/campaigns/new')
    await page.getByRole('textbox', { name: 'Name' }).fill('Letter of May, again')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Letter of May, again' }).waitFor()
    await page.getByLabel('Description').fill('To all who asked')
    // Nothing is written here that the service takes from its own mailing.
    expect(await page.getByLabel('Subject').count()).toBe(0)
    await page.getByText('all saved here').waitFor()
    await page.getByRole('button', { name: 'Sync with Emma' }).click()
    await page.getByRole('paragraph').getByText('Campaign mailing to copy is required').waitFor()
    await shot(page, 'copy-lacks')

    await page.getByRole('combobox', { name: 'Prepared at Emma' }).click()
    const options = page.getByRole('option')
    await options.first().waitFor()
    await options.first().click()
    await page.getByRole('checkbox').first().check()
    await page.getByText('all saved here').waitFor()
    await page.getByRole('button', { name: 'Sync with Emma' }).click()
    await page.getByText(/At Emma: draft, read back .*, equal\./).waitFor()
    await page.getByText(/Its subject is “.+”\./).waitFor()
    await page.getByTitle('The mail as it looks').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await shot(page, 'copy-read')

    const before = sandbox.campaigns().length
    await page.getByRole('button', { name: 'Send…' }).click()
    await page.getByText('Emma sends it at once; nobody can call it back.').waitFor()
    expect(await page.getByRole('radio').filter({ hasText: 'At a moment' }).count()).toBe(0)
    await shot(page, 'copy-send')
    await page.getByRole('button', { name: 'Send it at once' }).click()
    await expect.poll(() => sandbox.campaigns().length, { timeout: 60_000 }).toBe(before + 1)
    await page.getByText('This campaign has been sent.').waitFor()
    await shot(page, 'copy-sent')
  })
}, 120_000)
