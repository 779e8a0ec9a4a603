import { Hono } from 'hono'
import { z } from 'zod'
import type { FaultFace } from '../faults/face.ts'
import type { FaultKind } from '../faults/fault.ts'
import type { Ground, VendorKind } from '../vendor.ts'
import { callsBetween } from './calls.ts'
import { logLine } from './line.ts'
import { createTransmitLog, troubles, type TransmitLog } from './log.ts'
import { faxNumberOf } from './numbers.ts'

/** There is no API, so that nothing can go wrong with its answers; the log has its own buttons. */
const lacks: readonly FaultKind[] = [
  ...(['throttle', 'quota', 'missing-scope', 'expired-token', 'html200', 'server-error'] as const),
  ...(['status', 'timeout', 'slow-body', 'truncated-body', 'reset', 'lost-answer'] as const),
  ...(['repeated-request', 'duplicate-rows', 'duplicate-page', 'self-next'] as const),
  ...(['reordered-rows', 'drifted-rows', 'skipped-rows', 'late-rows', 'malformed-row'] as const),
  ...(['empty-source', 'skewed-totals', 'hidden-activity', 'revoke-refresh-token'] as const),
  ...(['lost-rotated-answer', 'lost-webhook', 'repeated-webhook'] as const),
]

const noFaults: FaultFace = {
  api: '/',
  answers: { 'expired-token': { status: 404, body: '' }, 'server-error': () => '' },
  pages: {
    rows: [],
    first: () => true,
    endless: () => undefined,
    last: () => undefined,
    mangle: (line) => line,
    skew: (line) => line,
  },
  lacks,
}

/** HylaFAX: a fax server that writes a log of its calls, and answers nobody. */
export const hylafax = {
  title: 'HylaFAX',
  paths: { api: '' },
  faults: noFaults,
  faxNumberOf,
  world: {},
  run({ world, clock }: Ground) {
    const zone = world.definition.account.timeZone
    const log = createTransmitLog()
    let written = -Infinity
    let calls = 0
    const write = async () => {
      const now = clock.now()
      const due = callsBetween(world, written, now)
      written = now
      log.write(due.map((call) => logLine(call, placeOf(++calls), zone)))
      return due.length
    }
    return {
      fetch: () => new Response('This server answers no requests.', { status: 404 }),
      enforceLimits: () => undefined,
      control: buttons(log),
      deliver: write,
      settings: { log: log.path, zone, country: '1', trunk: '1', abroad: '011' },
      close: log.remove,
    }
  },
} satisfies VendorKind

const troubleInput = z.strictObject({ kind: z.enum(troubles) })

function buttons(log: TransmitLog): Hono {
  const app = new Hono()
  app.post('/log/rotate', (c) => {
    log.rotate()
    return c.body(null, 204)
  })
  app.post('/log/trouble', async (c) => {
    const input = troubleInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    log.trouble(input.data.kind)
    return c.body(null, 204)
  })
  return app
}

/** Jobs are numbered up to 32,000 and then anew. */
function placeOf(call: number) {
  return { communication: call, job: ((call - 1) % 32_000) + 1 }
}
