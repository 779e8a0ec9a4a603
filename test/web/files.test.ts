import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  widerBy,
  WIDTHS,
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

/** Columns that no layout names. */
const OWN_WORDS = [
  'Vorgang;Mailadresse;Brief',
  'Opened;ada@example.com;Herbst',
  'Hologramm;bert@example.com;Herbst',
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

/** Where somebody at the keyboard goes on. */
function expectFocus(at: Locator): Promise<void> {
  return expect.poll(() => at.evaluate((one) => one === document.activeElement)).toBe(true)
}

async function choose(page: Page, button: string, text = EXPORT): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  const buffer = Buffer.from(text)
  await (await chooser).setFiles({ name: 'export.csv', mimeType: 'text/csv', buffer })
}

describe('files of feedback', () => {
  test('a sample no layout fits is read as soon as its columns are told', async () => {
    await inside({ width: 'phone' }, async (page) => {
      await page.getByRole('button', { name: 'Say how files are read' }).click()
      await choose(page, 'Choose a sample', OWN_WORDS)
      await page.getByText(/^Choose the columns of the address/).waitFor()
      await expectCount(page.getByRole('button', { name: 'Save', disabled: true }), 1)
      expect(await axeFindings(page)).toEqual([])
      for (const [meaning, column] of [
        ['Address', 'Mailadresse'],
        ['What happened', 'Vorgang'],
        ['Campaign, by its name', 'Brief'],
      ] as const) {
        await page.getByRole('combobox', { name: `Column of ${meaning}` }).click()
        await page.getByRole('option', { name: column, exact: true }).click()
      }
      const rows = page.getByRole('region', { name: 'What the first rows become' })
      await rows.getByText('ada@example.com').waitFor()
      const why = (await rows.getByText('No kind is known for “Hologramm”.').boundingBox())!
      expect(why.x + why.width, 'why a row is refused is in sight').toBeLessThan(WIDTHS.phone)
      expect(await widerBy(page)).toBeLessThanOrEqual(0)
    })
  })

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
      await page.getByRole('button', { name: 'Show them' }).press('Enter')
      await expectFocus(page.getByRole('textbox', { name: 'Word 1', exact: true }))
      expect(await axeFindings(page)).toEqual([])
      expect(await widerBy(page)).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: 'Close' }).press('Enter')
      await expectFocus(page.getByRole('button', { name: 'Change how files are read' }))
      await page.keyboard.press('Enter')
      await expectFocus(page.getByRole('button', { name: 'Choose a sample' }))
    })
  })
})
