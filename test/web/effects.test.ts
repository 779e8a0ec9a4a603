import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, closeBrowser, withPage } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'

let homing: RunningHoming
beforeAll(async () => {
  homing = await startHoming()
}, 90_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

test('what bounces and clicks do to people is set, tried and stated', async () => {
  await withPage({ baseUrl: homing.url }, async (page) => {
    const create = { firm: 'Firm', name: 'Jo', email: 'jo@firm.example', password: PASSWORD }
    await page.request.post(`${homing.url}/api/setup`, { data: create })
    const csv = 'name,email\nAda Example,ada@example.com\n'
    await page.goto('/settings/bounces')

    await page.getByLabel('How many in a row').fill('3')
    await page.getByLabel('Over how many days').fill('10')
    await page.getByRole('button', { name: 'Save and judge again' }).click()
    await page.getByText(/Judge addresses by their soft bounces: 3 in a row/).waitFor()
    expect(await axeFindings(page)).toEqual([])

    await page.getByRole('tab', { name: 'Click rules' }).click()
    await page.getByText('No rule yet').waitFor()
    await page.getByLabel('Code').fill('TAX')
    await page.getByLabel('Name of the interest').fill('Tax law')
    await page.getByRole('button', { name: 'Add the interest' }).click()
    await page.getByRole('cell', { name: 'Tax law' }).waitFor()

    await page.getByLabel('Name', { exact: false }).first().fill('Tax letters')
    await page.getByLabel('Site').fill('https://wrong')
    await page.getByLabel('Try a link').fill('https://www.example.com/tax/2026')
    await page.getByText(/site alone/).waitFor()
    await page.getByLabel('Site').fill('example.com')
    await page.getByLabel('Path').fill('/tax/*')
    await page.getByText('This link fits').waitFor()
    await page.getByText('Until now: 0 links with 0 clicks').waitFor()
    await page.getByLabel('Raises the action').fill('Read about tax')
    await page.getByRole('button', { name: 'Make the rule' }).click()
    await page.getByRole('cell', { name: '“Read about tax”, 10 points' }).waitFor()
    await page.getByRole('button', { name: 'Change Tax letters' }).click()
    await page.getByLabel('Points', { exact: true }).fill('20')
    await page.getByRole('button', { name: 'Change the rule' }).click()
    await page.getByRole('cell', { name: '“Read about tax”, 20 points' }).waitFor()
    expect(await axeFindings(page)).toEqual([])

    await page.goto('/imports')
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText('No row was refused.').waitFor()
    await page.goto('/people')
    await page.getByRole('link', { name: 'Ada Example' }).click()
    await page.getByRole('tab', { name: 'Interests' }).click()
    await page.getByText('No interest is known').waitFor()
    await page.getByLabel('Is interested in').first().click()
    await page.getByRole('option', { name: 'Tax law' }).click()
    await page.getByRole('button', { name: 'State it' }).click()
    await page.getByRole('heading', { name: 'Tax law: 10.0' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.goto('/people?interest=TAX')
    await page.getByRole('link', { name: 'Ada Example' }).waitFor()
  })
}, 120_000)

const told = {
  ...{ connectionId: 1, connectionName: 'The CRM', addressId: 1, address: 'ada@example.com' },
  ...{ topic: null, since: '2026-05-02T09:00:00.000Z', calledAt: null, nextTryAt: null },
}

test('that an address is dead, and good again, stands with the wishes in their words', async () => {
  await withPage({ baseUrl: homing.url }, async (page) => {
    const who = { email: 'jo@firm.example', password: PASSWORD }
    await page.request.post(`${homing.url}/api/session`, { data: who })
    const acknowledgedAt = '2026-05-02T09:05:00.000Z'
    const items = [
      { ...told, wanted: 'invalid', status: 'done', outcome: '', acknowledgedAt },
      {
        ...told,
        ...{ wanted: 'valid', status: 'not_needed', acknowledgedAt: null, connectionId: 2 },
        outcome: 'SuiteCRM itself says that nothing arrives there.',
      },
    ]
    await page.route('**/api/people/*/told', (route) => route.fulfill({ json: { items } }))
    await page.goto('/people')
    await page.getByRole('link', { name: 'Ada Example' }).click()
    await page.getByText(/^Invalid address acknowledged/).waitFor()
    await page.getByText(/^Address that is good again not told: SuiteCRM itself says/).waitFor()
    expect(await axeFindings(page)).toEqual([])
  })
}, 120_000)
