import { afterAll, expect, test } from 'vitest'
import { axeFindings, closeBrowser, inBothSchemes, widerBy } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { ago, fullWorld } from './feedback-world.ts'

const shots = process.env['SCREENSHOTS']
afterAll(closeBrowser)

test.each(['phone', 'laptop', 'wide'] as const)(
  'on a %s the webhooks and their dialogues are clean to axe and no wider than the page',
  async (width) => {
    const world = fullWorld()
    world.webhooks.push({
      ...world.webhooks[0]!,
      ...{ id: 2, name: 'Warehouse', url: 'https://warehouse.example.com/homing' },
      ...{ status: 'active', disabledReason: '', failures: 3, waiting: 120_431, failing: 1 },
      restsUntil: ago(-0.02),
      formerSecretUntil: ago(-20),
    })
    await inWorld(world, { width }, async (page) => {
      const look = (name: string) =>
        inBothSchemes(page, async (scheme) => {
          expect(await axeFindings(page)).toEqual([])
          const over = await widerBy(page)
          expect(over).toBeLessThanOrEqual(0)
          if (!shots) return
          await page.screenshot({ path: `${shots}/webhooks-${name}-${width}-${scheme}.png` })
        })
      await page.goto('/settings/webhooks')
      const card = page.getByRole('article', { name: 'Warehouse' })
      await card.getByText(/3 tries in a row failed/).waitFor()
      await look('list')
      await card.getByRole('button', { name: 'Change…' }).click()
      await page.getByRole('dialog').getByRole('checkbox', { name: 'Clicked' }).waitFor()
      await look('change')
    })
  },
)

test('the dialogue is used by the keyboard alone, and gives the focus back', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/settings/webhooks')
    const open = page.getByRole('button', { name: 'Change…' })
    await open.focus()
    await page.keyboard.press('Enter')
    const dialogue = page.getByRole('dialog')
    const clicked = dialogue.getByRole('checkbox', { name: 'Clicked' })
    await clicked.waitFor()
    await expect.poll(() => focusOf(page)).toBe('url')
    for (let tab = 0; tab < 30 && (await focusOf(page)) !== 'event.click'; tab++) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Space')
    expect(await clicked.isChecked()).toBe(false)
    await page.keyboard.press('Enter')
    await page.getByText(/Told of: Alarms; Events of campaigns: bounced\./).waitFor()
    await expect.poll(() => open.evaluate((one) => one === document.activeElement)).toBe(true)
  })
})

function focusOf(page: { evaluate<T>(work: () => T): Promise<T> }): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement as HTMLInputElement | null
    return at?.type === 'url' ? 'url' : (at?.value ?? '')
  })
}
