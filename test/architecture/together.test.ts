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
  const together = testsTogether()
  const wrong = together.filter((path) => HEAVY.some((heavy) => reached(path).has(heavy)))
  expect(wrong).toEqual([])
  expect(together).toContain('test/outbox/sign.test.ts')
  expect(together).toContain('test/consent/identity.property.test.ts')
  expect(together).not.toContain('test/web/lists.test.ts')
})
