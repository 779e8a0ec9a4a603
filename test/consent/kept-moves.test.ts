import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { KEEP, play, say1, type Step } from './kept-steps.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

/** What chance meets seldom, each with what it must not get wrong. */
const EXAMPLES: Record<string, Step[]> = {
  'consent ends by time': [
    say1({ optedIn: true, expiresAt: 5000, about: 'a1' }, { optedIn: true, about: 'p2' }),
    ...[KEEP, { do: 'wait', now: 6_000 } as const, { do: 'wait', now: 4_000 } as const],
  ],
  'what was said of whoever was merged still holds when something else moves': [
    say1({ about: 'p2' }),
    ...[1, 2].map((address): Step => ({ do: 'end', person: 1, address })),
    { do: 'merge', person: 1 },
    ...[KEEP, say1({ about: 'a1', scope: 'address' }), { do: 'part', person: 1 } as const],
  ],
  'what somebody left is told of an address they use from now on, and no longer': [
    say1({ about: 'a1', scope: 'topic' }),
    ...[KEEP, { do: 'use', person: 0, address: 2 } as const, KEEP],
    { do: 'end', person: 0, address: 2 },
    ...[KEEP, { do: 'unlink', person: 0, address: 0 } as const],
  ],
  'an opt-out at one address is at their others': [KEEP, say1({ about: 'a2' }, { about: 'a3' })],
  'of whoever is merged nothing holds any more': [
    say1({ about: 'p2' }),
    ...[KEEP, { do: 'merge', person: 1 } as const, KEEP, { do: 'part', person: 1 } as const],
  ],
  'what is lifted is lifted': [
    say1({ about: 'p1' }),
    ...[KEEP, say1({ about: 'p1', optedIn: true, isExplicit: true, occurredAt: 2000 })],
  ],
  'a group gets a meaning': [
    say1({ about: 'a3', scope: 'topic', topic: 'g3' }),
    ...[KEEP, { do: 'map', group: 'g3', topic: 1 } as const, KEEP],
    { do: 'retire', group: 'g3', topic: 1 },
    ...[say1({ about: 'a1', scope: 'topic', topic: 'g3' }), KEEP],
  ],
  'an address turns out to be a fax number': [
    say1({ about: 'a2' }),
    ...[KEEP, { do: 'fax', address: 1 } as const, KEEP, { do: 'mail', address: 1 } as const],
  ],
  'what was said is forgotten': [say1({ about: 'p1' }), KEEP, { do: 'forget' }],
  'a topic is written about no more': [KEEP, { do: 'archive', topic: 0 }, KEEP, say1({})],
}

test.each(Object.entries(EXAMPLES))('%s', async (_, steps) => {
  expect(await play(at.database, steps)).toBeGreaterThan(0)
})
