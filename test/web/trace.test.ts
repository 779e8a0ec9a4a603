import { afterAll, expect, test } from 'vitest'
import { closeBrowser, expectCount } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'

afterAll(closeBrowser)

test('from a run to its pages, from a page to its rows, from a row to its trace', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/runs/2')
    await page.getByRole('link', { name: '41', exact: true }).click()
    await page.waitForURL('**/receipts?runId=2')
    await page.getByRole('row', { name: /cannot be read/ }).waitFor()
    await page.getByRole('table', { name: 'Receipts' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: 'What became of each row' }).waitFor()
    await page.getByText('put right by Ada Example').waitFor()
    await page.getByRole('link', { name: 'Trace' }).first().click()
    await page.getByRole('list', { name: 'Stations' }).waitFor()
    await page.getByText('Row 12 of the page').waitFor()
    await page.getByRole('link', { name: 'Receipt 31' }).click()
    await page.waitForURL('**/receipts/31')
  })
})

test('in German the doors of a trace are German, too', async () => {
  await inWorld(fullWorld(), { locale: 'de-DE' }, async (page) => {
    await page.goto('/receipts/31')
    await page.getByRole('link', { name: 'Spur' }).first().click()
    await page.getByRole('link', { name: 'Beleg 31' }).waitFor()
  })
})

test('a row of a log opens its events, each a door to its trace', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/campaigns/3?tab=log&figure=opens')
    const log = page.getByRole('table', { name: /log/ })
    await log.getByRole('row').nth(1).getByRole('cell').nth(3).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('machine: within seconds of the send').waitFor()
    await drawer.getByRole('link', { name: 'Open' }).first().click()
    await page.getByRole('list', { name: 'Stations' }).waitFor()
  })
})

test('the page as it came is shown to those only who may', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto('/receipts/31')
    await page.getByText('The page as it came', { exact: true }).click()
    await page.getByText(/91,204 bytes; the first/).waitFor()
  })
  await inWorld({ ...world, permissions: ['see'] }, {}, async (page) => {
    await page.goto('/receipts/31')
    await page.getByRole('heading', { name: 'What became of each row' }).waitFor()
    await expectCount(page.getByText('The page as it came', { exact: true }), 0)
  })
})

test('old receipts are read again, with progress in sight', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto('/receipts?connectionId=1')
    await page.getByRole('button', { name: 'Read again…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Since/).fill('2026-01-01')
    await dialog.getByRole('button', { name: 'Read the old receipts again' }).click()
    await page.getByText(/20 of 41 receipts/).waitFor()
    expect(world.asked).toContain('POST /api/connections/1/receipts/reading')
  })
})
