import { Hono } from 'hono'
import type { RowKind } from '../world/rows.ts'
import { notFound } from './errors.ts'
import { memberNumbered, numberIn } from './ids.ts'
import type { Mailing } from './mailing-book.ts'
import { outcomesOf } from './outcomes.ts'
import { page } from './paging.ts'
import { stamp, stampOf } from './stamp.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** What one member was sent and did with it: here a delivery has its moment. */
export function memberMailingRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/members/:id{\\d+}/mailings', (c) => history(c, vendor))
  return app
}

function history(c: Ctx, vendor: Vendor) {
  const now = c.get('now')
  const state = memberNumbered(vendor.world, numberIn(c.req.param('id')), now)
  if (state === undefined) return notFound(c, 'member')
  const { contactId } = state.contact
  const got = vendor.mailings.all().flatMap((mailing) => {
    const sends = vendor.world.rows(mailing.activity.activityId, 'sends', now)
    const send = sends.find((row) => row.contactId === contactId)
    return send === undefined ? [] : [{ mailing, sentAt: send.at }]
  })
  return page(c, got, ({ mailing, sentAt }) => {
    const { known } = outcomesOf(vendor.world, mailing, now)
    const outcome = known.find((one) => one.send.contactId === contactId)
    const first = firsts(vendor, mailing, { contactId, now })
    return {
      mailing_id: mailing.id,
      account_id: Number(vendor.keys.accountId),
      name: mailing.campaign.name,
      subject: mailing.activity.subject,
      delivery_type: outcome === undefined ? null : letters[outcome.type],
      delivery_ts: stampOf(outcome?.at),
      sent: stamp(sentAt),
      opened: first('opens'),
      clicked: first('clicks'),
      forwarded: first('forwards'),
      shared: null,
    }
  })
}

const letters = { delivered: 'd', hard: 'b', soft: 's' } as const

function firsts({ world }: Vendor, { activity }: Mailing, who: { contactId: string; now: number }) {
  return (kind: RowKind) => {
    const rows = world.rows(activity.activityId, kind, who.now)
    return stampOf(rows.find((row) => row.contactId === who.contactId)?.at)
  }
}
