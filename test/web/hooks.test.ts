import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { axeFindings, closeBrowser, expectCount, widerBy } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { busyHook, fullWorld, newHook, signalHook, type FeedbackWorld } from './feedback-world.ts'

const HOOK = '/connections/1?tab=hook'

afterAll(closeBrowser)

const world = (hook: FeedbackWorld['hook']): FeedbackWorld => ({ ...fullWorld(), hook })

test('a connection whose ESP delivers nothing by itself has no word of it', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(HOOK)
    await page.getByRole('tab', { name: 'Settings' }).waitFor()
    await expectCount(page.getByRole('tab', { name: 'Deliveries' }), 0)
    await page.getByRole('tab', { name: 'Runs', selected: true }).waitFor()
  })
})

test('is set up: the address is shown once, the secret is entered unseen', async () => {
  const at = world(newHook())
  await inWorld(at, {}, async (page) => {
    await page.goto(HOOK)
    await page.getByText('not set up').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await press(page, 'Make the hook address')
    await page.getByLabel('Hook address', { exact: true }).getByText('/hooks/1-').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByText('Ends in “q9Zz”').waitFor()
    await page.getByText('refused until they can be proved').waitFor()
    expect(await page.content()).not.toContain('abcdefghijklmnop')

    await page.getByRole('button', { name: 'Enter it' }).click()
    const field = page
      .getByRole('dialog')
      .getByLabel(/Signing secret/)
      .first()
    expect(await field.getAttribute('type')).toBe('password')
    await field.fill('whsec_something-a3F1')
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByText('Ends in “a3F1”').waitFor()
    await page.getByText('taken in', { exact: true }).waitFor()
  })
})

test('a secret is rotated, the address replaced, deliveries refused and taken again', async () => {
  const at = world(busyHook())
  await inWorld(at, {}, async (page) => {
    await page.goto(HOOK)
    await page.getByText('48,210').waitFor()
    await page.getByRole('cell', { name: /Its signature did not fit/ }).waitFor()
    await page.getByRole('button', { name: 'End it…' }).first().click()
    await page.getByRole('button', { name: 'End it', exact: true }).click()
    await page.getByText('Ends in “4f9c”').waitFor({ state: 'detached' })
    expect(at.hook.keys.map(({ id }) => id)).toEqual(['k2'])

    await page.getByRole('button', { name: 'Replace the hook address' }).click()
    const dialogue = page.getByRole('dialog')
    await dialogue.getByText(/leads in for another day/).waitFor()
    await dialogue.getByRole('button', { name: 'Replace the hook address' }).click()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByText('The one before, ending in “x7Qa”').waitFor()

    await page.getByRole('button', { name: 'Stop taking deliveries…' }).click()
    await page.getByRole('button', { name: 'Stop taking deliveries', exact: true }).click()
    await page.getByRole('heading', { name: 'Deliveries are refused' }).waitFor()
    await press(page, 'Take deliveries again')
    await page.getByRole('button', { name: 'Stop taking deliveries…' }).waitFor()
  })
})

test('where deliveries are signals nothing is entered, and nothing secret shown', async () => {
  const at = world(signalHook())
  await inWorld(at, {}, async (page) => {
    await page.goto(HOOK)
    await page.getByText('Homing believes nothing it says').waitFor()
    await page.getByText(/Seen to be entered at Constant Contact/).waitFor()
    await expectCount(page.getByText('Came again'), 0)
    await expectCount(page.getByRole('button', { name: /Enter/ }), 0)
    expect(await axeFindings(page)).toEqual([])
    await press(page, 'Replace the hook address')
    await page.getByText('Homing is about to enter it at Constant Contact.').waitFor()
    await page.getByText('not entered at the service yet').waitFor()
    expect(await page.content()).not.toContain('/hooks/1-')
  })
})

test('that it could not be entered is shown with what to do', async () => {
  const failure = { sentence: 'It refused what was asked.', remedy: 'Check the keys.' }
  const at = world({ ...signalHook(), signals: { registeredAt: null, failure } })
  await inWorld(at, {}, async (page) => {
    await page.goto(HOOK)
    await page.getByText('It could not be entered at Constant Contact').waitFor()
    await page.getByText(/It refused what was asked\. Check the keys\./).waitFor()
    expect(await axeFindings(page)).toEqual([])
  })
})

test('whoever may only look sees how it is, and nothing to press', async () => {
  await inWorld({ ...world(busyHook()), permissions: ['see'] }, {}, async (page) => {
    await page.goto(HOOK)
    await page.getByText('Its signature did not fit').waitFor()
    const main = page.getByRole('tabpanel')
    await expectCount(main.getByRole('button'), 0)
  })
})

test.each([
  ['phone', 'light'],
  ['laptop', 'dark'],
  ['wide', 'light'],
] as const)(
  'on a %s in %s it is clean to axe and no wider than the page',
  async (width, scheme) => {
    for (const hook of [newHook(), busyHook(), signalHook()]) {
      await inWorld(world(hook), { width, scheme }, async (page) => {
        await page.goto(HOOK)
        await page.getByRole('heading', { name: 'Refused deliveries' }).waitFor()
        expect(await axeFindings(page)).toEqual([])
        const over = await widerBy(page)
        expect(over).toBeLessThanOrEqual(0)
        const folder = process.env['SCREENSHOTS']
        const state = hook.signals !== null ? 'signals' : hook.address === null ? 'empty' : 'full'
        if (folder) {
          await page.screenshot({
            path: `${folder}/hook-${width}-${scheme}-${state}.png`,
            fullPage: true,
          })
        }
      })
    }
  },
)

/** Presses a button that asks once, and confirms. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
}
