import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LinkMaker } from '../../src/preferences/index.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { castOf, may, secrets, type Cast } from '../preferences/world.ts'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  settled,
  widerBy,
  withPage,
  type PageOptions,
} from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'

const ORIGIN = 'http://localhost'
let homing: TestHoming
let cast: Cast
beforeAll(async () => {
  homing = await freshHoming()
  const { workspaceId } = homing
  cast = await homing.database.inWorkspace(workspaceId, async (tx) => {
    await tx
      .insertInto('preference_page')
      .values({
        workspace_id: workspaceId,
        intro: 'We write seldom, and only about what you chose.',
        imprint: 'Example & Partners LLP\n1 High Street, London',
        contact: 'privacy@example.com',
        colour: '#7a1f3d',
      })
      .execute()
    return castOf(tx, workspaceId)
  })
})
afterAll(async () => {
  await closeBrowser()
  await homing.close()
})

const links = (addressId: number, campaignId: number) => {
  const at = { workspaceId: cast.workspaceId, campaignId, origin: ORIGIN }
  return new LinkMaker(secrets, 1, at).linksOf(addressId)
}
const mayWe = (topicId: number | null = null) =>
  homing.database.inWorkspace(cast.workspaceId, (tx) =>
    may(tx, cast.workspaceId, 'ann@example.com', topicId),
  )

/** A phone whose browser runs no script, asking the real server without a socket. */
function onAPhone<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ width: 'phone', hasScripts: false, ...options }, async (page) => {
    await page.route(`${ORIGIN}/**`, async (route) => {
      const request = route.request()
      const body = request.postDataBuffer()
      const response = await homing.app.request(request.url(), {
        method: request.method(),
        headers: await request.allHeaders(),
        ...(body !== null && { body: new Uint8Array(body) }),
      })
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      })
    })
    return use(page)
  })
}

test('everything works from the keyboard, in the order it is read', async () => {
  await onAPhone({ hasScripts: true }, async (page) => {
    await page.goto(links(cast.shared, cast.letter).preferences)
    const passed: string[] = []
    for (let n = 0; n < 7; n++) {
      await page.keyboard.press('Tab')
      passed.push(await page.locator(':focus').evaluate((one) => one.textContent || one.tagName))
    }
    expect(passed.map((text) => text.trim())[0]).toBe('Deutsch')
    expect(passed.filter((text) => text === 'INPUT')).toHaveLength(3)
    expect(passed.at(-2)).toContain('Save my choice')
    expect(passed.at(-1)).toContain('Stop all mailings')
  })
})

test.each(['light', 'dark'] as const)(
  'each page in %s is clean to axe, fits a phone, and is easy to hit',
  async (scheme) => {
    const mail = links(cast.shared, cast.invitation)
    await onAPhone({ scheme, hasScripts: true }, async (page) => {
      for (const [name, path] of [
        ['page', mail.preferences],
        ['leave', mail.unsubscribe],
        ['unknown', `${ORIGIN}/p/nothing`],
        ['german', `${mail.preferences}?lang=de`],
      ] as const) {
        await page.goto(path)
        await look(page, `${name}-${scheme}`)
      }
      await page.goto(links(cast.former, cast.invitation).unsubscribe)
      await page.getByRole('button', { name: 'Stop mailings about “Events”' }).click()
      await page.getByRole('heading', { name: 'Your choice is saved' }).waitFor()
      await look(page, `done-${scheme}`)
    })
  },
)

test('a person leaves a topic, takes it back, and reads it in the other language', async () => {
  await onAPhone({}, async (page) => {
    await page.goto(links(cast.own, cast.letter).preferences)
    await page.getByText('For the address a***@example.com').waitFor()
    await page.getByRole('group', { name: 'News' }).getByLabel('Tax').waitFor()
    await page.getByLabel('Events').uncheck()
    await page.getByLabel('I get too many mails').check()
    await page.getByRole('button', { name: 'Save my choice' }).click()
    await page.getByText('No more mailings about “Events”.').waitFor()
    expect(await mayWe(cast.events)).toBe(false)
    await page.getByRole('button', { name: 'Undo this' }).click()
    await page.getByText('You will get mailings about “Events”.').waitFor()
    expect(await mayWe(cast.events)).toBe(true)
    await page.getByRole('link', { name: 'See all preferences' }).click()
    await page.getByRole('link', { name: 'Deutsch' }).click()
    await page.getByRole('heading', { name: 'Ihre E-Mail-Einstellungen' }).waitFor()
    await page.getByRole('button', { name: 'Alle Aussendungen beenden' }).click()
    await page.getByText('Sie erhalten keine Aussendungen mehr von uns.').waitFor()
    expect(await mayWe()).toBe(false)
    expect(await page.context().cookies()).toEqual([])
  })
})

/** The preview runs no script, which the browser tells the driver of these tests in its console. */
const PREVIEW = { allowsFaults: true }

/** What holds for every page (WCAG 2.2 AA, as far as it can be measured). */
async function look(page: Page, name: string): Promise<void> {
  expect(await axeFindings(page), name).toEqual([])
  const over = await widerBy(page)
  expect(over, `${name} overflows`).toBeLessThanOrEqual(0)
  await expectCount(page.getByRole('main'), 1)
  await expectCount(page.getByRole('heading', { level: 1 }), 1)
  for (const control of await page.locator('button, label.choice, nav a').all()) {
    expect((await control.boundingBox())!.height, name).toBeGreaterThanOrEqual(44)
  }
  const folder = process.env['SCREENSHOTS']
  if (folder) await page.screenshot({ path: `${folder}/preferences-${name}.png`, fullPage: true })
}

test('doubtful opt-outs: a burst is lifted with evidence, some of another are kept', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: '13 opt-outs to look at' }).click()
    const burst = page.locator('section').filter({ hasText: '12 at big.example' })
    await burst.getByText(/12 of 13 recipients at big.example/).waitFor()
    await burst.getByRole('button', { name: 'Show them' }).click()
    await burst.getByLabel('Choose p3@big.example').check()
    await burst.getByRole('button', { name: 'The person: keep 1' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Keep 1' }).click()
    await page.getByText('1 decided, 0 lifted.').waitFor()
    await page.getByRole('button', { name: 'A machine: lift 11' }).click()
    const dialogue = page.getByRole('dialog')
    await dialogue.getByLabel(/How do we know/).fill('their gateway was updated')
    expect(await axeFindings(page)).toEqual([])
    await dialogue.getByRole('button', { name: 'Lift 11' }).click()
    await page.getByText('11 decided, 11 lifted.').waitFor()
    expect(world.doubts.map((one) => one.address)).toEqual(['grace@example.com'])
  })
})

test("the firm's words are changed with the page beside them", async () => {
  const world = fullWorld()
  await inWorld(world, PREVIEW, async (page) => {
    await page.goto('/settings/preference-page')
    await page.getByText('People will not reach it yet').waitFor()
    const preview = page.frameLocator('iframe')
    await preview.getByRole('heading', { name: 'Your e-mail preferences' }).waitFor()
    await page.getByLabel('Heading').fill('What may we send you?')
    await preview.getByRole('heading', { name: 'What may we send you?' }).waitFor()
    await page.getByRole('textbox', { name: 'Colour' }).fill('blue')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/Six hexadecimal digits/).waitFor()
    await page.getByRole('textbox', { name: 'Colour' }).fill('#7a1f3d')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The page says so from now on.').waitFor()
    expect(world.page).toMatchObject({ heading: 'What may we send you?', colour: '#7a1f3d' })
  })
})

test('whoever may only look sees the doubts, and nothing to press', async () => {
  await inWorld({ ...fullWorld(), permissions: ['see'] }, {}, async (page) => {
    await page.goto('/opt-outs')
    await page.getByRole('button', { name: 'Show them' }).first().click()
    await page.getByRole('cell', { name: 'p3@big.example' }).waitFor()
    await expectCount(page.getByRole('button', { name: /^(A machine|The person)/ }), 0)
    await expectCount(page.getByRole('checkbox'), 0)
  })
})

test.each([
  ['phone', 'light'],
  ['laptop', 'dark'],
] as const)('the two screens on a %s in %s are clean to axe and fit', async (width, scheme) => {
  await inWorld(fullWorld(), { ...PREVIEW, width, scheme }, async (page) => {
    for (const [name, path, ready] of [
      ['doubts', '/opt-outs', '12 at big.example'],
      ['words', '/settings/preference-page', 'Your words'],
    ] as const) {
      await page.goto(path)
      await page.getByRole('heading', { name: ready }).waitFor()
      await settled(page)
      expect((await axeFindings(page)).join('\n'), path).toBe('')
      const over = await widerBy(page)
      expect(over, `${path} overflows`).toBeLessThanOrEqual(0)
      const folder = process.env['SCREENSHOTS']
      if (folder) {
        const path = `${folder}/${name}-${width}-${scheme}.png`
        await page.screenshot({ path, fullPage: true })
      }
    }
  })
})
