import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { axeFindings, settled, widerBy } from './browser.ts'

/** What screens are looked at on: each width, and both schemes. */
export const SIZES = [
  ['phone', 'light'],
  ['laptop', 'dark'],
  ['wide', 'light'],
] as const

/**
 * Each of these screens is clean to axe and no wider than the page. The first is loaded, and the
 * app goes on to the others as its links do: to load it is more work than to look. Where each is
 * loaded by its address is said; once a screen is enough.
 */
export async function expectClean(
  page: Page,
  paths: readonly string[],
  isEachLoaded = false,
): Promise<void> {
  for (const [place, path] of paths.entries()) {
    if (isEachLoaded || place === 0) await page.goto(path)
    else await page.evaluate((to) => history.pushState(null, '', to), path)
    await settled(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await axeFindings(page), path).toEqual([])
    expect(await widerBy(page), `${path} overflows`).toBeLessThanOrEqual(0)
  }
}
