import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../src/connectors/index.ts'
import { axeFindings, closeBrowser, settled, withPage, type PageOptions } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
/** Where every text is German, the server's own words among them. */
const SCREENS = [
  '/',
  '/settings/account',
  '/settings/notifications',
  '/settings/bounces',
  '/settings/click-rules',
  '/settings/own-fields',
  '/settings/field-access',
  '/settings/users',
  '/settings/keys',
  '/settings/webhooks',
  '/settings/audit',
  '/settings/preference-page',
  '/nowhere-at-all',
  '/campaigns',
  '/campaigns/new',
  '/people',
  '/people/duplicates',
  '/lists',
  '/lists/new',
  '/topics',
  '/views',
  '/views/new',
  '/views/sent',
  '/figures',
  '/dashboards',
  '/imports',
  '/connections',
  '/problems',
  '/alarms',
  '/opt-outs',
  '/pushes',
  '/pushes/new',
  '/receipts',
  '/reconciliation',
]
/** Words that every English sentence has one of, and that are no German ones. */
const ENGLISH = /\b(the|and|of|with|is|are|this|that|not|your|you)\b/i
/** For looking at the screens with one's own eyes: a folder for their pictures. */
const PICTURES = process.env['GERMAN_PICTURES']

let homing: RunningHoming
/** Where a source looks for files. */
let folder = ''
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homing-dateien-'))
  homing = await startHoming({ FILE_FOLDERS: folder })
}, 90_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await rm(folder, { recursive: true, force: true })
})

function german<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ baseUrl: homing.url, locale: 'de-AT', ...options }, async (page) => {
    await page.context().addCookies(session)
    return use(page)
  })
}

/** The lines of the page in which English is left. */
async function englishOn(page: Page): Promise<string[]> {
  await settled(page)
  const text = await page.locator('body').innerText()
  return text.split('\n').filter((line) => ENGLISH.test(line))
}

test('a browser that asks for German sets the firm up in German, refusals too', async () => {
  await german({}, async (page) => {
    await page.goto('/')
    await page.getByLabel('Firma').fill('Kanzlei Lindqvist')
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    expect(await englishOn(page)).toEqual([])
    await page.getByLabel('Ihr Name').fill('Jo Primary')
    await page.getByLabel('E-Mail-Adresse').fill('jo@firm.example')
    await page.getByLabel(/^Passwort( \*)?$/).fill('kurz')
    await page.getByRole('button', { name: 'Firma anlegen' }).click()
    await page.getByText('Mindestens 12 Zeichen; das sind 4.').waitFor()
    await page.getByLabel(/^Passwort( \*)?$/).fill(PASSWORD)
    await page.getByRole('button', { name: 'Firma anlegen' }).click()
    await page.getByRole('navigation', { name: 'Hauptnavigation' }).waitFor()
    session = await page.context().cookies()
  })
  const signedIn = session
  session = []
  await german({}, async (page) => {
    await page.goto('/sign-in')
    await page.getByLabel('E-Mail-Adresse').fill('jo@firm.example')
    await page.getByLabel(/^Passwort( \*)?$/).fill('falsch geraten')
    await page.keyboard.press('Enter')
    await page.getByText('E-Mail-Adresse oder Passwort ist falsch.').waitFor()
    expect(await englishOn(page)).toEqual([])
  })
  session = signedIn
})

test('the language chosen goes with the account, whatever the browser asks for', async () => {
  await german({}, async (page) => {
    await page.goto('/settings/account')
    const choice = page.getByRole('combobox', { name: 'Sprache der Bildschirme' })
    await choice.click()
    await page.getByRole('option', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })
  await german({}, async (page) => {
    await page.goto('/settings/account')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.getByRole('combobox', { name: 'Language of the screens' }).click()
    await page.getByRole('option', { name: 'As the browser says' }).click()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
  })
})

test('adding a connection is German, with the form and the limits of every service opened', async () => {
  await german({}, async (page) => {
    for (const { id } of connectors.filter(({ system }) => system !== 'crm')) {
      await page.goto(`/connections/new?connector=${id}`)
      await page.getByRole('button', { name: /verbinden$/ }).waitFor()
      const folded = page.getByRole('main').locator('button[aria-expanded="false"]')
      while ((await folded.count()) > 0) await folded.first().click()
      expect({ id, english: await englishOn(page) }).toEqual({ id, english: [] })
    }
  })
}, 120_000)

test.each(['phone', 'laptop', 'wide'] as const)(
  'on a %s every screen is German, clean to axe and no wider than the page',
  async (width) => {
    await german({ width }, async (page) => {
      for (const screen of SCREENS) {
        await page.goto(screen)
        await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
        await page.getByRole('banner').getByText('Kanzlei Lindqvist').waitFor()
        expect({ screen, english: await englishOn(page) }).toEqual({ screen, english: [] })
        expect({ screen, axe: await axeFindings(page) }).toEqual({ screen, axe: [] })
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect({ screen, wider }).toEqual({ screen, wider: 0 })
        if (PICTURES !== undefined) {
          mkdirSync(PICTURES, { recursive: true })
          const name = screen.replaceAll('/', '-').slice(1) || 'home'
          await page.screenshot({ path: `${PICTURES}/${width}-${name}.png`, fullPage: true })
        }
      }
    })
  },
  180_000,
)

test.each(['salesforce', 'database'])('the form of a CRM is German: %s', async (connector) => {
  await german({}, async (page) => {
    await page.goto(`/connections/new?connector=${connector}`)
    const form = page.locator('form')
    await form.waitFor()
    await settled(page)
    const lines = (await form.innerText()).split('\n')
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.filter((line) => ENGLISH.test(line))).toEqual([])
  })
})

test('what a source of files says among the problems is German', async () => {
  await german({}, async (page) => {
    const headers = { origin: homing.url }
    for (const [path, data] of [
      ['/api/connections', { connector: 'file', name: 'Dateien', settings: {} }],
      ['/api/connections/1/file-sources', { kind: 'folder', path: folder }],
      ['/api/file-sources/1/look', {}],
    ] as const) {
      const sent = await page.request.post(path, { data, headers })
      expect(sent.ok(), await sent.text()).toBe(true)
    }
    // It is looked at in its own time; the page shows what was there when it was opened.
    await expect
      .poll(async () => (await page.request.get('/api/problems')).text(), { timeout: 30_000 })
      .toContain('Files cannot be fetched')
    await page.goto('/problems')
    await page.getByText('Dateien lassen sich nicht holen').first().waitFor()
    expect(await englishOn(page)).toEqual([])
  })
})
