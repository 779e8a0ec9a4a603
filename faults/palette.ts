import { tokenPath, type Fault, type MalformedVariant } from '../sandbox/index.ts'
import type { Random } from '../sandbox/random.ts'

/** A fault that lasts for a whole round, and what must be on the screen meanwhile. */
export interface Outage {
  fault: Fault
  /** Some open problem's cause and sentence fit this. */
  shows: RegExp
}

/** A time that passed: longer than any run. */
const FOR_EVER = 100_000

const TRACKING = '/tracking/'
const PLACES = [
  '/v3/',
  TRACKING,
  '/tracking/opens',
  '/tracking/sends',
  '/tracking/optouts',
  '/v3/emails?',
  '/v3/emails/',
  '/stats/email_campaigns/',
  '/v3/contacts?',
  'cursor=',
  '/account/',
]

/** One fault of the vendor's, somewhere, a few times. */
export function palette(random: Random): Fault {
  const common = {
    match: { path: random.pick(PLACES) },
    after: random.pick([0, 0, 1, 3, 9]),
    times: random.pick([1, 1, 2, 5, 12]),
  }
  return random.pick(ANSWERS)(random, common)
}

interface Common {
  match: { path: string }
  after: number
  times: number
}

type Make = (random: Random, common: Common) => Fault

const ANSWERS: Make[] = [
  (random, common) => ({ ...common, ...throttle(String(random.pick([0, 1, 5, 59, 3600]))) }),
  (random, common) => ({ ...common, ...throttle(dateIn(random.int(1, 90))) }),
  (_, common) => ({ ...common, kind: 'throttle' }),
  (_, common) => ({ ...common, times: 1, kind: 'quota' }),
  (_, common) => ({ ...common, kind: 'status', status: 403 }),
  (random, common) => ({
    ...common,
    kind: 'server-error',
    status: random.pick([500, 502, 503, 504] as const),
  }),
  (random, common) => ({ ...common, kind: 'status', status: random.pick([408, 425, 500]) }),
  (_, common) => ({ ...common, times: 1, kind: 'timeout' }),
  (random, common) => ({ ...common, times: 1, kind: 'slow-body', totalMs: random.int(1, 40) }),
  (random, common) => ({ ...common, kind: 'truncated-body', keep: random.next() }),
  (_, common) => ({ ...common, kind: 'reset' }),
  (_, common) => ({ ...common, kind: 'lost-answer' }),
  (_, common) => ({ ...common, kind: 'html200' }),
  (random, common) => ({ ...common, kind: 'status', status: 200, body: random.pick(NO_PAGES) }),
  (_, common) => ({ ...common, kind: 'duplicate-page' }),
  (_, common) => ({ ...common, kind: 'self-next' }),
  (random, common) => ({ ...common, kind: 'duplicate-rows', count: random.int(1, 9) }),
  (random, common) => ({ ...common, ...onCursor(random), kind: 'drifted-rows' }),
  (random, common) => ({ ...common, ...onCursor(random), kind: 'skipped-rows' }),
  (_, common) => ({ ...common, match: { path: TRACKING }, kind: 'reordered-rows' }),
  (random, common) => ({
    ...common,
    match: { path: TRACKING },
    kind: 'late-rows',
    every: random.int(2, 5),
  }),
  (random, common) => ({
    ...common,
    match: { path: TRACKING },
    kind: 'malformed-row',
    variant: random.pick(VARIANTS),
    replace: random.chance(0.5),
  }),
  (_, common) => ({ ...common, kind: 'empty-source' }),
  (_, common) => ({ ...common, times: 1, kind: 'expired-token' }),
  (random, common) => ({
    ...common,
    match: { path: 'cursor=' },
    kind: 'status',
    status: random.pick([400, 404, 410]),
  }),
  (_, common) => ({ ...common, match: { path: tokenPath }, times: 1, kind: 'lost-rotated-answer' }),
  (_, common) => ({ ...common, match: { path: tokenPath }, kind: 'server-error', status: 503 }),
]

const VARIANTS: MalformedVariant[] = [
  'missing-contact-id',
  'impossible-date',
  'unknown-type',
  'unparseable-address',
  'future-date',
  'epoch-date',
  'no-object',
]

/** Answers with a good status that are no page: each is refused whole. */
const NO_PAGES = [
  '',
  'null',
  '[]',
  '{"tracking_activities": NaN}',
  '{"a":1,"a":2}',
  '\ufeff{}',
  `${'['.repeat(200)}${']'.repeat(200)}`,
]

function onCursor(random: Random) {
  return { match: { path: 'cursor=' }, count: random.int(1, 4) }
}

function throttle(retryAfter: string): Fault {
  const body = { error_key: 'throttled', error_message: 'Too fast.' }
  return { kind: 'status', status: 429, body, headers: { 'retry-after': retryAfter } }
}

/** Replaced by a date when the fault is set: what time it is then, no schedule knows. */
export const DATE_MARK = 'date+'

function dateIn(seconds: number): string {
  return DATE_MARK + seconds
}

export function outage(random: Random): Outage {
  const common = { times: FOR_EVER, match: { path: '/v3/' } }
  return random.pick<Outage>([
    { fault: { ...common, kind: 'throttle' }, shows: /slower pace/ },
    { fault: { ...common, kind: 'quota' }, shows: /10,000 requests .* are spent/ },
    { fault: { ...common, kind: 'status', status: 403 }, shows: /too fast/ },
    { fault: { ...common, kind: 'missing-scope' }, shows: /does not permit/ },
    { fault: { ...common, kind: 'server-error', status: 503 }, shows: /not available/ },
    { fault: { ...common, kind: 'server-error', status: 500 }, shows: /a fault of its own/ },
    { fault: { ...common, kind: 'reset' }, shows: /connection .* failed/ },
    { fault: { ...common, kind: 'html200' }, shows: /cannot be read|no JSON|not JSON/ },
  ])
}
