import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  authorizePath,
  lawFirm,
  sandboxClient,
  startSandbox,
  tokenPath,
  type Sandbox,
} from '../../sandbox/index.ts'
import { closeBrowser, withPage } from '../web/browser.ts'
import { startHoming, type RunningHoming } from '../web/homing.ts'

const TWO_WEEKS_MS = 14 * 24 * 3600 * 1000
const PASSWORD = 'quiet harbour lanterns at dusk'

let sandbox: Sandbox
let homing: RunningHoming

beforeAll(async () => {
  sandbox = await startSandbox({
    world: lawFirm(4, { companies: 30, households: 25, unattached: 8 }),
    now: Date.now() - TWO_WEEKS_MS,
  })
  sandbox.clock.runUntilQuiet()
  homing = await startHoming({ ALLOW_PRIVATE_ADDRESSES: new URL(sandbox.url).host })
}, 120_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await sandbox?.close()
})

test('from an empty Homing to the people behind a figure, through the consent page', async () => {
  await withPage({ baseUrl: homing.url, width: 'laptop' }, async (page) => {
    await setUp(page)
    await connect(page)
    await page.getByRole('link', { name: 'Campaigns' }).first().click()
    const newest = newestCampaign()
    await page.getByRole('link', { name: newest.name }).first().click({ timeout: 90_000 })
    await page.getByRole('heading', { name: newest.name }).waitFor()

    // The number is the list: the figure of opt-outs, and a row for each of its people.
    const optOuts = newest.totals.optouts
    expect(optOuts).toBeGreaterThan(0)
    await page
      .getByRole('link', { name: new RegExp(`^Opt-outs.*${optOuts}|^${optOuts}$`) })
      .first()
      .click()
    await page.waitForURL(/figure=optOuts/)
    await page.getByRole('heading', { name: /Opt-outs/ }).waitFor()
    await expect.poll(() => page.locator('tbody tr').count()).toBe(optOuts)

    // Each of them is shown as opted out, with the reason and where it was learnt.
    await page.locator('tbody tr a').first().click()
    await page.getByText('No: opted out').waitFor()
  })
}, 240_000)

async function setUp(page: Page): Promise<void> {
  await page.goto('/')
  await page.waitForURL('**/setup')
  await page.getByLabel('Firm').fill('Harrowgate Lindqvist LLP')
  await page.getByLabel('Your name').fill('Marguerite Harrowgate')
  await page.getByLabel('E-mail address').fill('marguerite@firm.example')
  await page.getByLabel(/^Password( \*)?$/).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create the firm' }).click()
  await page.getByRole('link', { name: 'Connections' }).first().click()
}

async function connect(page: Page): Promise<void> {
  await page.goto('/connections/new')
  await page.getByRole('radio', { name: 'Constant Contact' }).check()
  await page.getByLabel('Client id (API key)').fill(sandboxClient.clientId)
  await page.locator('form button[aria-expanded]').click()
  await page.getByLabel('Client secret').fill(sandboxClient.clientSecret!)
  await page.getByLabel('API address').fill(`${sandbox.url}/v3`)
  await page.getByLabel('Consent page').fill(sandbox.url + authorizePath)
  await page.getByLabel('Token address').fill(sandbox.url + tokenPath)
  await page.getByRole('button', { name: 'Connect Constant Contact' }).click()
  // The vendor's own page, on its own address.
  await page.waitForURL(new RegExp(`^${sandbox.url}`))
  await page.getByText('asks to use the Constant Contact account of').waitFor()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.waitForURL(/\/connections\/\d+/)
  await page
    .getByText(/Healthy|Active|done/i)
    .first()
    .waitFor({ timeout: 60_000 })
}

function newestCampaign() {
  const sent = sandbox.truth().campaigns.filter((campaign) => campaign.totals.sends > 0)
  const sentAt = (campaign: (typeof sent)[number]) =>
    campaign.activities.map((activity) => activity.sentAt ?? '').sort()[0]!
  return sent.sort((a, b) => (sentAt(a) < sentAt(b) ? 1 : -1))[0]!
}
