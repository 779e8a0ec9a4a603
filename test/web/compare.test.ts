import { afterAll, expect, test } from 'vitest'
import { monthOf, readMonth } from '../../src/web/campaigns/months.ts'
import { orderWords, readIds, readOrder } from '../../src/web/campaigns/sorting.ts'
import { halfWords, pointsOf } from '../../src/web/campaigns/compare/curves.ts'
import { axeFindings, closeBrowser, expectCount, settled } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { emptyWorld, fullWorld } from './feedback-world.ts'

afterAll(closeBrowser)

test('an address says how the list is sorted; a heading pressed again turns it round', () => {
  expect(readOrder({})).toEqual({ sort: 'sentAt', order: 'desc' })
  expect(readOrder({ sort: 'nonsense', order: 'up' })).toEqual({ sort: 'sentAt', order: 'desc' })
  expect(orderWords(readOrder({}), 'name')).toEqual({ sort: 'name', order: undefined })
  expect(orderWords({ sort: 'name', order: 'asc' }, 'name').order).toBe('desc')
  expect(orderWords({ sort: 'opens', order: 'asc' }, 'sentAt')).toEqual({})
  expect(readIds('3,x,3,-1,7')).toEqual([3, 7])
})

test('a month is that of the clock on the wall, and the year turns', () => {
  expect(monthOf(new Date(2026, 0, 31), 1)).toBe('2025-12')
  expect(monthOf(new Date(2026, 2, 31), 1)).toBe('2026-02')
  const { sentFrom, sentUntil } = readMonth('2025-12')!
  expect(new Date(sentFrom)).toEqual(new Date(2025, 11, 1))
  expect(new Date(sentUntil)).toEqual(new Date(2026, 0, 1))
  expect(readMonth('2025-13')).toBeUndefined()
})

test('a curve begins at nothing, is a share of its own sum, and ends where news ends', () => {
  const curve = { campaignId: 1, of: 10, reached: [4, 5, 8] }
  const young = { campaignId: 2, of: 2, reached: [2] }
  const lines = [
    { letter: 'A', name: 'One', curve },
    { letter: 'B', name: 'Two', curve: young },
  ]
  expect(pointsOf(lines)).toEqual([
    { hour: 0, A: 0, B: 0 },
    { hour: 1, A: 0.4, B: 1 },
    { hour: 2, A: 0.5 },
    { hour: 3, A: 0.8 },
  ])
  expect(halfWords(curve, 'opens')).toBe('10 opens, half of them within 2 hours')
  expect(halfWords({ ...curve, reached: [1] }, 'clicks')).toMatch('after the first week')
})

test('the list is sorted by the keyboard, and what is ticked is compared', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/campaigns')
    await expectCount(
      page.getByRole('img', { name: /opens and clicks in the first three days/ }),
      3,
    )
    await page.getByRole('button', { name: 'Opens' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/sort=opens/)
    const heading = page.getByRole('columnheader', { name: /^Opens/ })
    expect(await heading.getAttribute('aria-sort')).toBe('descending')
    await page.keyboard.press('Enter')
    await page.waitForURL(/order=asc/)
    await page.getByRole('checkbox', { name: 'Compare Spring client letter' }).focus()
    await page.keyboard.press('Space')
    await page.getByText('1 ticked: tick another to compare').waitFor()
    await page.getByRole('checkbox', { name: 'Compare Invitation: summer reception' }).check()
    await page.getByRole('link', { name: 'Compare 2 campaigns' }).click()
    await page.getByRole('heading', { name: 'Campaigns compared' }).waitFor()
    expect(new URL(page.url()).searchParams.get('ids')).toBe('3,1')
    await page.goBack()
    await page.getByRole('link', { name: 'Compare 2 campaigns' }).waitFor()
  })
})

test('a heading pressed answers at once, no column moves, and the rows stay until others come', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto('/campaigns')
    await page.getByRole('link', { name: 'Spring client letter' }).waitFor()
    await settled(page)
    const placesOf = () =>
      page
        .getByRole('columnheader')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x))
    const places = await placesOf()
    world.delayMs = 1500
    await page.getByRole('button', { name: 'Opens' }).click()
    const heading = page.getByRole('columnheader', { name: /^Opens/ })
    await expect.poll(() => heading.getAttribute('aria-sort')).toBe('descending')
    expect(await placesOf()).toEqual(places)
    const region = page.getByRole('region', { name: 'Campaigns' })
    await expect.poll(() => region.getAttribute('data-stale')).toBe('true')
    await expectCount(region.getByRole('checkbox'), 3)
    await expect.poll(() => region.getAttribute('data-stale')).toBeNull()
  })
})

test('a comparison: each number a door, together a ratio of sums, the best told in words', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/campaigns/compare?ids=3,2')
    const opens = page.getByRole('row', { name: /^Opens/ })
    // 874 of 2,051 and 626 of 1,459: 1,500 of 3,510.
    await opens.getByRole('link', { name: '874' }).waitFor()
    expect(await opens.getByText('42.7%').getAttribute('title')).toBe('of 3,510 delivered')
    await expectCount(opens.getByText('best'), 1)
    await expectCount(page.locator('[data-rows="874"]'), 1)
    await page.getByRole('group', { name: /^A Spring client letter: / }).waitFor()
    await settled(page)
    expect(await axeFindings(page)).toEqual([])
    await opens.getByRole('button', { name: 'What Opens means' }).click()
    await page.getByText('Recipients with at least one open.').waitFor()
    await page.getByText('Constant Contact: people who opened').waitFor()
    await page.keyboard.press('Escape')
    await opens.getByRole('link', { name: '874' }).click()
    await page.getByRole('heading', { name: 'Opens: 874 addresses opened' }).waitFor()
  })
})

test('too few campaigns in an address lead to where they are chosen', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/campaigns/compare?ids=3')
    await page.getByRole('link', { name: 'Choose campaigns' }).click()
    await page.waitForURL(/\/campaigns$/)
  })
})

test('the dictionary has every figure, with what the connected service says', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/figures')
    await page.getByRole('heading', { name: 'Complaints' }).waitFor()
    await page.getByText('Constant Contact: opt-outs').waitFor()
    await settled(page)
    expect(await axeFindings(page)).toEqual([])
  })
})

test('home has this month beside the last, each count a door; nothing where nothing was', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/')
    const months = page.getByRole('table', { name: 'This month and the last' })
    await months.getByRole('columnheader', { name: /May 2026 so far/ }).waitFor()
    const door = months.getByRole('link', { name: '2 campaigns' })
    expect(await door.getAttribute('data-rows')).toBe('2')
    await door.click()
    await page.getByText('Sent in April 2026').waitFor()
    await expectCount(page.locator('[data-row]'), 2)
  })
  await inWorld(emptyWorld(), {}, async (page) => {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Two steps, and the news comes home' }).waitFor()
    await expectCount(page.getByRole('table', { name: 'This month and the last' }), 0)
  })
})
