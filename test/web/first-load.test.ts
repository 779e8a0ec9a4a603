import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'

const WEB = resolve(import.meta.dirname, '../../dist/web')
const FIRST_LOAD_BYTES_MAX = 250_000

describe('the built web app', () => {
  beforeAll(() => {
    if (!existsSync(join(WEB, 'index.html'))) {
      throw new Error('The web app is not built: run npm test, which builds it.')
    }
  })

  test(`loads at first less than ${FIRST_LOAD_BYTES_MAX / 1000} kB, compressed`, () => {
    const page = readFileSync(join(WEB, 'index.html'), 'utf8')
    const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!)
    expect(files.length).toBeGreaterThanOrEqual(2)
    const sizes = files.map((file) => gzipSync(readFileSync(join(WEB, file))).length)
    const total = sizes.reduce((sum, size) => sum + size, gzipSync(page).length)
    expect(total).toBeLessThan(FIRST_LOAD_BYTES_MAX)
  })

  test('knows the routes and brings no schema library', () => {
    const scripts = readdirSync(join(WEB, 'assets')).filter((name) => name.endsWith('.js'))
    const text = scripts.map((name) => readFileSync(join(WEB, 'assets', name), 'utf8')).join('\n')
    expect(text).toContain('/api/people/{personId}')
    expect(text).not.toMatch(/ZodError|\$ZodType/)
  })
})
