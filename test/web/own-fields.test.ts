import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  axeFindings,
  closeBrowser,
  settled,
  widerBy,
  withPage,
  type PageOptions,
} from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'

let homing: RunningHoming
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []

beforeAll(async () => {
  homing = await startHoming()
  await withPage({ baseUrl: homing.url }, async (page) => {
    const headers = { origin: homing.url }
    const data = { firm: 'F', name: 'Jo', email: 'jo@firm.example', password: PASSWORD }
    const sent = await page.request.post('/api/setup', { data, headers })
    expect(sent.ok(), await sent.text()).toBe(true)
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

async function clean(page: Page, what: string): Promise<void> {
  await settled(page)
  expect((await axeFindings(page)).join('\n'), what).toBe('')
  const over = await widerBy(page)
  expect(over, what).toBeLessThanOrEqual(0)
  const shots = process.env['SCREENSHOTS']
  if (shots) await page.screenshot({ path: `${shots}/${what.replaceAll(' ', '-')}.png` })
}

async function take(page: Page, file: string): Promise<void> {
  const sent = await page.request.post('/api/imports', {
    data: Buffer.from(file),
    headers: { origin: homing.url, 'content-type': 'text/csv' },
  })
  expect(sent.ok(), await sent.text()).toBe(true)
  const { id } = (await sent.json()) as { id: number }
  await page.goto(`/imports/${id}`)
  await page.getByText('Done', { exact: true }).waitFor()
}

test('a field is defined, filled by a file, changed on the page, and asked for', async () => {
  await inside({}, async (page) => {
    await page.goto('/settings/own-fields')
    await page.getByLabel('Name of the field').fill('Client tier')
    expect(await page.getByLabel('Key').inputValue()).toBe('client_tier')
    await page.getByRole('combobox', { name: 'It takes' }).click()
    await page.getByRole('option', { name: 'One of several' }).click()
    const choices = page.getByRole('combobox', { name: 'What may be chosen' })
    for (const choice of ['Gold', 'Silver']) {
      await choices.fill(choice)
      await choices.press('Enter')
    }
    await page.getByRole('button', { name: 'Define the field' }).click()
    await page.getByRole('cell', { name: 'One of: Gold, Silver' }).waitFor()
    await clean(page, 'the fields on a laptop')

    await take(page, 'external_id,name,email,client_tier\n1,Ada Example,ada@example.com,gold\n')
    const csv = await (await page.request.get('/api/people.csv')).text()
    expect(csv.split('\r\n')[0]).toMatch(/,client_tier$/)
    expect(csv).toMatch(/,Gold\r\n/)
    await page.goto('/people?search=Ada')
    await page.getByRole('link', { name: 'Ada Example', exact: true }).click()
    const fields = page.getByRole('table', { name: 'Your fields' })
    await fields.getByText('Gold', { exact: true }).waitFor()
    const panel = page.locator('section').filter({ hasText: 'Your fields' }).last()
    await panel.getByRole('button', { name: 'Change…' }).click()
    await page.getByRole('combobox', { name: 'Client tier' }).click()
    await page.getByRole('option', { name: 'Silver' }).click()
    await clean(page, 'the form on a laptop')
    await panel.getByRole('button', { name: 'Save' }).click()
    await fields.getByText('Silver', { exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Why?' }).click()
    const why = page.getByRole('row', { name: /Client tier/ })
    await why.getByText('Jo', { exact: true }).waitFor()
    await why.getByText('Gold', { exact: true }).waitFor()

    await page.goto('/lists/new?kind=segment')
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.getByRole('combobox', { name: 'What the condition is about' }).fill('Client tier')
    await page.getByRole('option', { name: 'Client tier' }).click()
    const values = page.getByRole('combobox', { name: 'Values, one of them fits' })
    await values.fill('Silver')
    await values.press('Enter')
    await page.getByText('Ada Example').waitFor()
    await values.blur()
    await clean(page, 'the condition on a laptop')
  })
}, 90_000)

test.each(['light', 'dark'] as const)(
  'on a phone in %s they are clean',
  async (scheme) => {
    await inside({ width: 'phone', scheme }, async (page) => {
      await page.goto('/settings/own-fields')
      await page.getByText('Client tier').first().waitFor()
      await clean(page, `the fields on a phone in ${scheme}`)
      await page.goto('/people?search=Ada')
      await page.getByRole('link', { name: 'Ada Example', exact: true }).click()
      await page.getByRole('table', { name: 'Your fields' }).waitFor()
      await clean(page, `a person on a phone in ${scheme}`)
      await page.getByRole('heading', { name: 'Your fields' }).scrollIntoViewIfNeeded()
      await clean(page, `their fields on a phone in ${scheme}`)
    })
  },
  60_000,
)
