import { Hono } from 'hono'
import { z } from 'zod'
import { readBody } from './body.ts'
import { notFound, refused } from './errors.ts'
import { sendAt, statusOf, type Mailing } from './mailing-book.ts'
import { asked } from './mailings.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** A mailing that waits can be canceled, paused and let go again; any can be archived. */
export function mailingControlRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.put('/mailings/:id{\\d+}', (c) => changed(c, vendor))
  app.delete('/mailings/cancel/:id{\\d+}', (c) => {
    const mailing = asked(c, vendor)
    return mailing === undefined ? notFound(c, 'mailing') : answered(c, vendor, mailing, 'canceled')
  })
  app.delete('/mailings/:id{\\d+}', (c) => {
    const mailing = asked(c, vendor)
    if (mailing === undefined) return notFound(c, 'mailing')
    mailing.archivedAt ??= c.get('now')
    return c.json(true)
  })
  return app
}

const orders = z.enum(['canceled', 'paused', 'ready'])
type Order = z.infer<typeof orders>

async function changed(c: Ctx, vendor: Vendor) {
  const mailing = asked(c, vendor)
  if (mailing === undefined) return notFound(c, 'mailing')
  const body = await readBody(c, z.object({ status: orders }))
  if (body instanceof Response) return body
  return answered(c, vendor, mailing, body.status)
}

function answered(c: Ctx, vendor: Vendor, mailing: Mailing, order: Order) {
  const status = statusOf(vendor.world, mailing, c.get('now'))
  if (order === 'ready' ? status !== 'a' : status !== 'p' && status !== 'a') {
    return refused(c, `A mailing in the state ${status} cannot be ${order}`)
  }
  if (order === 'paused' && sendAt(mailing) === undefined) {
    return refused(c, 'A mailing that is not scheduled cannot be paused')
  }
  act[order](vendor, mailing, c.get('now'))
  return c.json(true)
}

const act: Record<Order, (vendor: Vendor, mailing: Mailing, now: number) => void> = {
  canceled: ({ world }, mailing, now) => {
    world.unschedule(mailing.activity, now)
    delete mailing.pausedFor
    mailing.canceledAt = now
  },
  paused: ({ world }, mailing, now) => {
    const at = sendAt(mailing)
    if (at === undefined) return
    mailing.pausedFor = at
    mailing.audience = mailing.activity.runs[0]?.only
    world.unschedule(mailing.activity, now)
  },
  ready: ({ world, standings }, mailing, now) => {
    const at = Math.max(mailing.pausedFor ?? now, now)
    delete mailing.pausedFor
    const only = mailing.audience
    const audience = { refuses: standings.refuses, ...(only !== undefined && { only }) }
    world.schedule(mailing.campaign, at, now, audience)
  },
}
