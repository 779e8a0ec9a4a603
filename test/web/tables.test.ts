import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { closeBrowser, expectCount, settled, WIDTHS } from './browser.ts'
import { answer } from './feedback-answers.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'
import { tabTo } from './keys.ts'

const CLICKS = '/campaigns/3?tab=log&figure=clicks'

afterAll(closeBrowser)

describe('rows that stay', () => {
  test('are not drawn anew when a row of the log is opened beside them', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(CLICKS)
      await rows(page).first().waitFor()
      await settled(page)
      await page.evaluate(remember)
      await rows(page).first().focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      expect(await page.evaluate(drawnAnew)).toBe(0)
      // What has come since is drawn, and seen to be.
      await page.keyboard.press('Escape')
      await page.getByLabel('Find in this log').fill('archer')
      await expect.poll(() => page.evaluate(drawnAnew)).toBeGreaterThan(0)
    })
  })
})

describe('whoever asks for more by the keyboard', () => {
  test('goes on at the first row that came', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      const held: (() => void)[] = []
      await page.route(/log\?.*after=/, async (route) => {
        await new Promise<void>((go) => held.push(go))
        await route.fallback()
      })
      await page.goto(CLICKS)
      // The last page takes the button away.
      for (const had of [100, 200]) {
        await rows(page)
          .nth(had - 1)
          .waitFor()
        await rows(page)
          .nth(had - 1)
          .getByRole('link')
          .last()
          .focus()
        await tabTo(page, 'Load more')
        await expect.poll(() => held.length).toBe(1)
        held.pop()!()
        await rows(page).nth(had).waitFor()
        await expect.poll(() => page.evaluate(placeOfFocus)).toBe(had)
      }
    })
  }, 60_000)

  test('is left alone where they have gone on elsewhere meanwhile', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      let letGo = () => {}
      const held = new Promise<void>((go) => (letGo = go))
      await page.route(/log\?.*after=/, async (route) => {
        await held
        await route.fallback()
      })
      await page.goto(CLICKS)
      await rows(page).nth(99).waitFor()
      await rows(page).nth(99).getByRole('link').last().focus()
      await tabTo(page, 'Load more')
      const search = page.getByLabel('Find in this log')
      await search.focus()
      letGo()
      await rows(page).nth(199).waitFor()
      expect(await search.evaluate((it) => it === document.activeElement)).toBe(true)
    })
  })
})

test('rows that are there stay where the next do not come, and those are asked for again', async () => {
  await inWorld(fullWorld(), { allowsFaults: true }, async (page) => {
    let isBroken = true
    await page.route(/log\?.*after=/, (route) =>
      isBroken ? route.fulfill({ status: 429, body: 'too much' }) : route.fallback(),
    )
    await page.goto(CLICKS)
    await rows(page).nth(99).scrollIntoViewIfNeeded()
    await page.getByRole('alert').waitFor()
    await expectCount(rows(page), 100)
    isBroken = false
    await page.getByRole('button', { name: 'Load more' }).click()
    await rows(page).nth(199).waitFor()
    await expectCount(page.getByRole('alert'), 0)
  })
})

test('a mail that has the focus is seen to have it, and one tabs on from it', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/campaigns/3?tab=links')
    const mail = page.locator('iframe')
    await mail.waitFor()
    const outline = () => mail.evaluate((it) => getComputedStyle(it).outlineStyle)
    expect(await outline()).toBe('none')
    await tabTo(page, 'Links')
    await page.keyboard.press('Tab')
    await expect.poll(outline).toBe('solid')
    await tabTo(page, /^Links and who/)
    await expect.poll(outline).toBe('none')
  })
})

test('the dialogue of a list from a log gives the focus back to its button', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(CLICKS)
    const button = page.getByRole('button', { name: 'Make a list' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => button.evaluate((it) => it === document.activeElement)).toBe(true)
  })
})

test('on a phone the number of each bounce is in sight, beside what it means', async () => {
  await inWorld(fullWorld(), { width: 'phone' }, async (page) => {
    await page.goto('/campaigns/3?tab=bounces')
    const number = page.getByRole('link', { name: '9 addresses with 452 4.2.2, F' })
    const { x, width } = (await number.boundingBox())!
    expect(x + width).toBeLessThan(WIDTHS.phone)
  })
})

test('of one class of bounces to the next the columns stand at the same places', async () => {
  await inWorld(fullWorld(), { width: 'wide' }, async (page) => {
    await page.goto('/campaigns/3?tab=bounces')
    const heads = page.getByRole('columnheader', { name: 'Addresses' })
    await heads.nth(1).waitFor()
    const boxes = await Promise.all((await heads.all()).map((one) => one.boundingBox()))
    expect(boxes.length).toBeGreaterThan(1)
    expect(new Set(boxes.map((box) => box!.x)).size).toBe(1)
  })
})

test('a long address of a recipient stands in one line where there is room', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.route('**/api/campaigns/3/recipients?*', async (route) => {
      const url = '/api/campaigns/3/recipients?limit=5'
      const { items } = JSON.parse(answer(fullWorld(), { method: 'GET', url }).body) as Items
      const address = 'adaeze.blackwood@emberwell-family.example'
      const one = items.find(({ person }) => person !== null)
      await route.fulfill({ json: { items: [{ ...one, address }], next: null } })
    })
    await page.goto('/campaigns/3?tab=recipients')
    const shown = page.getByText('adaeze.blackwood@emberwell-family.example')
    expect((await shown.boundingBox())!.height).toBeLessThan(20)
  })
})

interface Items {
  items: { person: object | null }[]
}

function rows(page: Page) {
  return page.locator('tr[data-row]')
}

/** What each row was last drawn with, which is another object once it is drawn anew. */
function remember(): void {
  const drawn = new Map<Element, unknown>()
  for (const row of document.querySelectorAll('tr[data-row]')) {
    const key = Object.keys(row).find((name) => name.startsWith('__reactProps'))!
    drawn.set(row, (row as unknown as Record<string, unknown>)[key])
  }
  Object.assign(window, { drawn })
}

function drawnAnew(): number {
  const { drawn } = window as unknown as { drawn: Map<Element, unknown> }
  return [...drawn].filter(([row, before]) => {
    const key = Object.keys(row).find((name) => name.startsWith('__reactProps'))!
    return (row as unknown as Record<string, unknown>)[key] !== before || !row.isConnected
  }).length
}

function placeOfFocus(): number {
  const all = [...document.querySelectorAll('tr[data-row]')]
  return all.indexOf(document.activeElement as Element)
}
