import { expect, test } from 'vitest'
import { concealed } from '../../src/api/conceal.ts'
import { campaign } from '../../src/api/contract/index.ts'
import { settled } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'

test('an administrator hides a figure from viewers, sees what they see, and takes it back', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/settings/field-access')
    const opens = page.getByRole('switch', { name: 'Viewers see Opens' })
    await opens.waitFor()
    await settled(page)
    expect(await opens.isChecked()).toBe(true)
    // Mantine's switch is behind its track: by keyboard it is the same for everybody.
    await opens.focus()
    await page.keyboard.press('Space')
    await page.getByText('Viewers no longer see “Opens”.').waitFor()
    await page.getByText(/^Hidden: Opens/).waitFor()
    expect(await opens.isChecked()).toBe(false)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Hidden: Device, Contact id.').waitFor()
    expect(await opens.isChecked()).toBe(true)
  })
})

test('who does not see a figure finds no trace of it in the campaign window', async () => {
  const world = fullWorld()
  world.hidden = ['clicks', 'machines', 'bounces', 'bounceReason', 'totals', 'address']
  const all = new Set(world.hidden)
  world.campaigns = world.campaigns.map((one) => concealed(campaign, one, { hidden: all }))
  await inWorld(world, {}, async (page) => {
    await page.goto('/campaigns/3')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await settled(page)
    const figures = page.getByRole('region', { name: 'Figures' })
    expect(await figures.innerText()).not.toMatch(/Clicks|Bounces|Delivered/)
    expect(await figures.innerText()).toMatch(/Opens/)
    for (const name of ['Links', 'Actions', 'Bounces', 'Reconciliation']) {
      expect(await page.getByRole('tab', { name }).count(), name).toBe(0)
    }
  })
})
