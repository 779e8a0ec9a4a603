import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { axeFindings, closeBrowser, expectCount } from './browser.ts'
import { CONNECTOR } from './feedback-answers.ts'
import { inWorld } from './feedback-page.ts'
import { emptyWorld, fullWorld, heldChange, run } from './feedback-world.ts'

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
      await page.getByLabel('API address').waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Connect Constant Contact' }).click()
      await page.getByText('This is needed.').waitFor()
      expect(world.asked.some((line) => line.startsWith('POST'))).toBe(false)
      await page.getByLabel(/Client id/).fill('my-key')
      await page.getByRole('button', { name: 'Advanced' }).click()
      expect(await page.getByLabel('Client secret').first().getAttribute('type')).toBe('password')
      const address = page.getByLabel('API address')
      await expect.poll(() => address.inputValue()).toBe('https://api.cc.email/v3')
      await page.getByRole('button', { name: 'Connect Constant Contact' }).click()
      await page.waitForURL('http://vendor.test/consent')
      expect(world.connections[0]?.status).toBe('awaiting_authorisation')
    })
  })

  test('is chosen among what sends and what is a CRM', async () => {
    const crm = { ...CONNECTOR, id: 'suitecrm', title: 'SuiteCRM', system: 'crm' }
    await inWorld(emptyWorld(), {}, async (page) => {
      const json = { items: [CONNECTOR, crm] }
      await page.route('**/api/connectors', (route) => route.fulfill({ json }))
      await page.goto('/connections/new')
      const group = (name: string) => page.getByRole('group', { name, exact: true })
      await group('Sends mailings').getByLabel('Constant Contact').waitFor()
      await group('CRM').getByLabel('SuiteCRM').check()
      await page.getByRole('heading', { name: 'What Homing does with SuiteCRM' }).waitFor()
      await page.getByRole('link', { name: 'The API guide' }).first().waitFor()
      await page.getByRole('button', { name: 'What it does not do, and why (1)' }).press('Enter')
      await page.getByText('Its webhooks are about billing alone.').waitFor()
      await page.getByRole('button', { name: 'Connect SuiteCRM' }).waitFor()
    })
  })

  test('is not offered to whoever may not manage connections', async () => {
    const world = { ...emptyWorld(), permissions: ['see'] }
    await inWorld(world, {}, async (page) => {
      await page.goto('/connections')
      await page.getByText('No service is connected yet').waitFor()
      await expectCount(page.getByText('Add a connection'), 0)
      await page.goto('/connections/new')
      await page.getByText('Connections are added by a manager').waitFor()
      await expectCount(page.locator('form'), 0)
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
      await expectCount(checks.getByRole('img', { name: 'needs a look' }), 1)
      await page.getByRole('button', { name: 'Check now', disabled: false }).waitFor()
    })
  })

  test('is paused and resumed', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(CONNECTION)
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByText('Nothing is read until it is resumed.').waitFor()
      await expectCount(page.getByRole('button', { name: 'Sync now' }), 0)
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByRole('button', { name: 'Sync now' }).waitFor()
    })
  })

  test('is renamed, and removed only after its consequence was read', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(`${CONNECTION}?tab=settings`)
      await page.getByLabel('Name').fill('Newsletter account')
      await page.getByRole('button', { name: 'Save' }).click()
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

  test('leads to its secret to be entered again, and is looked at once it was', async () => {
    const world = fullWorld()
    world.connections[0]!.status = 'needs_reauthorisation'
    await inWorld(world, {}, async (page) => {
      await page.goto(CONNECTION)
      await page.getByRole('link', { name: 'Enter the sign-in again' }).click()
      const secret = page.getByLabel('Client secret')
      await expect.poll(() => secret.evaluate((one) => one === document.activeElement)).toBe(true)
      world.connections[0]!.status = 'active'
      await page.keyboard.type('another secret')
      await page.keyboard.press('Enter')
      await page.getByText('Saved.').waitFor()
      await expect.poll(() => world.asked).toContain('POST /api/connections/1/check')
    })
  })

  test('reads one kind now, and at another time from now on', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(`${CONNECTION}?tab=schedule`)
      const lists = page.getByRole('row', { name: /^Lists/ })
      await lists.getByRole('button', { name: 'Read now: lists' }).click()
      await expect.poll(() => world.asked).toContain('POST /api/connections/1/runs?kinds=lists')
      await page.getByRole('combobox', { name: 'When opt-outs are read' }).click()
      await page.getByRole('option', { name: 'every 5 minutes' }).click()
      await page.getByText('Opt-outs: saved.').waitFor()
      expect(world.connections[0]!.schedules[0]).toMatchObject({ everyMinutes: 5, isOn: true })
      await page.getByRole('combobox', { name: 'When contacts are read' }).click()
      await page.getByRole('option', { name: 'only when somebody asks' }).click()
      await page.getByText('Contacts: saved.').waitFor()
      expect(world.connections[0]!.schedules[4]).toMatchObject({ kind: 'contacts', isOn: false })
      expect(await axeFindings(page)).toEqual([])
    })
  })

  test('shows what a read would take away, and takes it away only when told', async () => {
    const world = { ...fullWorld(), heldChanges: [heldChange()] }
    await inWorld(world, {}, async (page) => {
      await page.goto(CONNECTION)
      const held = page.getByRole('region', { name: 'A change of the contacts waits for you' })
      await held.getByText('it came back empty', { exact: false }).waitFor()
      await held.getByText('ada@example.com').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await held.getByRole('button', { name: 'Approve 380 removals' }).click()
      const dialogue = page.getByRole('dialog')
      await dialogue.getByText(/Events and opt-outs stay/).waitFor()
      expect(world.heldChanges).toHaveLength(1)
      await dialogue.getByRole('button', { name: 'Approve 380 removals' }).click()
      await held.waitFor({ state: 'detached' })
      expect(world.heldChanges).toHaveLength(0)
    })
  })

  test('shows which opt-outs wait before the service is told, and tells it only when told to', async () => {
    const world = fullWorld()
    world.goingOut.held = {
      count: 412,
      reason: '412 of 900 would be unsubscribed within a day: 46 %.',
      sample: ['ada@example.com'],
      heldAt: new Date(world.now).toISOString(),
    }
    world.goingOut.failing = [{ reason: 'It refused.', whoMustAct: 'vendor', count: 2 }]
    await inWorld(world, {}, async (page) => {
      await page.goto(CONNECTION)
      const held = page.getByRole('region', { name: '412 opt-outs wait for you' })
      await held.getByText('ada@example.com').waitFor()
      await page.getByText('3 in the last 24 hours').waitFor()
      await page.getByText(/2: It refused/).waitFor()
      expect(await axeFindings(page)).toEqual([])
      await held.getByRole('button', { name: 'Unsubscribe 412 there' }).click()
      const dialogue = page.getByRole('dialog')
      await dialogue.getByText(/lets nobody back but the person/).waitFor()
      await dialogue.getByRole('button', { name: 'Unsubscribe 412 there' }).click()
      await held.waitFor({ state: 'detached' })
      expect(world.goingOut.held).toBeNull()
    })
  })

  test('says until when its run waits, and goes on at once when asked', async () => {
    const world = fullWorld()
    const message = "The day's requests are spent. The run goes on by itself then."
    world.runs.unshift({ ...run(7, 'waiting'), message })
    Object.assign(world.connections[0]!, { openRunId: 7, isOpenRunWaiting: true })
    await inWorld(world, {}, async (page) => {
      await page.goto(CONNECTION)
      await page.getByText(/Waits, and goes on/).waitFor()
      await page.getByText(message).waitFor()
      await page.getByRole('button', { name: 'Waiting…', disabled: true }).waitFor()
      await page.getByRole('button', { name: 'Go on now' }).click()
      await expect
        .poll(() => world.asked.some((line) => line.startsWith('POST') && line.includes('kinds=')))
        .toBe(true)
      await page.goto('/runs/7')
      await page.getByText('Everything').waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  })

  test('reads lists and contacts at the service only when asked', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.goto(`${CONNECTION}?tab=service`)
      await page.getByRole('button', { name: 'Read the lists now' }).waitFor()
      await page.getByRole('row', { name: /Summer reception .* gone/ }).waitFor()
      expect(world.asked.some((line) => line.endsWith('/lists'))).toBe(false)
      await page.getByRole('button', { name: 'Read the lists now' }).click()
      const now = page.getByRole('table', { name: 'Lists', exact: true })
      await now.getByRole('cell', { name: '1,800' }).waitFor()
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

  test('what becomes of a record meanwhile is seen without loading the page again', async () => {
    const world = fullWorld()
    await inWorld(world, {}, async (page) => {
      await page.clock.install({ time: new Date(world.now) })
      await page.goto('/problems')
      const group = part(page, 'A row of the feedback cannot be read')
      await group
        .getByText(/ada@@example/)
        .first()
        .waitFor()
      const [first] = world.problems
      first!.sentence = 'email_address: It has no @ any more.'
      await page.clock.runFor(31_000)
      await group.getByText('It has no @ any more.').waitFor()
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
