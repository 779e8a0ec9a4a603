import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { differenceReason } from '../../src/api/contract/index.ts'
import { why } from '../../src/web/reconciliation/words.ts'
import { axeFindings, closeBrowser, expectCount, settled } from './browser.ts'
import { expectClean } from './every-screen.ts'
import { inWorld } from './feedback-page.ts'
import { emptyWorld, fullWorld } from './feedback-world.ts'

const TAB = '/campaigns/3?tab=reconciliation'

afterAll(closeBrowser)

test('every reason has words of its own that say how many, and in which direction', () => {
  const sentences = differenceReason.options.flatMap((reason) =>
    [5, -5].map((count) => why({ reason, count }, 'Example ESP', 'sent').sentence),
  )
  expect(sentences.every((sentence) => /\b5\b.*\.$/.test(sentence))).toBe(true)
  expect(new Set(sentences).size).toBeGreaterThanOrEqual(differenceReason.options.length + 3)
})

test('each total stands beside ours with its reasons, and they lead to what is behind', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(TAB)
    const row = rowOf(page, 'People who opened')
    await row.getByText('219 by machines').waitFor()
    await expect.poll(() => row.innerText()).toMatch(/1,093\s+874\s+\+219/)
    const opens = rowOf(page, 'Opens in all')
    await expectCount(opens.getByText('6 more there, and nobody knows why.'), 1)
    const problems = opens.getByRole('link', { name: 'See the problems' })
    expect(await problems.getAttribute('href')).toBe('/problems')
    await expectCount(rowOf(page, 'Opt-outs').getByText('Both count the same.'), 1)
    await page.getByText(/6 rows missing \(opens\): everything was read 5 times/).waitFor()
    await page.getByText(/2,082 of 2,082 recipients were counted again/).waitFor()
    // The number is the list: with machines, and without.
    await row.getByRole('link', { name: 'See all 1,093' }).click()
    await page.getByRole('heading', { name: 'Opens: 1,093 addresses opened' }).waitFor()
    await page.goBack()
    await rowOf(page, 'Bounces').getByRole('link', { name: '31', exact: true }).click()
    await page.getByRole('heading', { name: 'Bounces: 31 addresses bounced' }).waitFor()
  })
})

test('what a total counts and how it stood opens beside the list, by keyboard too', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(TAB)
    await rowOf(page, 'People who opened').waitFor()
    await settled(page)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog', { name: 'People who opened' })
    await drawer.getByText('Constant Contact counts people, each once;').waitFor()
    const history = drawer.getByRole('table', { name: 'Results, newest first' })
    await expectCount(history.locator('tbody tr'), 2)
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
  })
})

test('it is reconciled now by a run, and who may only see is not offered that', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto(TAB)
    await page.getByRole('button', { name: 'Reconcile now' }).click()
    await page.getByRole('button', { name: 'A run is under way' }).waitFor()
    expect(world.asked).toContain('POST /api/campaigns/3/reconciliation')
  })
  await inWorld({ ...fullWorld(), permissions: ['see'] }, {}, async (page) => {
    await page.goto(TAB)
    await rowOf(page, 'Sent').waitFor()
    await expectCount(page.getByRole('button', { name: 'Reconcile now' }), 0)
  })
})

test('counts that differ from the ledger are told, and rebuilt when somebody says so', async () => {
  const world = fullWorld()
  world.campaigns[0]!.name += ' broken'
  await inWorld(world, {}, async (page) => {
    await page.goto(TAB)
    await page.getByText('Sums (open): 1,094 kept, the events say 1,093.').waitFor()
    expect(world.asked.some((line) => line.includes('rebuild'))).toBe(false)
    await page.getByRole('button', { name: 'Rebuild the counts from the events' }).click()
    const dialogue = page.getByRole('dialog')
    await dialogue.getByRole('button', { name: 'Rebuild the counts from the events' }).click()
    await page.getByText(/recipients were counted again/).waitFor()
  })
})

test('the list over all campaigns leads to each, and is reached from Campaigns', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/campaigns')
    await page.getByRole('link', { name: "Beside the services' own totals" }).click()
    await page.getByRole('heading', { name: 'Reconciliation', level: 1 }).waitFor()
    await page.getByText('Unexplained', { exact: true }).nth(1).waitFor()
    await page.getByRole('link', { name: 'Spring client letter' }).click()
    await rowOf(page, 'Sent').waitFor()
  })
})

test.each([
  ['phone', 'light'],
  ['phone', 'dark'],
  ['laptop', 'dark'],
  ['wide', 'light'],
] as const)(
  'on a %s in %s it is clean to axe and no wider than the page',
  async (width, scheme) => {
    for (const [world, paths] of [
      [fullWorld(), [TAB, '/campaigns/2?tab=reconciliation', '/reconciliation']],
      [emptyWorld(), ['/reconciliation']],
    ] as const) {
      await inWorld(world, { width, scheme }, (page) =>
        expectClean(page, paths, width === 'laptop'),
      )
    }
  },
)

function rowOf(page: Page, metric: string) {
  return page.locator('tr[data-row]').filter({ has: page.getByText(metric, { exact: true }) })
}
