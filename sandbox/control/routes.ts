import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { means } from '../faults/script.ts'
import type { Sandbox } from '../sandbox.ts'
import type { VendorKind } from '../vendor.ts'
import { isoTime } from '../world/time.ts'
import type { Truth } from '../world/truth.ts'
import { faultInput } from './fault-input.ts'
import { lookRoutes } from './looks.ts'

const clockInput = z.union([
  z.strictObject({ advanceMs: z.number().nonnegative() }),
  z.strictObject({ runUntilQuiet: z.literal(true) }),
  z.strictObject({ speed: z.number().nonnegative() }),
])

const leaveInput = z.strictObject({ reason: z.string().max(255).optional() })
const limitsInput = z.strictObject({ enforced: z.boolean() })
const endInput = z.strictObject({ state: z.enum(['cancelled', 'failed', 'timed_out']) })

type Controlled = Omit<Sandbox, 'url' | 'port' | 'close'> & {
  kind: VendorKind & Required<Pick<VendorKind, 'faults'>>
  /** The buttons that only this vendor has. */
  buttons?: Hono
}

/** The sandbox's own buttons, for demos and for tests in another process. */
export function controlRoutes(sandbox: Controlled): Hono {
  const app = new Hono().basePath('/_sandbox')
  app.get('/status', (c) => c.json(statusOf(sandbox)))
  app.post('/clock', async (c) => {
    const input = clockInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    if ('advanceMs' in input.data) sandbox.clock.advance(input.data.advanceMs)
    else if ('speed' in input.data) sandbox.clock.setSpeed(input.data.speed)
    else sandbox.clock.runUntilQuiet()
    return c.json(statusOf(sandbox))
  })
  app.get('/faults', (c) => c.json(sandbox.faults.pending()))
  app.post('/faults', async (c) => {
    const input = faultInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    if (!means(sandbox.kind.faults, input.data.kind)) {
      const error = `There is no ${input.data.kind} at ${sandbox.kind.title}.`
      return c.json({ error }, 400)
    }
    return c.json({ id: sandbox.faults.add(input.data) }, 201)
  })
  app.delete('/faults', (c) => {
    sandbox.faults.clear()
    return c.body(null, 204)
  })
  app.post('/limits', async (c) => {
    const input = limitsInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    sandbox.enforceLimits(input.data.enforced)
    return c.body(null, 204)
  })
  app.post('/contacts/:id/confirm', (c) => {
    return done(c, sandbox.recipients.confirm(c.req.param('id')))
  })
  app.post('/contacts/:id/opt-out', async (c) => {
    const input = leaveInput.safeParse(await c.req.json().catch(() => ({})))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    return done(c, sandbox.recipients.optOut(c.req.param('id'), input.data.reason))
  })
  app.post('/activities/:id', async (c) => {
    const input = endInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    return done(c, sandbox.breakOff(c.req.param('id'), input.data.state))
  })
  app.route('/', lookRoutes(sandbox))
  if (sandbox.buttons !== undefined) app.route('/', sandbox.buttons)
  return app
}

function done(c: Context, success: boolean) {
  return success ? c.body(null, 204) : c.json({ error: 'There is nothing of that kind.' }, 404)
}

function statusOf({ clock, faults, kind, requests, truth, world }: Controlled) {
  const { campaigns } = truth()
  return {
    esp: kind.title,
    world: world.definition.name,
    now: isoTime(clock.now()),
    speed: clock.speed(),
    quiet: clock.quiet(),
    quietAt: isoTime(world.quietAt()),
    people: world.definition.people.length,
    contacts: world.contactsAt(clock.now()).length,
    requests: requests.length,
    faults: faults.pending(),
    sent: sentOf(campaigns, kind.resendsApart === true),
    campaigns: campaigns.map(({ campaignId, name, totals }) => ({ campaignId, name, totals })),
  }
}

/** How many campaigns the vendor itself would say have gone out. */
function sentOf(campaigns: Truth['campaigns'], resendsApart: boolean): number {
  const sendings = campaigns.map(({ activities }) => {
    return activities.filter((one) => one.sentAt !== undefined).length
  })
  return sendings.reduce((sum, times) => sum + (resendsApart ? times : Math.min(times, 1)), 0)
}
