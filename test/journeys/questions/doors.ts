import type { Page } from 'playwright-core'
import { settled } from '../../web/browser.ts'

/** Pages of rows that one list may have here. */
const PAGES_MAX = 20
const CLICK_MS_MAX = 500
/** Campaigns whose windows are looked at: the newest, with those that are not sent yet. */
const CAMPAIGNS_MAX = 3
const TABS = [
  ...['', '?audience=all', '?tab=links', '?tab=bounces', '?tab=reconciliation'],
  ...['?tab=domains', '?tab=habits', '?tab=habits&audience=all'],
]

/** A figure that leads to its rows. */
export interface Door {
  seenOn: string
  href: string
  rows: number
}

/** Every figure on every screen that has figures; the same rows are told alike everywhere. */
export async function everyDoor(page: Page): Promise<Door[]> {
  await page.goto('/campaigns')
  await settled(page)
  const campaigns = await hrefs(page, 'main table a[href^="/campaigns/"]:not([data-rows])')
  const some = campaigns.slice(0, CAMPAIGNS_MAX)
  const ids = some.map((one) => one.split('/').at(-1)).join(',')
  const screens = [
    ...[`/campaigns/compare?ids=${ids}`, `/campaigns/compare?ids=${ids}&audience=all`],
    ...['/', '/people', '/campaigns', '/lists', '/people?state=opted_out'],
    ...some.flatMap((one) => TABS.map((tab) => one + tab)),
  ]
  const doors = new Map<string, Door>()
  for (const screen of screens) {
    for (const door of await doorsOn(page, screen)) {
      const before = doors.get(door.href)
      if (before && before.rows !== door.rows) {
        throw new Error(
          `${door.href}: ${before.rows} on ${before.seenOn}, ${door.rows} on ${screen}`,
        )
      }
      doors.set(door.href, door)
    }
  }
  return [...doors.values()]
}

async function hrefs(page: Page, what: string): Promise<string[]> {
  const found = await page
    .locator(what)
    .evaluateAll((all) => all.map((a) => a.getAttribute('href')!))
  return [...new Set(found)]
}

async function doorsOn(page: Page, screen: string): Promise<Door[]> {
  await page.goto(screen)
  await settled(page)
  return page.locator('main a[data-rows]').evaluateAll(
    (links, seenOn) =>
      links.map((link) => ({
        seenOn,
        href: link.getAttribute('href')!,
        rows: Number(link.getAttribute('data-rows')),
      })),
    screen,
  )
}

/** Opens a door and counts what is behind it, to the end. */
export async function rowsBehind(page: Page, href: string): Promise<number> {
  await page.goto(href)
  await settled(page)
  const more = page.locator('main').getByRole('button', { name: 'Load more' })
  for (let count = 0; count < PAGES_MAX && (await more.count()) > 0; count++) {
    // It may go while it is clicked: the end of a list is loaded as it is reached.
    await more
      .first()
      .click({ timeout: CLICK_MS_MAX })
      .catch(() => undefined)
    await settled(page)
  }
  return page.locator('main table tbody tr').count()
}
