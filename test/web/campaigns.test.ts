import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { FIGURES } from '../../src/api/contract/index.ts'
import { axeFindings, closeBrowser, expectCount, settled } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { answer } from './feedback-answers.ts'
import { fullWorld, run } from './feedback-world.ts'

const WINDOW = '/campaigns/3'

afterAll(closeBrowser)

test('of what was not sent the list tells no figure, and none of its rows is nought', async () => {
  const world = fullWorld()
  const [draft] = world.campaigns
  const none = Object.entries(draft!.figures).map(([name, value]) => {
    return [name, value && { ...value, count: 0, total: 0, rate: null }]
  })
  Object.assign(draft!, { status: 'draft', sentAt: null, asOf: null })
  Object.assign(draft!, { figures: Object.fromEntries(none), allFigures: null })
  await inWorld(world, {}, async (page) => {
    await page.goto('/campaigns')
    const row = page.getByRole('row').filter({ hasText: draft!.name })
    await row.getByText('Draft').waitFor()
    await expectCount(row.getByRole('cell', { name: '0', exact: true }), 0)
  })
})

test('a bounce told in a sentence makes no row of the recipients many lines tall', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.route('**/api/campaigns/3/recipients?*', async (route) => {
      const bounced =
        'Suspended: reported as non-existent before; the mail system refused it (5.1.1)'
      const url = '/api/campaigns/3/recipients?limit=50'
      const { body } = answer(fullWorld(), { method: 'GET', url })
      const { items } = JSON.parse(body) as { items: object[] }
      await route.fulfill({
        json: { items: items.map((one) => ({ ...one, bounced })), next: null },
      })
    })
    await page.goto(`${WINDOW}?tab=recipients`)
    const row = page.getByRole('row').nth(1)
    await row.getByText('Suspended').waitFor()
    expect((await row.boundingBox())!.height).toBeLessThan(96)
  })
})

test('a run of which nothing is known yet is told to have just begun', async () => {
  const world = fullWorld()
  world.connections[0]!.openRunId = 4
  world.runs.unshift({ ...run(4, 'running'), stepsDone: 0, stepsTotal: null })
  await inWorld(world, {}, async (page) => {
    await page.goto('/connections/1')
    await page.getByText('just begun').waitFor()
    await expectCount(page.getByText(/^0 steps/), 0)
  })
})

describe('a figure', () => {
  test('leads to exactly its contacts, and Back leads back', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(WINDOW)
      await page.getByRole('link', { name: 'Bounces 31' }).click()
      const heading = page.getByRole('heading', { name: 'Bounces: 31 addresses bounced' })
      await heading.waitFor()
      expect(new URL(page.url()).search).toBe('?tab=log&figure=bounces')
      await expectCount(logRows(page), 31)
      const hasFocus = () => heading.evaluate((it) => it === document.activeElement)
      await expect.poll(hasFocus).toBe(true)
      await page.goBack()
      await page.getByRole('heading', { name: 'Activity over time' }).waitFor()
    })
  })

  test('of what was sent and never read is not known, and it is told when it will be', async () => {
    const world = fullWorld()
    const unread = world.campaigns.find(({ id }) => id === 3)!
    const none = { count: 0, total: 0, rate: null, of: null }
    const nothing = Object.fromEntries(FIGURES.map((name) => [name, none])) as typeof unread.figures
    Object.assign(unread, { asOf: null, figures: nothing, allFigures: nothing })
    await inWorld(world, {}, async (page) => {
      await page.goto(WINDOW)
      const figures = page.getByRole('region', { name: 'Figures' })
      await figures.getByText(/^Nothing of it was read yet\. It will be read /).waitFor()
      await expectCount(figures.getByText('–', { exact: true }), FIGURES.length)
      await expectCount(figures.getByText('0', { exact: true }), 0)
      await page.goto('/campaigns')
      const row = page.getByRole('row', { name: /Spring client letter/ })
      await row.getByText('not read yet').waitFor()
      await expectCount(row.getByText('0', { exact: true }), 0)
    })
  })

  test('is a link only once it is filled', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(WINDOW)
      const figures = page.getByRole('region', { name: 'Figures' })
      await figures.getByText('Complaints').waitFor()
      await expectCount(figures.getByRole('link'), 7)
      await expectCount(figures.getByRole('link', { name: /Complaints/ }), 0)
      await expectCount(figures.getByText('42.6% of 2,051 delivered'), 1)
      await expectCount(figures.getByText('1,355 in all'), 1)
    })
  })

  test('and its log change together from people to all', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(`${WINDOW}?tab=log&figure=opens`)
      await page.getByRole('heading', { name: 'Opens: 874 addresses opened' }).waitFor()
      await page.getByText('All, with proxies and machines').click()
      await page.getByRole('heading', { name: 'Opens: 1,093 addresses opened' }).waitFor()
      await page.getByRole('link', { name: 'Opens 1,093' }).waitFor()
      expect(page.url()).toContain('audience=all')
      expect(world.asked.some((line) => /log\?.*figure=opens&audience=all/.test(line))).toBe(true)
    })
  })
})

test('what a figure means is asked and left by the keyboard', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(WINDOW)
    const ask = page.getByRole('button', { name: 'What Sent means' })
    await ask.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Sent' }).waitFor()
    await page.keyboard.press('Escape')
    await expectCount(page.getByRole('dialog'), 0)
    expect(await ask.evaluate((it) => it === document.activeElement)).toBe(true)
  })
})

describe('the log', () => {
  test('is filtered by a link from the table of links, and says so', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(WINDOW)
      await page.getByRole('link', { name: /^97 people clicked/ }).click()
      await page.getByRole('heading', { name: 'Clicks: 97 addresses clicked' }).waitFor()
      await page.getByText(/^Only those who clicked .*summer$/).waitFor()
      await page.getByRole('button', { name: /One link only/ }).click()
      await page.getByRole('heading', { name: 'Clicks: 287 addresses clicked' }).waitFor()
    })
  })

  test('tells no number that it does not know while its rows are on their way', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      let answer = () => {}
      const held = new Promise<void>((done) => (answer = done))
      await page.route('**/log?*', (route) => held.then(() => route.fallback()))
      await page.goto(`${WINDOW}?tab=log&figure=bounces`)
      const heading = page.locator('#log')
      await heading.waitFor()
      expect(await heading.innerText()).toBe('Bounces: 31 addresses bounced')
      answer()
      await expectCount(logRows(page), 31)
    })
  })

  test('is searched with /, in its address, and exported as it is filtered', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(`${WINDOW}?tab=log&figure=clicks`)
      await page.getByRole('link', { name: 'Export 287 rows' }).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('archer')
      await page.waitForURL(/search=archer/)
      const count = await shownInHeading(page, 48)
      await expectCount(logRows(page), count)
      const csv = page.getByRole('link', { name: `Export ${count} rows` })
      expect(await csv.getAttribute('href')).toBe(
        '/api/campaigns/3/log.csv?figure=clicks&audience=human&search=archer',
      )
    })
  })

  test('goes on as its end is reached, to the last row of the figure', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(`${WINDOW}?tab=log&figure=clicks`)
      await logRows(page).first().waitFor()
      await expectCount(logRows(page), 100)
      for (const loaded of [200, 287]) {
        await logRows(page).last().scrollIntoViewIfNeeded()
        await logRows(page)
          .nth(loaded - 1)
          .waitFor()
      }
      await expectCount(logRows(page), 287)
      await page.getByText('That is all of them.').waitFor()
    })
  })

  test('is read again when its figure moves', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(`${WINDOW}?tab=log&figure=bounces`)
      await page.getByRole('heading', { name: 'Bounces: 31 addresses bounced' }).waitFor()
      const { bounces } = world.campaigns[0]!.figures
      bounces!.count = bounces!.total = 33
      world.campaigns[0]!.openRunId = 9
      await page.getByRole('button', { name: 'Sync now' }).click()
      await page.getByRole('heading', { name: 'Bounces: 33 addresses bounced' }).waitFor()
      await expectCount(logRows(page), 33)
    })
  })
})

describe('the actions', () => {
  test('stand by rule, and each number opens exactly the people of it', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(`${WINDOW}?tab=actions`)
      await page.getByText('interest Estates and trusts (ESTATES), 10 points').waitFor()
      await page.getByText('3 links have not been held against the newest rules yet').waitFor()
      expect(await axeFindings(page)).toEqual([])
      const doors = page.getByRole('link', { name: '57 people with 64 clicks for Summer party' })
      expect(await doors.allTextContents()).toEqual(['57', '64'])
      await doors.first().click()
      await page.getByRole('heading', { name: 'Clicks: 57 addresses clicked' }).waitFor()
      await page.getByText(/^Only those whose clicks counted for the rule “Summer party”/).waitFor()
      await settled(page)
      expect(await logRows(page).count()).toBe(57)
      const csv = page.getByRole('link', { name: 'Export 57 rows' })
      expect(await csv.getAttribute('href')).toBe(
        '/api/campaigns/3/log.csv?figure=clicks&audience=human&ruleId=4',
      )
      await page.getByRole('button', { name: /One rule only/ }).click()
      await page.getByRole('heading', { name: 'Clicks: 287 addresses clicked' }).waitFor()
    })
  })

  test('teach how there come to be some', async () => {
    const world = fullWorld()
    world.actions = { items: [], rules: 0, behind: 0 }
    await inWorld(world, {}, async (page) => {
      await page.goto(`${WINDOW}?tab=actions`)
      await page.getByRole('heading', { name: 'No click rule yet' }).waitFor()
      const next = page.getByRole('link', { name: 'Make a click rule' })
      expect(await next.getAttribute('href')).toBe('/settings/click-rules')
      expect(await axeFindings(page)).toEqual([])
    })
    world.actions = { items: [], rules: 2, behind: 0 }
    await inWorld(world, {}, async (page) => {
      await page.goto(`${WINDOW}?tab=actions`)
      await page.getByText(/fits one of 2 click rules/).waitFor()
    })
  })
})

describe('the bounces', () => {
  test('stand by class and code, and each number opens its addresses', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(`${WINDOW}?tab=bounces`)
      await page.getByRole('link', { name: 'Mailbox full: 9 addresses' }).waitFor()
      await page.getByText('Nothing more fits in: try later.').waitFor()
      await page.getByRole('link', { name: '9 addresses with 452 4.2.2, F' }).click()
      await page.getByRole('heading', { name: 'Bounces: 9 addresses bounced' }).waitFor()
      expect(new URL(page.url()).search).toContain('bounceClass=full&bounceId=2')
      await expectCount(logRows(page), 9)
      await page.getByLabel('Class of bounce').first().click()
      await page.getByRole('option', { name: 'Blocked' }).click()
      await page.getByRole('heading', { name: 'Bounces: 7 addresses bounced' }).waitFor()
    })
  })
})

describe('a sync', () => {
  test('is followed while it runs, and can be stopped', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(WINDOW)
      await page.getByRole('button', { name: 'Sync now' }).click()
      const progress = page.getByRole('group', { name: /^Reading opens/ })
      await progress.getByText(/^7 of 18 steps/).waitFor()
      await page.getByText(/5,412 events read/).waitFor()
      await page.getByRole('button', { name: 'Syncing…', disabled: true }).waitFor()
      await progress.getByRole('button', { name: 'Cancel' }).click()
      await progress.waitFor({ state: 'detached' })
    })
  })

  test('and exports are not offered to whoever may only see', async () => {
    const world = { ...fullWorld(), permissions: ['see'] }
    await inWorld(world, {}, async (page) => {
      await page.goto(`${WINDOW}?tab=log&figure=clicks`)
      await logRows(page).first().waitFor()
      await expectCount(page.getByRole('button', { name: 'Sync now' }), 0)
      await expectCount(page.getByText(/^Export/), 0)
    })
  })
})

test('the list is walked with J, opened with Enter, and each number leads to its log', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/campaigns')
    await page.getByRole('link', { name: 'Spring client letter' }).waitFor()
    await settled(page)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/campaigns/2')
    await page.goto('/campaigns')
    await page.getByRole('link', { name: '626', exact: true }).click()
    await page.getByRole('heading', { name: 'Opens: 626 addresses opened' }).waitFor()
  })
})

test('on paper the window has its figures and no controls', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(WINDOW)
    await page.getByRole('heading', { name: 'Who needs a look' }).waitFor()
    await page.emulateMedia({ media: 'print' })
    await page.getByText('2,082').first().waitFor()
    for (const name of ['Sync now', 'Export']) {
      await page.getByRole('button', { name }).waitFor({ state: 'hidden' })
    }
    await page.getByRole('radiogroup').first().waitFor({ state: 'hidden' })
  })
})

function logRows(page: Page) {
  return page.locator('tr[data-row]')
}

/** Waits until the heading tells this many; answers it. */
async function shownInHeading(page: Page, count: number): Promise<number> {
  await page.getByRole('heading', { name: `Clicks: ${count} addresses clicked` }).waitFor()
  return count
}
