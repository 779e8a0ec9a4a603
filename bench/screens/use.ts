import { chromium as playwright, type Browser, type Page } from 'playwright-core'
import { chromium } from './chromium.ts'
import { DEEDS, type Deed } from './deeds.ts'

/** One thing that is done on a screen, several times. */
export interface Used {
  what: string
  /** From the key or click to the frame that answers it; the longest of all times. */
  answersMs: number
  /** From it to everything that was asked for being on the screen: the middle, and the longest. */
  shownMs: number
  shownMostMs: number
}

export interface User {
  email: string
  password: string
}

const TIMES = 7
const STEP_MAX_MS = 60_000
/** No frame is as short; the browser rounds to 8 ms and tells of nothing shorter than 16. */
const FRAME_MS = 16

/** Does everything a reader does, as the one signed in, in a browser of laptop width. */
export async function useScreens(baseURL: string, user: User): Promise<Used[]> {
  const browser = await launch()
  try {
    const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 900 } })
    context.setDefaultTimeout(STEP_MAX_MS)
    await context.addInitScript(watch)
    const page = await context.newPage()
    await signIn(page, user)
    const used: Used[] = []
    for (const deed of DEEDS) used.push(await measure(page, deed))
    return used
  } finally {
    await browser.close()
  }
}

async function launch(): Promise<Browser> {
  const { executablePath, env } = await chromium()
  return playwright.launch({
    executablePath,
    env: { ...(process.env as Record<string, string>), ...env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}

async function signIn(page: Page, { email, password }: User): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.locator('input[autocomplete=current-password]').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/')
}

async function measure(page: Page, deed: Deed): Promise<Used> {
  const answers: number[] = []
  const shown: number[] = []
  for (let time = 0; time <= TIMES; time++) {
    await page.goto(deed.from(time))
    await shownAll(page)
    await page.evaluate(() => window.bench.begin())
    await deed.do(page, time)
    const { answeredMs, shownMs } = await shownAll(page, deed.leadsTo)
    // The first warms up.
    if (time === 0) continue
    answers.push(Math.max(answeredMs, FRAME_MS))
    shown.push(shownMs)
  }
  shown.sort((a, b) => a - b)
  const figures = { shownMs: shown[TIMES >> 1]!, shownMostMs: shown.at(-1)! }
  process.stderr.write(`  ${deed.what}: ${Math.round(figures.shownMs)} ms\n`)
  return { what: deed.what, answersMs: Math.max(...answers), ...figures }
}

/** Waits until all is there. */
function shownAll(page: Page, leadsTo?: RegExp) {
  return page.evaluate((address) => window.bench.shown(address), leadsTo?.source ?? '')
}

declare global {
  interface Window {
    bench: {
      begin(): void
      shown(address: string): Promise<{ answeredMs: number; shownMs: number }>
    }
  }
}

/** In the page: what is asked for and not answered, and how long keys and clicks waited. */
function watch(): void {
  /** Frames in a row that ask for nothing and are not loading. */
  const quietFrames = 4
  let asking = 0
  let longest = 0
  let began = 0
  let drawn = 0
  const { fetch } = window
  window.fetch = async (...given) => {
    asking += 1
    try {
      return await fetch(...given)
    } finally {
      asking -= 1
    }
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.startTime >= began) longest = Math.max(longest, entry.duration)
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
  const begins = (event: Event) => {
    began = event.timeStamp
  }
  window.bench = {
    begin() {
      longest = 0
      began = performance.now()
      // The last key or click of a deed is the one that leads there.
      for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, begins, true)
    },
    async shown(address) {
      const nextFrame = () => new Promise(requestAnimationFrame)
      for (let quiet = 0; quiet < quietFrames;) {
        await nextFrame()
        const isLoading = asking > 0 || document.querySelector('[aria-busy="true"]') !== null
        const isThere = new RegExp(address).test(location.href)
        quiet = isThere && !isLoading ? quiet + 1 : 0
        if (quiet === 1) drawn = performance.now()
      }
      return { answeredMs: longest, shownMs: drawn - began }
    },
  }
}
