import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { axeFindings, closeBrowser, withPage, type PageOptions } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const CSV =
  'name,email,consent,consent_date,consent_until,consent_evidence\n'
  + 'Ada Example,ada@example.com,implied,2026-01-01,2099-01-01,Engagement letter\n'
  + 'Ben Sample,ben@example.org,,,,\n'

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
      const run = await get<{ status: string }>(`/api/imports/${id}`)
      expect(run.status).toBe('done')
    },
    { timeout: 30_000, interval: 200 },
  )
}, 90_000)
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

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(homing.url + path, { headers: { cookie } })).json()) as T
}

/** A page of the running Homing, signed in as the administrator. */
function inside<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    const [name, value] = [
      cookie.slice(0, cookie.indexOf('=')),
      cookie.slice(cookie.indexOf('=') + 1),
    ]
    await page.context().addCookies([{ name, value, url: homing.url }])
    return use(page)
  })
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name }).first().click()

test('topics begin with what they are for, are made, put in order, and archived with undo', async () => {
  await inside({}, async (page) => {
    await page.goto('/topics')
    await page.getByText('A topic is something you write about').waitFor()
    expect(await axeFindings(page)).toEqual([])
    for (const name of ['Tax news', 'Events']) {
      await press(page, 'Make a topic…')
      await page.getByLabel('Name').fill(name)
      await press(page, 'Make the topic')
      await page.getByRole('cell', { name, exact: true }).waitFor()
    }
    await press(page, 'Make a topic…')
    await page.getByLabel('Name').fill('EVENTS')
    await press(page, 'Make the topic')
    await page.getByText('There is a topic called EVENTS already.').waitFor()
    await press(page, 'Cancel')
    await press(page, 'Move Events up')
    await expect
      .poll(async () => (await page.getByRole('row').allInnerTexts())[1])
      .toContain('Events')
    await press(page, 'Archive Events')
    await page.getByRole('table', { name: 'Archived topics' }).waitFor()
    await press(page, 'Undo')
    await page.getByRole('table', { name: 'Archived topics' }).waitFor({ state: 'detached' })
    expect(await axeFindings(page)).toEqual([])
  })
})

test('a person leaves a topic and comes back to it; the grid says who told it when', async () => {
  await inside({}, async (page) => {
    await page.goto('/people?search=ada@example.com')
    await page.getByRole('link', { name: 'Ada Example' }).click()
    await page.getByRole('tab', { name: 'Preferences' }).click()
    const row = page.getByRole('row', { name: /Tax news/ })
    await row.getByText('Implied').first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('tabpanel').getByRole('button', { name: 'Record opt-out…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Some topics').check()
    await dialog
      .getByLabel(/^Topics/)
      .first()
      .click()
    await page.getByRole('option', { name: 'Tax news' }).click()
    await page.keyboard.press('Escape')
    await dialog.getByLabel('Reason').fill('too many')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Record opt-out' }).click()
    await row.getByText('Opted out').first().waitFor()
    await row
      .getByText(/via Jo Primary: “too many”/)
      .first()
      .waitFor()
    await page.getByText('Not about Tax news').waitFor()
    await page.getByText(/^Opted out of Tax news on .* via Jo Primary: “too many”\.$/).waitFor()

    await page.goto('/topics')
    await page.getByRole('link', { name: '1 person who left Tax news' }).click()
    await page.getByRole('link', { name: 'Ada Example' }).click()
    await page.getByRole('tab', { name: 'Preferences' }).click()
    await press(page, 'Bring back to Tax news…')
    await page.getByLabel(/Evidence/).fill('E-mail of 4 May')
    await page.getByRole('dialog').getByRole('button', { name: 'Bring back to Tax news' }).click()
    await row.getByText('Express').first().waitFor()
    await page.getByRole('tab', { name: 'Opt-outs' }).click()
    await page.getByText('Implied consent').first().waitFor()
  })
})

test('what is needed is said with whom it shuts out, and what ends soon is listed', async () => {
  await inside({}, async (page) => {
    await page.goto('/topics?tab=policy')
    await page.getByLabel('Implied consent', { exact: true }).check()
    await page
      .getByText('With this, 1 person of 2 could not be written to: 1 more than now.')
      .waitFor()
    expect(await axeFindings(page)).toEqual([])
    await press(page, 'Save')
    await page.getByText('It holds from the next mailing on.').waitFor()
    await page.getByRole('tab', { name: 'Seed list' }).click()
    await press(page, 'Add a colleague…')
    await page.getByLabel('E-mail address').fill('ben@example.org')
    await press(page, 'Add to the seed list')
    await page.getByRole('cell', { name: 'ben@example.org', exact: true }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('tab', { name: 'Consent that ends soon' }).click()
    await page.getByText('Nothing ends soon').waitFor()
    const listed = await get<{ items: unknown[] }>('/api/people?search=ben@example.org')
    const { id } = listed.items[0] as { id: number }
    await post(`/api/people/${id}/consent`, {
      state: 'implied',
      until: new Date(Date.now() + 5 * 86_400_000).toISOString(),
      evidence: 'Invoice 12',
    })
    await page.reload()
    await page.getByRole('cell', { name: 'Invoice 12' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.goto('/')
    await page.getByRole('link', { name: '1 consent of 1 person within 30 days' }).waitFor()
  })
})

test('two hundred topics stay usable on a telephone, in the dark', async () => {
  for (let from = 0; from < 200; from += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        post('/api/topics', { name: `Topic ${from + n}`, description: 'One of far too many' }),
      ),
    )
  }
  await inside({ width: 'phone', scheme: 'dark' }, async (page) => {
    await page.goto('/topics')
    await page.getByRole('cell', { name: 'Topic 199' }).first().waitFor()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
    await page.goto('/people?search=ada@example.com')
    await page.getByRole('link', { name: 'Ada Example' }).click()
    await page.getByRole('tab', { name: 'Preferences' }).click()
    await page.getByRole('row', { name: /Topic 199/ }).waitFor()
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(wide).toBe(0)
  })
})
