import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  chromium as playwright,
  type Browser,
  type Locator,
  type Page,
  type Request,
} from 'playwright-core'
import { expect } from 'vitest'
import { chromium } from '../../bench/screens/chromium.ts'

/** Long enough for a machine that does three other things. */
const STEP_MAX_MS = 30_000
/** A screen is there once it has looked so this often in a row. */
const QUIET_LOOKS = 3

/** The three widths every screen is looked at. */
export const WIDTHS = { phone: 390, laptop: 1280, wide: 1800 } as const

export interface PageOptions {
  /** Where Homing is: pages are then opened by path. */
  baseUrl?: string
  width?: keyof typeof WIDTHS
  scheme?: 'light' | 'dark'
  timeZone?: string
  /** What the browser asks for. */
  locale?: string
  /** False: as where scripts are switched off. */
  hasScripts?: boolean
  /** Faults of the page fail the test unless it expects them. */
  allowsFaults?: boolean
}

let browser: Promise<Browser> | undefined
/** What each page has asked for and not been answered. */
const underWay = new WeakMap<Page, Set<Request>>()

/**
 * Gives a fresh page (own cookies, own storage) to a test and takes it away again. Anything the
 * page threw, or wrote to the console as an error, fails the test that caused it.
 */
export async function withPage<T>(
  options: PageOptions,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  browser ??= launch()
  const { width = 'laptop', scheme = 'light', timeZone = 'Europe/London' } = options
  const context = await (
    await browser
  ).newContext({
    baseURL: options.baseUrl,
    viewport: { width: WIDTHS[width], height: width === 'phone' ? 844 : 900 },
    hasTouch: width === 'phone',
    isMobile: width === 'phone',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    javaScriptEnabled: options.hasScripts ?? true,
    locale: options.locale ?? 'en-GB',
    timezoneId: timeZone,
  })
  context.setDefaultTimeout(STEP_MAX_MS)
  try {
    const page = await context.newPage()
    const faults = collectFaults(page)
    watchRequests(page)
    const answer = await use(page)
    if (!options.allowsFaults && faults.length > 0) {
      throw new Error(`The page had faults:\n${faults.join('\n')}`)
    }
    return answer
  } finally {
    await context.close()
  }
}

/**
 * Resolves when the screen is all there: no request is under way, no part says that it is loading,
 * and what has come is drawn. Half a second of silence, as networkidle waits, is no part of it.
 */
export async function settled(page: Page): Promise<void> {
  const until = Date.now() + STEP_MAX_MS
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const isQuiet = (await isDrawn(page)) && underWay.get(page)!.size === 0
    quiet = isQuiet ? quiet + 1 : 0
    if (Date.now() > until) throw new Error(`${page.url()} is still loading.`)
  }
}

/**
 * By how many pixels the page is wider than the screen it was opened on. The window's own width
 * tells nothing: on a phone it grows with the page.
 */
export async function widerBy(page: Page): Promise<number> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  return wide - page.viewportSize()!.width
}

/**
 * Resolves once so many are there. That there are none is asked of a page that is all there: one
 * that has only begun shows nothing either. Throws with the locator and the last count.
 */
export async function expectCount(locator: Locator, count: number): Promise<void> {
  if (count === 0) await settled(locator.page())
  await expect.poll(() => locator.count(), { message: String(locator) }).toBe(count)
}

/** After two frames, in which the page does whatever the answers gave it to do. */
function isDrawn(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((tell) => {
        const look = () => tell(document.querySelector('[aria-busy="true"]') === null)
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(look)))
      }),
  )
}

function watchRequests(page: Page): void {
  const open = new Set<Request>()
  underWay.set(page, open)
  page.on('request', (request) => open.add(request))
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
}

/** Where other files of this process go on with the browser: then it ends with the process. */
const STAYS = process.env['BROWSER_STAYS'] !== undefined

/** Ends the browser unless it stays; for afterAll of each file that used a page. */
export async function closeBrowser(): Promise<void> {
  if (STAYS) return
  const running = await browser
  browser = undefined
  await running?.close()
}

/**
 * Looks at the page in both schemes. It is not loaded for the second, which costs more than to look:
 * the app follows the system, as it does at dusk.
 */
export async function inBothSchemes(
  page: Page,
  look: (scheme: 'light' | 'dark') => Promise<void>,
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    await look(colorScheme)
  }
}

/**
 * What axe finds on the page once it is all there, one line a finding: rule, place, what to do.
 * Empty is what every screen must answer.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  await settled(page)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: typeof import('axe-core') }).axe
    return (await axe.run(document, { resultTypes: ['violations'] })).violations
  })
  return violations.flatMap(({ id, help, nodes }) =>
    nodes
      // A list that drops down is drawn at the end of the page, outside every landmark, and is
      // reached through its field, which is inside one.
      .filter((node) => !(id === 'region' && node.html.includes('data-portal')))
      .map((node) => `${id}: ${help} at ${node.target.join(' ')}\n  ${node.html}`),
  )
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Its own arguments: the package's defaults would switch web security off. */
async function launch(): Promise<Browser> {
  const { executablePath, env } = await chromium()
  // With an exit the browser is killed and its folder removed; a signal alone would leave the folder.
  if (STAYS) process.once('SIGTERM', () => process.exit())
  return playwright.launch({
    handleSIGTERM: !STAYS,
    executablePath,
    env: { ...(process.env as Record<string, string>), ...env },
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
    ],
  })
}

/** A refused request is an answer the page deals with, not a fault of the page. */
function collectFaults(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    if (message.text().startsWith('Failed to load resource')) return
    // axe asks every frame, and the mail's runs nothing.
    if (message.text().startsWith("Blocked script execution in 'about:srcdoc'")) return
    faults.push(message.text())
  })
  return faults
}
