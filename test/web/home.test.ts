import { afterAll, describe, expect, test } from 'vitest'
import { needs } from '../../src/web/home/needs.ts'
import { axeFindings, closeBrowser } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { connection, emptyWorld, fullWorld, run } from './feedback-world.ts'

afterAll(closeBrowser)

test('what needs somebody: a failed run only while no better one followed', () => {
  const healthy = { ...connection(), health: null }
  expect(needs([healthy], [run(3, 'done'), run(2, 'failed')], 0)).toEqual([])
  const failing = needs([healthy], [run(4, 'running'), run(3, 'failed'), run(2, 'done')], 2)
  expect(failing.map(({ door }) => door)).toEqual([{ to: 'run', runId: 3 }, { to: 'problems' }])
  const ill = needs([{ ...healthy, status: 'needs_reauthorisation' }], [], 0)
  expect(ill[0]?.title).toBe('Constant Contact: needs authorisation again')
})

test('a new firm sees its two steps, each leading on', async () => {
  await inWorld(emptyWorld(), {}, async (page) => {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Two steps, and the news comes home' }).waitFor()
    expect(await page.getByRole('img', { name: 'to do' }).count()).toBe(2)
    expect(await page.getByRole('link', { name: 'Import people' }).getAttribute('href')).toBe(
      '/imports',
    )
    await page.getByRole('link', { name: 'Connect Constant Contact' }).click()
    await page.getByLabel(/Client id/).waitFor()
  })
})

test('home leads to what is wrong and to the people behind each total', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: '3 records need somebody' }).waitFor()
    expect(await page.getByRole('link', { name: 'Opted out 31' }).getAttribute('href')).toBe(
      '/people?state=opted_out',
    )
    await page.getByRole('link', { name: 'Constant Contact: needs a look' }).click()
    await page.getByRole('list', { name: 'Checks' }).waitFor()
  })
})

const SCREENS = [
  '/',
  '/campaigns',
  '/campaigns/3',
  '/campaigns/3?tab=log&figure=clicks',
  '/campaigns/3?tab=recipients',
  '/campaigns/3?tab=links',
  '/connections',
  '/connections/new',
  '/connections/1',
  '/connections/1?tab=health',
  '/connections/1?tab=settings',
  '/runs/2',
  '/problems',
  '/receipts',
  '/receipts?connectionId=1',
  '/receipts/31',
  '/events/1777798800000000_-77_1',
]
const EMPTY_SCREENS = ['/', '/campaigns', '/connections', '/problems', '/receipts']

describe('every screen', () => {
  test.each([
    ['phone', 'light'],
    ['laptop', 'dark'],
    ['wide', 'light'],
  ] as const)(
    'on a %s in %s is clean to axe and no wider than the page',
    async (width, scheme) => {
      for (const [world, paths] of [
        [fullWorld(), SCREENS],
        [emptyWorld(), EMPTY_SCREENS],
      ] as const) {
        await inWorld(world, { width, scheme }, async (page) => {
          for (const path of paths) {
            await page.goto(path)
            await page.getByRole('heading', { level: 1 }).waitFor()
            await page.waitForLoadState('networkidle')
            expect(await axeFindings(page), path).toEqual([])
            const over = await page.evaluate(
              () => document.documentElement.scrollWidth - window.innerWidth,
            )
            expect(over, `${path} overflows`).toBeLessThanOrEqual(0)
          }
        })
      }
    },
    120_000,
  )
})
