import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  widerBy,
  withPage,
  type PageOptions,
} from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const EXPORT = [
  'event,email,campaign_id,campaign,time,url',
  'open,ada@example.com,c1,Spring letter,2026-05-01T10:00:00Z,',
  'click,ada@example.com,c1,Spring letter,2026-05-01T10:01:00Z,https://example.com/a',
  'hologram,bert@example.com,c1,Spring letter,2026-05-01T10:02:00Z,',
].join('\n')

let homing: RunningHoming
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []

beforeAll(async () => {
  homing = await startHoming({})
  await withPage({ baseUrl: homing.url }, async (page) => {
    const headers = { origin: homing.url }
    const firm = { firm: 'F', name: 'Jo', email: 'jo@firm.example', password: PASSWORD }
    const settings = { connector: 'file', name: 'Exports', settings: {} }
    for (const [path, data] of [
      ['/api/setup', firm],
      ['/api/connections', settings],
    ] as const) {
      const sent = await page.request.post(path, { data, headers })
      expect(sent.ok(), await sent.text()).toBe(true)
    }
    session = await page.context().cookies()
  })
})

afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

function inside(options: PageOptions, use: (page: Page) => Promise<void>): Promise<void> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    await page.context().addCookies(session)
    await page.goto('/connections/1')
    await use(page)
  })
}

async function choose(page: Page, button: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  const buffer = Buffer.from(EXPORT)
  await (await chooser).setFiles({ name: 'export.csv', mimeType: 'text/csv', buffer })
}

describe('files of feedback', () => {
  test('a sample, a layout that fits, a column put right, and the export is read', async () => {
    await inside({}, async (page) => {
      await page.getByText('Nothing can be read yet').waitFor()
      await expectCount(page.getByRole('button', { name: 'Sync now' }), 0)
      await page.getByRole('button', { name: 'Say how files are read' }).click()
      await choose(page, 'Choose a sample')
      const rows = page.getByRole('region', { name: 'What the first rows become' })
      await rows.getByText('A click without its link.').waitFor()
      await rows.getByText('No kind is known for “hologram”.').waitFor()
      await page.getByRole('combobox', { name: 'Column of Link' }).click()
      await page.getByRole('option', { name: 'url', exact: true }).click()
      await rows.getByText('https://example.com/a').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText(/version 1, saved by Jo/).waitFor()
      await choose(page, 'Choose a file')
      const files = page.getByRole('region', { name: 'Files that were brought' })
      await files.getByText('Read', { exact: true }).waitFor()
      const row = files.getByRole('row').nth(1)
      await expect.poll(() => row.innerText()).toMatch(/export\.csv[\s\S]*3[\s\S]*1/)
      await page.goto('/campaigns')
      await page.getByText('Spring letter').first().waitFor()
    })
  })

  test.each([
    ['phone', 'dark'],
    ['wide', 'light'],
  ] as const)('are no wider than a %s in %s, and clean to axe', async (width, scheme) => {
    await inside({ width, scheme }, async (page) => {
      await page.getByRole('button', { name: 'Change how files are read' }).click()
      await choose(page, 'Choose a sample')
      await page.getByRole('region', { name: 'What the first rows become' }).waitFor()
      await page.getByRole('button', { name: 'Show them' }).click()
      expect(await axeFindings(page)).toEqual([])
      expect(await widerBy(page)).toBeLessThanOrEqual(0)
    })
  })
})
