import { Hono } from 'hono'
import { z } from 'zod'
import type { Ground, VendorKind } from '../vendor.ts'
import { callsBetween } from './calls.ts'
import { logLine } from './line.ts'
import { createTransmitLog, troubles, type TransmitLog } from './log.ts'
import { faxNumberOf } from '../world/fax-numbers.ts'

/** HylaFAX: a fax server that writes a log of its calls, and answers nobody. */
export const hylafax = {
  title: 'HylaFAX',
  faxNumberOf,
  world: {},
  run({ world, clock }: Ground) {
    const zone = world.definition.account.timeZone
    const log = createTransmitLog()
    let written = -Infinity
    let calls = 0
    const write = async () => {
      const now = clock.now()
      // Asked again at the same moment, nothing has happened: a half line is half still.
      if (now === written) return 0
      const due = callsBetween(world, written, now)
      written = now
      log.write(due.map((call) => logLine(call, placeOf(++calls), zone)))
      return due.length
    }
    return {
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
