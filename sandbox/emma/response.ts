import { Hono } from 'hono'
import { totalsOf } from '../world/truth.ts'
import { notFound } from './errors.ts'
import { sendAt, statusOf, type Mailing } from './mailing-book.ts'
import { asked } from './mailings.ts'
import { outcomesOf } from './outcomes.ts'
import { page } from './paging.ts'
import type { Env, Vendor } from './vendor.ts'

/** The figures of the account's months, and those of one mailing. */
export function responseRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/response', (c) => {
    return page(c, months(vendor, c.get('now')), (one) => ({
      account_id: Number(vendor.keys.accountId),
      ...one,
    }))
  })
  app.get('/response/:id{\\d+}', (c) => {
    const mailing = asked(c, vendor)
    if (mailing === undefined) return notFound(c, 'mailing')
    const { in_progress, recipient_count, ...figures } = figuresOf(vendor, mailing, c.get('now'))
    return c.json({ name: mailing.campaign.name, ...figures, in_progress, recipient_count })
  })
  return app
}

/** Opens and clicks count as often as they happen; a bounce counts once for each member. */
function figuresOf({ world }: Vendor, mailing: Mailing, now: number) {
  const totals = totalsOf(world, [mailing.activity.activityId], now)
  const { recipients, sends, known, waiting } = outcomesOf(world, mailing, now)
  const delivered = known.filter((one) => one.type === 'delivered').length
  return {
    sent: sends.length,
    delivered,
    bounced: known.length - delivered,
    in_progress: waiting.length,
    opened: totals.opens,
    clicked: totals.clicks,
    clicked_unique: totals.uniqueClicks,
    forwarded: totals.forwards,
    ...neverHappens,
    opted_out: totals.optouts,
    recipient_count: recipients,
  }
}

/** Nobody in this world shares a mailing, or signs up through one. */
const neverHappens = {
  shared: 0,
  share_clicked: 0,
  webview_shared: 0,
  webview_share_clicked: 0,
  signed_up: 0,
}

/** A month has the figures of the mailings that began in it (UTC); newest first. */
function months(vendor: Vendor, now: number) {
  const found = new Map<string, Record<string, number>>()
  for (const mailing of vendor.mailings.all()) {
    const at = sendAt(mailing)
    if (at === undefined || !['s', 'c'].includes(statusOf(vendor.world, mailing, now))) continue
    const { in_progress, recipient_count, ...figures } = figuresOf(vendor, mailing, now)
    const date = new Date(at)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
    const sum = found.get(`${year}-${month}`) ?? { month, year, mailings: 0 }
    found.set(`${year}-${month}`, sum)
    for (const [name, more] of Object.entries({ mailings: 1, ...figures })) {
      sum[name] = (sum[name] ?? 0) + more
    }
  }
  const order = ({ year = 0, month = 0 }: Record<string, number>) => year * 12 + month
  return [...found.values()].sort((a, b) => order(b) - order(a))
}
