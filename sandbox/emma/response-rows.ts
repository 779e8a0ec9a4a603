import { Hono } from 'hono'
import type { Row, RowKind } from '../world/rows.ts'
import { notFound, refused } from './errors.ts'
import { memberNumbered, numberIn } from './ids.ts'
import type { Mailing } from './mailing-book.ts'
import { asked } from './mailings.ts'
import { memberShower } from './member-resource.ts'
import { outcomesOf } from './outcomes.ts'
import { page } from './paging.ts'
import { stamp } from './stamp.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Who did what with a mailing, newest first; no filter by time is offered. */
export function responseRowRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const serve = (name: string, answer: (c: Ctx, vendor: Vendor, mailing: Mailing) => Response) => {
    app.get(`/response/:id{\\d+}/${name}`, (c) => {
      const mailing = asked(c, vendor)
      return mailing === undefined ? notFound(c, 'mailing') : answer(c, vendor, mailing)
    })
  }
  serve('sends', told('sends'))
  serve('opens', told('opens'))
  serve('optouts', told('optouts'))
  serve(
    'forwards',
    told('forwards', (_, mailing) => ({ forward_mailing_id: mailing.id })),
  )
  serve('in_progress', inProgress)
  serve('deliveries', deliveries)
  serve('links', links)
  serve('clicks', clicks)
  // Nobody in this world signs up through a mailing, or shares one.
  serve('signups', (c) => page(c, [], (one) => one))
  serve('shares', (c) => page(c, [], (one) => one))
  return app
}

/** The member part of a row: the address is that of the moment, all else that of today. */
function memberPart(vendor: Vendor, now: number) {
  const shower = memberShower(vendor, now)
  return ({ contactId, address }: Row) => {
    const [email_user = '', email_domain = ''] = address.split('@')
    const state = vendor.world.contactAt(contactId, now)
    if (state === undefined) throw new Error('a row of nobody')
    const { member_id, member_status_id, member_since, fields } = shower(state)
    const who = { member_id, email: address, email_user, email_domain }
    return { ...who, member_status_id, member_since, fields }
  }
}

type More = (row: Row, mailing: Mailing) => Record<string, unknown>

function told(kind: RowKind, more: More = () => ({})) {
  return (c: Ctx, vendor: Vendor, mailing: Mailing) => {
    const now = c.get('now')
    const rows = vendor.world.rows(mailing.activity.activityId, kind, now).toReversed()
    return shown(c, vendor, rows, (row) => more(row, mailing))
  }
}

function shown(
  c: Ctx,
  vendor: Vendor,
  rows: readonly Row[],
  more: (row: Row) => Record<string, unknown>,
): Response {
  const member = memberPart(vendor, c.get('now'))
  return page(c, rows, (row) => ({ ...member(row), timestamp: stamp(row.at), ...more(row) }))
}

function inProgress(c: Ctx, vendor: Vendor, mailing: Mailing) {
  const { waiting } = outcomesOf(vendor.world, mailing, c.get('now'))
  return shown(c, vendor, waiting.toReversed(), () => ({}))
}

const results: Record<string, readonly string[]> = {
  all: ['delivered', 'hard', 'soft'],
  delivered: ['delivered'],
  bounced: ['hard', 'soft'],
  hard: ['hard'],
  soft: ['soft'],
}

/** The vendor's sample of a delivery has no timestamp, so none has here. */
function deliveries(c: Ctx, vendor: Vendor, mailing: Mailing) {
  const wanted = results[c.req.query('result') ?? c.req.query('del_status') ?? 'all']
  if (wanted === undefined) return refused(c, 'There is no such result of a delivery')
  const now = c.get('now')
  const { known } = outcomesOf(vendor.world, mailing, now)
  const found = known.filter((one) => wanted.includes(one.type)).toReversed()
  const member = memberPart(vendor, now)
  return page(c, found, ({ send, type }) => ({ ...member(send), delivery_type: type }))
}

function clicks(c: Ctx, vendor: Vendor, mailing: Mailing) {
  const now = c.get('now')
  const wanted = { member: c.req.query('member_id'), link: c.req.query('link_id') }
  const who = memberNumbered(vendor.world, numberIn(wanted.member), now)
  const rows = vendor.world.rows(mailing.activity.activityId, 'clicks', now).filter((row) => {
    if (wanted.member !== undefined && row.contactId !== who?.contact.contactId) return false
    return wanted.link === undefined || row.urlId === wanted.link
  })
  return shown(c, vendor, rows.toReversed(), (row) => ({ link_id: Number(row.urlId) }))
}

function links(c: Ctx, vendor: Vendor, { activity, campaign }: Mailing) {
  const rows = vendor.world.rows(activity.activityId, 'clicks', c.get('now'))
  const numbered = campaign.links.map((link, place) => ({ ...link, place }))
  return page(c, numbered, ({ urlId, url, text, place }) => {
    const own = rows.filter((row) => row.urlId === urlId)
    return {
      link_id: Number(urlId),
      link_name: text,
      link_target: url,
      link_order: place + 1,
      unique_clicks: new Set(own.map((row) => row.contactId)).size,
      total_clicks: own.length,
      plaintext: false,
    }
  })
}
