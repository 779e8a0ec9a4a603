import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  WIDTHS,
  withPage,
  type PageOptions,
} from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'
import { chooseTyped, tabTo } from './keys.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const CSV =
  'name,email,city\n'
  + 'Ada Example,ada@example.com,Bath\n'
  + 'Ben Sample,ben@example.org,Bath\n'
  + 'Cleo Other,cleo@example.org,Leeds\n'

let homing: RunningHoming
let cookie = ''

beforeAll(async () => {
  homing = await startHoming()
  const made = await post('/api/setup', {
    firm: 'Harrowgate & Lindqvist',
    name: 'Jo Primary',
    email: 'jo@firm.example',
    password: PASSWORD,
  })
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
  const sent = await fetch(`${homing.url}/api/imports`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'text/csv', origin: homing.url },
    body: CSV,
  })
  const { id } = (await sent.json()) as { id: number }
  await vi.waitFor(
    async () => {
      const answer = await fetch(`${homing.url}/api/imports/${id}`, { headers: { cookie } })
      expect(((await answer.json()) as { status: string }).status).toBe('done')
    },
    { timeout: 60_000, interval: 200 },
  )
}, 120_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

function post(path: string, body: unknown): Promise<Response> {
  return fetch(homing.url + path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', origin: homing.url },
    body: JSON.stringify(body),
  })
}

/** A page of the running Homing, signed in as the administrator. */
function inside<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    const at = cookie.indexOf('=')
    const [name, value] = [cookie.slice(0, at), cookie.slice(at + 1)]
    await page.context().addCookies([{ name, value, url: homing.url }])
    return use(page)
  })
}

test('a segment is made with the keyboard alone, counted while it is edited, and kept', async () => {
  await inside({}, async (page) => {
    await page.goto('/lists')
    await page.getByText('A segment finds people by what is known of them').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await tabTo(page, 'Make a segment')
    await page.keyboard.press('Enter')
    await page.getByText('Add a condition: how many people fit').waitFor()
    await tabTo(page, 'Name')
    await page.keyboard.type('In Bath')
    await tabTo(page, 'Add a condition')
    await page.keyboard.press('Enter')
    // What the new condition is about has the focus already.
    await chooseTyped(page, 'City')
    await page.getByText('Fill in the marked conditions to see who fits.').waitFor()
    await page.getByText('Write what to compare with.').waitFor()
    await tabTo(page, 'Values, one of them fits')
    await page.keyboard.type('bath')
    await page.keyboard.press('Enter')
    await page.getByText('2 people', { exact: true }).waitFor()
    await page.getByRole('list', { name: 'Some of them' }).getByText('Ben Sample').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await tabTo(page, 'Keep the segment')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'In Bath' }).waitFor()
    await page.getByRole('cell', { name: 'Ada Example' }).waitFor()
    await expectCount(page.getByRole('cell', { name: 'Cleo Other' }), 0)
    expect(await axeFindings(page)).toEqual([])
  })
})

test('groups stand within each other, and what is kept is what was edited', async () => {
  await inside({}, async (page) => {
    await page.goto('/lists')
    await page.getByRole('link', { name: 'In Bath' }).click()
    await page.getByRole('button', { name: 'Change conditions' }).click()
    await page.getByRole('button', { name: 'Add a group' }).click()
    const group = page.getByRole('group', { name: 'Group of conditions' })
    await group.getByLabel('What the condition is about').fill('Consent')
    await page.getByRole('option', { name: 'Consent' }).click()
    await group.getByText('none', { exact: true }).click()
    await page.getByText('Nobody fits.').waitFor()
    await group.getByLabel('Comparison').click()
    await page.getByRole('option', { name: 'opted out', exact: true }).click()
    await page.getByText('2 people', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Keep the changes' }).click()
    await page.getByRole('button', { name: 'Change conditions' }).click()
    const comparison = group.getByRole('combobox', { name: 'Comparison' })
    await expect.poll(() => comparison.inputValue()).toBe('opted out')
    // The radio itself is hidden under its label.
    const none = group.getByRole('radio', { name: 'none', checked: true })
    await none.waitFor({ state: 'attached' })
  })
})

test('a segment is frozen, people are taken off by tick and come back by undo', async () => {
  await inside({}, async (page) => {
    await page.goto('/lists')
    await page.getByRole('link', { name: 'In Bath' }).click()
    await page.getByRole('button', { name: 'Freeze into a list' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 people now.').waitFor()
    await dialog.getByLabel('Name').fill('Bath clients')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Make the list' }).click()
    await page.getByRole('heading', { name: 'Bath clients' }).waitFor()
    await page.getByLabel('Remove Ben Sample').check()
    await page.getByRole('button', { name: 'Remove 1 person from “Bath clients”' }).click()
    await page.getByRole('cell', { name: 'Ben Sample', exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('cell', { name: 'Ben Sample', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Add people' }).click()
    await dialog.getByLabel('E-mail addresses').fill('cleo@example.org, nobody@example.org')
    await dialog.getByRole('button', { name: 'Add 2 addresses' }).click()
    await dialog.getByText('1 address is nobody’s here').waitFor()
    const left = dialog.getByLabel('E-mail addresses')
    await expect.poll(() => left.inputValue()).toBe('nobody@example.org')
    await page.keyboard.press('Escape')
    await page.getByRole('cell', { name: 'Cleo Other', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Archive' }).click()
    await page.getByRole('link', { name: 'In Bath' }).waitFor()
    await expectCount(page.getByRole('link', { name: 'Bath clients' }), 0)
  })
})

test('of more lists than are offered, that which is chosen has its name, and any is found', async () => {
  const many = Array.from({ length: 201 }, (_, n) => `A ${n}`)
  const make = async (body: object) =>
    (await (await post('/api/person-lists', body)).json()) as Made
  await Promise.all(many.map((name) => make({ kind: 'static', name })))
  const { id } = await make({ kind: 'static', name: 'Zürich' })
  await make({ kind: 'suppression', name: 'Zug' })
  const where = { all: [{ about: 'list', listIds: [id] }] }
  const definition = { version: 1, where }
  const segment = await make({ kind: 'segment', name: 'Of Zürich', definition })
  await inside({}, async (page) => {
    await page.goto(`/lists/${segment.id}`)
    await page.getByRole('button', { name: 'Change conditions' }).click()
    const main = page.locator('#main')
    await main.getByText('Zürich', { exact: true }).waitFor()
    await expectCount(page.getByText(/^number \d+$/), 0)
    const field = page.getByRole('combobox', { name: 'Lists' })
    await field.fill('A 20')
    await page.getByRole('option', { name: 'A 200' }).click()
    await field.fill('Zu')
    await page.getByRole('option', { name: 'Zug' }).click()
    await main.getByText('A 200', { exact: true }).waitFor()
    await main.getByText('Zug', { exact: true }).waitFor()
  })
}, 60_000)

test('a list is found from anywhere, as are screens that have no place in the rail', async () => {
  await inside({}, async (page) => {
    await page.goto('/settings/account')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Control+k')
    const search = page.getByPlaceholder(/Search pages/)
    await search.fill('duplic')
    await page.getByRole('dialog').getByText('Possible duplicates').waitFor()
    await search.fill('Zug')
    await page.getByRole('dialog').getByText('Zug', { exact: true }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Zug' }).waitFor()
  })
})

test('on a phone the people of each list are in sight', async () => {
  await inside({ width: 'phone' }, async (page) => {
    await page.goto('/lists?search=Zug')
    const people = page.getByRole('columnheader', { name: 'People' })
    const { x, width } = (await people.boundingBox())!
    expect(x + width).toBeLessThanOrEqual(WIDTHS.phone)
  })
})

interface Made {
  id: number
}
