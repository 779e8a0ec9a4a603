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

test('on a phone an address, whether it may be used and the last event are in sight', async () => {
  const person = {
    ...{ id: 7, name: 'Ada Example', jobTitle: '', owner: 'Grace Example', leftTopics: [] },
    ...{ isOptedOut: true, hasComplained: false, hasInvalidAddress: false },
    address: 'ada.example.the.first@afirmwithaverylongnameindeed.example',
    organizations: [{ id: 1, name: 'A firm with a long name' }],
    lastEventAt: '2026-05-01T12:00:00Z',
  }
  await inWorld(fullWorld(), { width: 'phone' }, async (page) => {
    await page.route('**/api/people?*', (route) =>
      route.fulfill({ json: { items: [person], next: null } }),
    )
    await page.goto('/people')
    const row = page.getByRole('row').nth(1)
    await row.waitFor()
    for (const told of [
      row.getByText(person.address),
      row.getByText('Opted out'),
      page.getByRole('columnheader', { name: 'Last event' }),
    ]) {
      const { x, width } = (await told.boundingBox())!
      expect(x + width).toBeLessThanOrEqual(WIDTHS.phone)
    }
  })
})
