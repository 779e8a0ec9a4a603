import { vendors, type Fault, type FaultMatch, type MalformedVariant } from '../sandbox/index.ts'
import { means } from '../sandbox/faults/script.ts'
import type { Random } from '../sandbox/random.ts'
import type { VendorKind } from '../sandbox/vendor.ts'
import type { Esp, Wire } from './esps/index.ts'

/** A fault that lasts for a whole round, and what must be on the screen meanwhile. */
export interface Outage {
  fault: Fault
  /** Some open problem's cause and sentence fit this. */
  shows: RegExp
}

/** A time that passed: longer than any run. */
const FOR_EVER = 100_000

/** An ESP that is asked over a network. */
export type Asked = Esp & { wire: Wire }

export function isAsked(esp: Esp): esp is Asked {
  return esp.wire !== undefined
}

/** Whether this ESP's sandbox knows what such a fault would be. */
export function knows({ vendor, wire }: Asked, { kind, match }: Fault): boolean {
  const { faults } = vendors[vendor] as VendorKind
  return (
    faults !== undefined
    && means(faults, kind)
    && (match !== TOKENS || wire.tokenPath !== undefined)
  )
}

/** Keys that are shown with each request have none that follow them: refused once, they are gone. */
export function hasLastingKeys({ connector: { keys } }: Esp): boolean {
  return keys !== undefined && keys.open === undefined
}

/** Stands for the address at which tokens are exchanged, which each vendor has elsewhere. */
const TOKENS: FaultMatch = {}

/** One fault of the vendor's, somewhere, a few times. */
export function palette(random: Random, esp: Asked): Fault {
  const common = {
    match: random.pick(esp.wire.places),
    after: random.pick([0, 0, 1, 3, 9]),
    times: random.pick([1, 1, 2, 5, 12]),
  }
  const makes = [...ANSWERS, ...Object.values(esp.wire.own).map(ownOf)]
  const fault = random.pick(makes)(random, common, esp.wire)
  if (!knows(esp, fault)) return palette(random, esp)
  return fault.match === TOKENS ? { ...fault, match: { path: esp.wire.tokenPath! } } : fault
}

function ownOf(fault: Fault): Make {
  return (_, common) => ({ ...common, ...fault })
}

interface Common {
  match: FaultMatch
  after: number
  times: number
}

type Make = (random: Random, common: Common, wire: Wire) => Fault

const ANSWERS: Make[] = [
  (random, common, wire) => ({
    ...common,
    ...wire.throttled(String(random.pick([0, 1, 5, 59, 3600]))),
  }),
  (random, common, wire) => ({ ...common, ...wire.throttled(dateIn(random.int(1, 90))) }),
  (_, common) => ({ ...common, kind: 'throttle' }),
  (_, common) => ({ ...common, times: 1, kind: 'quota' }),
  (_, common) => ({ ...common, kind: 'status', status: 403 }),
  (random, common) => ({
    ...common,
    kind: 'server-error',
    status: random.pick([500, 502, 503, 504] as const),
    applied: random.chance(0.5),
  }),
  (random, common) => ({ ...common, kind: 'status', status: random.pick([408, 425, 500]) }),
  (_, common) => ({ ...common, times: 1, kind: 'timeout' }),
  (random, common) => ({ ...common, times: 1, kind: 'slow-body', totalMs: random.int(1, 40) }),
  (random, common) => ({ ...common, kind: 'truncated-body', keep: random.next() }),
  (_, common) => ({ ...common, kind: 'reset' }),
  (_, common) => ({ ...common, kind: 'lost-answer' }),
  (_, common) => ({ ...common, kind: 'html200' }),
  (random, common, { noPages }) => ({
    ...common,
    kind: 'status',
    status: 200,
    body: random.pick(Object.values(noPages)),
  }),
  (_, common) => ({ ...common, kind: 'duplicate-page' }),
  (_, common) => ({ ...common, kind: 'self-next' }),
  (random, common) => ({ ...common, kind: 'duplicate-rows', count: random.int(1, 9) }),
  (random, common, wire) => ({ ...common, ...later(random, wire), kind: 'drifted-rows' }),
  (random, common, wire) => ({ ...common, ...later(random, wire), kind: 'skipped-rows' }),
  (_, common, { rows }) => ({ ...common, match: rows, kind: 'reordered-rows' }),
  (random, common, { rows }) => ({
    ...common,
    match: rows,
    kind: 'late-rows',
    every: random.int(2, 5),
  }),
  (random, common, { rows }) => ({
    ...common,
    match: rows,
    kind: 'malformed-row',
    variant: random.pick(VARIANTS),
    replace: random.chance(0.5),
  }),
  (_, common) => ({ ...common, kind: 'empty-source' }),
  (_, common) => ({ ...common, times: 1, kind: 'expired-token' }),
  (random, common, { further }) => ({
    ...common,
    match: further,
    kind: 'status',
    status: random.pick([400, 404, 410]),
  }),
  (_, common) => ({ ...common, match: TOKENS, times: 1, kind: 'lost-rotated-answer' }),
  (_, common) => ({ ...common, match: TOKENS, kind: 'server-error', status: 503 }),
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

function later(random: Random, { further }: Wire) {
  return { match: further, count: random.int(1, 4) }
}

/** Replaced by a date when the fault is set: what time it is then, no schedule knows. */
const DATE_MARK = 'date+'

function dateIn(seconds: number): string {
  return DATE_MARK + seconds
}

/** The fault as it is set at that moment. */
export function dated(fault: Fault, now: number): Fault {
  if (fault.kind !== 'status') return fault
  const said = fault.headers?.['retry-after']
  if (!said?.startsWith(DATE_MARK)) return fault
  const at = new Date(now + Number(said.slice(DATE_MARK.length)) * 1000)
  return { ...fault, headers: { 'retry-after': at.toUTCString() } }
}

export function outage(random: Random, { wire }: Asked): Outage {
  const { fault, shows } = random.pick(Object.values(wire.outages))
  return { fault: { ...fault, times: FOR_EVER }, shows }
}
