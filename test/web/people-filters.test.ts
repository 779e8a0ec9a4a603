import { afterAll, expect, test } from 'vitest'
import { axeFindings, closeBrowser, settled, WIDTHS } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'

afterAll(closeBrowser)

const NAMES = ['phone', 'laptop', 'wide'] as const

test.each(NAMES)('people are narrowed by state on a %s', async (name) => {
  await inWorld(fullWorld(), { width: name }, async (page) => {
    await page.goto('/people')
    const isPhone = name === 'phone'
    const state = isPhone
      ? page.getByRole('combobox', { name: 'State' })
      : page.getByRole('radiogroup', { name: 'State' })
    await state.waitFor()
    const { x, width: wide } = (await state.boundingBox())!
    expect(x + wide).toBeLessThanOrEqual(WIDTHS[name])
    await settled(page)
    expect(await axeFindings(page)).toEqual([])
    if (isPhone) {
      await state.click()
      await page.getByRole('option', { name: 'Not in the CRM' }).click()
    } else await state.getByText('Not in the CRM').click()
    await page.waitForURL(/state=not_in_crm/)
  })
})
