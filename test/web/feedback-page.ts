import { existsSync, readFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import type { Page, Route } from 'playwright-core'
import { withPage, type PageOptions } from './browser.ts'
import { answer } from './feedback-answers.ts'
import type { FeedbackWorld } from './feedback-world.ts'

const DIST = resolve(import.meta.dirname, '../../dist/web')
const ORIGIN = 'http://homing.test'
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/**
 * The built web app in the real browser, its questions answered by a world at a standing moment:
 * what a screen does with each answer can be tried without waiting for it to happen.
 */
export function inWorld<T>(
  world: FeedbackWorld,
  options: PageOptions,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  if (!existsSync(DIST)) throw new Error('The web app is not built: run npm test, which builds it.')
  return withPage({ baseUrl: ORIGIN, ...options }, async (page) => {
    await page.clock.setFixedTime(new Date(world.now))
    await page.route(`${ORIGIN}/**`, (route) => fulfil(route, world))
    return use(page)
  })
}

async function fulfil(route: Route, world: FeedbackWorld): Promise<void> {
  const request = route.request()
  const { pathname, search } = new URL(request.url())
  if (pathname.startsWith('/api/')) {
    const body: unknown = request.postData() === null ? undefined : request.postDataJSON()
    const {
      status,
      type,
      body: text,
    } = answer(world, {
      method: request.method(),
      url: pathname + search,
      body,
    })
    if (world.delayMs > 0) await new Promise((go) => setTimeout(go, world.delayMs))
    return route.fulfill({ status, contentType: type, body: text })
  }
  const file = join(DIST, pathname)
  const isFile = extname(pathname) !== '' && existsSync(file)
  const shown = isFile ? file : join(DIST, 'index.html')
  return route.fulfill({
    contentType: TYPES[extname(shown)] ?? 'text/plain',
    body: readFileSync(shown),
  })
}
