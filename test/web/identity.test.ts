import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  widerBy,
  withPage,
  type PageOptions,
} from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const FILE = `external_id,name,first_name,last_name,email,other_emails,phone,organization,owner
1,Ada Example,Ada,Example,ada@example.com,home@example.com,,Example LLP,J. Primary
2,A. Example,A.,Example,ada@example.com,a.example@example.org,+44 20 7946 0000,Other & Sons,M. Partner
3,Bert Example,Bert,Example,home@example.com,,,,J. Primary
4,Cleo Sample,Cleo,Sample,cleo@example.com,,,,
5,Sample Cleo,,,cleo@example.com,,,,
`

let homing: RunningHoming
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []

beforeAll(async () => {
  homing = await startHoming()
  await withPage({ baseUrl: homing.url }, async (page) => {
    const firm = { firm: 'Harrowgate', name: 'Jo', email: 'jo@firm.example', password: PASSWORD }
    const made = await page.request.post('/api/setup', {
      data: firm,
      headers: { origin: homing.url },
    })
    expect(made.ok()).toBe(true)
    const sent = await page.request.post('/api/imports', {
      data: Buffer.from(FILE),
      headers: { origin: homing.url, 'content-type': 'text/csv' },
    })
    expect(sent.ok()).toBe(true)
    const { id } = (await sent.json()) as { id: number }
    await page.goto(`/imports/${id}`)
    await page.getByText('Done', { exact: true }).waitFor()
    session = await page.context().cookies()
  })
}, 120_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

function inside<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    await page.context().addCookies(session)
    return use(page)
  })
}

const pairs = (page: Page) => page.getByRole('list', { name: 'Possible duplicates' })
const idOf = (page: Page) => Number(/people\/(\d+)/.exec(page.url())![1])

async function open(page: Page, name: string): Promise<number> {
  await page.goto(`/people?search=${encodeURIComponent(name)}`)
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  return idOf(page)
}

describe('possible duplicates', () => {
  test.each([
    ['phone', 'light'],
    ['laptop', 'dark'],
    ['wide', 'light'],
  ] as const)('on a %s in %s are clean, and no wider than the page', async (width, scheme) => {
    await inside({ width, scheme }, async (page) => {
      const clean = async (what: string) => {
        expect((await axeFindings(page)).join('\n'), what).toBe('')
        const over = await widerBy(page)
        expect(over, what).toBeLessThanOrEqual(0)
      }
      await page.goto('/people')
      await page.getByRole('link', { name: 'Possible duplicates' }).click()
      await pairs(page).getByRole('listitem').nth(1).waitFor()
      await clean('the list')
      await page.getByRole('button', { name: /^Compare and merge… Ada Example/ }).click()
      await page.getByRole('region', { name: 'What will result' }).waitFor()
      await page.getByText('Last event').waitFor()
      await clean('the dialogue')
    })
  })

  test('tell why, and stay away once somebody said they are not the same', async () => {
    await inside({}, async (page) => {
      await page.goto('/people/duplicates')
      await pairs(page).getByText('Similar names at ada@example.com').waitFor()
      await pairs(page).getByText('Same name at cleo@example.com').waitFor()
      await page.getByRole('button', { name: 'Not the same: Cleo Sample and Sample Cleo' }).click()
      await pairs(page).getByText('cleo@example.com').first().waitFor({ state: 'detached' })
      await page.reload()
      await pairs(page).getByText('Similar names at ada@example.com').waitFor()
      await expectCount(pairs(page).getByRole('listitem'), 1)
    })
  })

  test('are merged side by side, read as one, and parted again', async () => {
    await inside({}, async (page) => {
      const other = await open(page, 'A. Example')
      await page.goto('/people/duplicates')
      await page.getByRole('button', { name: /^Compare and merge… Ada Example/ }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('May be written to, as both may now.').waitFor()
      await dialog
        .getByText('Other & Sons is left out: Ada Example has a company already.')
        .waitFor()
      await dialog
        .getByRole('checkbox', { name: 'Take over Phone of A. Example', checked: true })
        .waitFor()
      await dialog
        .getByRole('checkbox', { name: 'Take over Name of A. Example', checked: false })
        .waitFor()
      await dialog.getByRole('button', { name: 'Merge into Ada Example' }).click()
      await dialog.waitFor({ state: 'detached' })

      // Whoever has the old address of the page is led to the one who stands for both.
      await page.goto(`/people/${other}`)
      await page.getByRole('heading', { level: 1, name: 'Ada Example' }).waitFor()
      await expect.poll(() => idOf(page)).not.toBe(other)
      const merged = page.getByRole('region', { name: 'Merged persons' })
      await merged.getByText('Merged from A. Example').waitFor()
      await page.getByText('+44 20 7946 0000').waitFor()
      expect(await axeFindings(page)).toEqual([])

      await merged.getByRole('button', { name: 'Undo…' }).click()
      const undo = page.getByRole('dialog')
      await undo.getByText('As before the merge at Ada Example: Phone.').waitFor()
      await undo.getByText(/^Back to A. Example: a.example@example.org, ada@example.com/).waitFor()
      await undo.getByRole('button', { name: 'Undo the merge' }).click()
      await page.waitForURL(`**/people/${other}`)
      await page.getByRole('heading', { level: 1, name: 'A. Example' }).waitFor()
    })
  })

  test('that nobody found are merged from the person’s page', async () => {
    await inside({}, async (page) => {
      await open(page, 'Bert Example')
      await page.getByRole('button', { name: 'Merge…' }).click()
      await page.getByLabel('Find the other entry').fill('cleo sam')
      await page.getByRole('button', { name: 'Cleo Sample · cleo@example.com' }).click()
      await page.getByRole('region', { name: 'What will result' }).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('heading', { level: 1, name: 'Bert Example' }).waitFor()
    })
  })
})

describe('addresses', () => {
  test('say who shares them, are added, made the primary one and ended', async () => {
    await inside({}, async (page) => {
      await open(page, 'Bert Example')
      const panel = page.locator('section', {
        has: page.getByRole('heading', { name: 'Addresses' }),
      })
      await panel.getByText('shared with').waitFor()
      await panel.getByRole('link', { name: 'Ada Example' }).waitFor()

      await panel.getByRole('button', { name: 'Add…' }).click()
      await page.getByLabel('E-mail address').fill('bert@example.com')
      await page.getByRole('button', { name: 'Add the address' }).click()
      await panel.getByText('bert@example.com').waitFor()

      await panel.getByRole('button', { name: 'More for bert@example.com' }).click()
      await page.getByRole('menuitem', { name: 'Make it the primary address' }).click()
      await panel.getByRole('listitem').first().getByText('bert@example.com').waitFor()

      await panel.getByRole('button', { name: 'More for home@example.com' }).click()
      await page.getByRole('menuitem', { name: 'No longer used…' }).click()
      await page.getByRole('button', { name: 'End it' }).click()
      await panel.getByText(/^ended/).waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  })
})
