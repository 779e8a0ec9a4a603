import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { closeBrowser } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { emptyWorld, fullWorld } from './feedback-world.ts'

const CONNECTION = '/connections/1'

afterAll(closeBrowser)

describe('a new connection', () => {
  test('asks what its schema requires, then leads to the consent page', async () => {
    const world = emptyWorld()
    await inWorld(world, {}, async (page) => {
      await page.route('http://vendor.test/**', (route) => route.fulfill({ body: 'consent' }))
      await page.goto('/connections')
      await page.getByRole('link', { name: 'Add a connection' }).click()
      await page.getByText('to read contacts and their opt-outs').waitFor()
      expect(await page.getByLabel('API address').isVisible()).toBe(false)
      await page.getByRole('button', { name: 'Connect Constant Contact' }).click()
      await page.getByText('This is needed.').waitFor()
      expect(world.asked.some((line) => line.startsWith('POST'))).toBe(false)
      await page.getByLabel(/Client id/).fill('my-key')
      await page.getByRole('button', { name: 'Advanced' }).click()
      expect(await page.getByLabel('Client secret').first().getAttribute('type')).toBe('password')
      expect(await page.getByLabel('API address').inputValue()).toBe('https://api.cc.email/v3')
      await page.getByRole('button', { name: 'Connect Constant Contact' }).click()
      await page.waitForURL('http://vendor.test/consent')
      expect(world.connections[0]?.status).toBe('awaiting_authorisation')
    })
  })

  test('is not offered to whoever may not manage connections', async () => {
    const world = { ...emptyWorld(), permissions: ['see'] }
    await inWorld(world, {}, async (page) => {
      await page.goto('/connections')
      await page.getByText('No service is connected yet').waitFor()
      expect(await page.getByText('Add a connection').count()).toBe(0)
      await page.goto('/connections/new')
      await page.getByText('Connections are added by a manager').waitFor()
      expect(await page.locator('form').count()).toBe(0)
    })
  })
})

describe('a connection', () => {
  test('names what is missing with its remedy', async () => {
    await inWorld(fullWorld(), {}, async (page) => {
      await page.goto(`${CONNECTION}?tab=health`)
      const checks = page.getByRole('list', { name: 'Checks' })
      await checks.getByText(/permission contact_data is missing/).waitFor()
      await checks.getByText('Authorise again and allow access to contacts.').waitFor()
      expect(await checks.getByRole('img', { name: 'needs a look' }).count()).toBe(1)
      expect(await page.getByRole('button', { name: 'Check now' }).isEnabled()).toBe(true)
    })
  })

  test('is paused and resumed', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(CONNECTION)
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByText('Nothing is read until it is resumed.').waitFor()
      expect(await page.getByRole('button', { name: 'Sync now' }).count()).toBe(0)
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByRole('button', { name: 'Sync now' }).waitFor()
    })
  })

  test('is renamed and rescheduled, and removed only after its consequence was read', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(`${CONNECTION}?tab=settings`)
      await page.getByLabel('Name').fill('Newsletter account')
      await page.getByRole('button', { name: 'Save name and schedule' }).click()
      await page.getByRole('heading', { level: 1, name: 'Newsletter account' }).waitFor()
      await page.getByRole('button', { name: 'Remove Newsletter account' }).click()
      const dialogue = page.getByRole('dialog')
      await dialogue.getByText(/What came home stays/).waitFor()
      expect(world.connections).toHaveLength(1)
      await dialogue.getByRole('button', { name: 'Remove Newsletter account' }).click()
      await page.waitForURL('**/connections')
      expect(world.connections).toHaveLength(0)
    })
  })

  test('reads lists and contacts at the service only when asked', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(`${CONNECTION}?tab=service`)
      await page.getByRole('button', { name: 'Read the lists now' }).waitFor()
      expect(world.asked.some((line) => line.includes('/lists'))).toBe(false)
      await page.getByRole('button', { name: 'Read the lists now' }).click()
      await page.getByRole('cell', { name: '1,800' }).waitFor()
    })
  })
})

test('a run tells what it did and why rows were skipped', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(CONNECTION)
    await page
      .getByRole('row', { name: /Failed/ })
      .getByRole('link')
      .click()
    await page.getByText(/did not answer within 30 seconds/).waitFor()
    await page.getByText('started by Ada Example').waitFor()
    const skipped = page.getByRole('table', { name: /Skipped/ })
    await skipped.getByRole('row', { name: /already known 5,090/ }).waitFor()
    await skipped.getByRole('row', { name: /All together 5,100/ }).waitFor()
  })
})

describe('problems', () => {
  test('stand by cause with who must act; one is marked as done, a group read again', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto('/problems')
      const group = part(page, 'A row of the feedback cannot be read')
      await group.getByText('The e-mail service must act').waitFor()
      await group.getByText('The record: look at email_address').first().click()
      await group.getByText('"email_address": "ada@@example"').first().waitFor()
      await group.getByText('What stood around it').first().click()
      await group.getByText('Row 12: this record').waitFor()
      const own = part(page, 'A connection cannot be read')
      await own.getByText('Needs you').waitFor()
      await own.getByText(/Tried 3 times; Homing tries again by itself in 18 min/).waitFor()
      await own.getByRole('button', { name: 'Mark as done' }).click()
      await own.waitFor({ state: 'detached' })
      await group.getByRole('button', { name: 'Read 2 again' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Read 2 again' }).click()
      await page.getByText('Nothing needs you').waitFor()
      await page.getByText(/2 resolved\. By Ada Example/).waitFor()
      expect(world.problems.map(({ status }) => status)).toEqual([
        'resolved',
        'resolved',
        'resolved',
      ])
    })
  })

  test('a group is ignored, and that is undone', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto('/problems')
      const group = part(page, 'A row of the feedback cannot be read')
      await group.getByRole('button', { name: 'Ignore 2' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Ignore 2' }).click()
      await group.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Undo' }).click()
      await group.waitFor()
      expect(world.problems.every(({ status }) => status === 'open')).toBe(true)
    })
  })

  test('a wrong address is put right where it is shown', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto('/problems')
      await page.getByRole('button', { name: 'Fix…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(/Right address/).fill('ada@example.com')
      await dialog.getByRole('button', { name: 'Put the record right' }).click()
      await page.getByText('Put right. The record is in the ledger.').waitFor()
      expect(world.problems[0]).toMatchObject({ mend: { became: 'ada@example.com' } })
      await page.goto('/problems?status=resolved')
      await page.getByText(/Ada Example put email_address right/).waitFor()
    })
  })
})

/** The part of a page under a heading. */
function part(page: Page, heading: string) {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: heading }) })
}
