import { afterAll, expect, test } from 'vitest'
import { axeFindings, closeBrowser, expectCount, settled } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'

const HOUSEHOLD = '/organizations/7'

afterAll(closeBrowser)

test('a household tells what happened to all its people, and who it was', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(HOUSEHOLD)
    const lines = page.locator('[data-walk] li[data-kind]')
    await lines.first().waitFor()
    await expectCount(lines.filter({ hasText: 'Ada Example or Benedict' }).first(), 1)
    expect(await axeFindings(page)).toEqual([])
    await lines.first().getByRole('button', { name: 'Spring client letter', exact: true }).click()
    await lines.first().getByRole('link', { name: 'Trace' }).first().waitFor()
    await lines.first().getByRole('button', { name: 'Show this campaign only' }).click()
    await page.waitForURL(/campaignId=1/)
    await expectCount(lines.filter({ hasText: 'Summer reception' }), 0)
    await page.getByRole('button', { name: 'Show everything' }).click()
    await lines.filter({ hasText: 'Summer reception' }).first().waitFor()
  })
})

test('its timeline is narrowed by person, kind and days, and stands in the address', async () => {
  const world = fullWorld()
  await inWorld(world, { timeZone: 'America/New_York' }, async (page) => {
    await page.goto(`${HOUSEHOLD}?kind=click`)
    const lines = page.locator('[data-walk] li[data-kind]')
    await lines.first().waitFor()
    await expectCount(page.locator('[data-walk] li[data-kind]:not([data-kind="click"])'), 0)
    await page.getByRole('combobox', { name: 'Person' }).click()
    await page.getByRole('option', { name: 'Cleo Example' }).click()
    await page.waitForURL(/person=3/)
    await settled(page)
    await expectCount(lines.filter({ hasText: 'Ada Example' }), 0)
    await page.getByLabel('From').fill('2026-04-20')
    await page.getByLabel('Until').fill('2026-04-30')
    await page.waitForURL(/until=2026-04-30/)
    await settled(page)
    // Both days whole, by the viewer's clock.
    const asked = world.asked.filter((line) => line.includes('/organizations/7/timeline')).at(-1)!
    expect(decodeURIComponent(asked)).toContain('from=2026-04-20T04:00:00.000Z')
    expect(decodeURIComponent(asked)).toContain('until=2026-05-01T04:00:00.000Z')
  })
})
