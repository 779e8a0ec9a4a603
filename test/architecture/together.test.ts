import { expect, test } from 'vitest'
import { testsTogether } from '../together.ts'
import { sourcesUnder } from './sources.ts'

/** What opens a browser or a process for a test. */
const HEAVY = ['test/web/browser.ts', 'test/web/homing.ts']

test('tests that share a process open no browser and no other process', () => {
  const sources = new Map(sourcesUnder('test', 'faults').map((source) => [source.path, source]))
  const reached = (path: string, seen = new Set<string>()): Set<string> => {
    seen.add(path)
    for (const { target } of sources.get(path)?.imports ?? []) {
      if (target !== null && !seen.has(target)) reached(target, seen)
    }
    return seen
  }
  const { plain, browsing } = testsTogether()
  const wrong = plain.filter((path) => HEAVY.some((heavy) => reached(path).has(heavy)))
  expect(wrong).toEqual([])
  expect(plain).toContain('test/webhooks/sign.test.ts')
  expect(plain).toContain('test/consent/identity.property.test.ts')
  expect(plain).not.toContain('test/web/lists.test.ts')
  expect(browsing).toContain('test/web/lists.test.ts')
  expect(browsing.filter((path) => plain.includes(path))).toEqual([])
  // What speaks, or plays deaths, has a process of its own.
  const shared = [...plain, ...browsing]
  expect(shared).not.toContain('test/web/languages.test.ts')
  expect(shared).not.toContain('test/journeys/kill-during-sync.test.ts')
})
