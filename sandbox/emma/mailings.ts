import { Hono } from 'hono'
import type { ContactState } from '../world/world.ts'
import { notFound } from './errors.ts'
import { groupShower } from './groups.ts'
import { memberNumbered, numberIn } from './ids.ts'
import { sendAt, statusOf, type Mailing } from './mailing-book.ts'
import { letterOf, mailingShown } from './mailing-resource.ts'
import { memberShower } from './member-resource.ts'
import { on, page, several } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Mailings as they are read; making one from nothing is not in the vendor's API. */
export function mailingRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/mailings', (c) => listed(c, vendor))
  app.get('/mailings/:id{\\d+}', (c) => {
    const mailing = asked(c, vendor)
    if (mailing === undefined) return notFound(c, 'mailing')
    return c.json({ ...mailingShown(vendor, mailing, c.get('now')), ...letterOf(mailing) })
  })
  app.get('/mailings/:id{\\d+}/members', (c) => members(c, vendor))
  app.get('/mailings/:id{\\d+}/groups', (c) => groups(c, vendor))
  app.get('/mailings/:id{\\d+}/messages/:member{\\d+}', (c) => message(c, vendor))
  return app
}

/** The mailing a path names, if there is one. */
export function asked(c: Ctx, { mailings }: Vendor): Mailing | undefined {
  return mailings.find(numberIn(c.req.param('id')))
}

/** Newest first; a filter that is not given lets everything through, but archived mailings. */
function listed(c: Ctx, vendor: Vendor) {
  const now = c.get('now')
  const types = several(c, 'mailing_types')
  const statuses = several(c, 'mailing_statuses')
  const scheduled = c.req.query('is_scheduled')
  const found = vendor.mailings.all().filter((one) => {
    if (one.archivedAt !== undefined && !on(c, 'include_archived')) return false
    // Every mailing here is of the usual type.
    if (types.length > 0 && !types.includes('m')) return false
    const status = statusOf(vendor.world, one, now)
    if (statuses.length > 0 && !statuses.includes(status)) return false
    const waits = status === 'p' && sendAt(one) !== undefined
    return scheduled === undefined || on(c, 'is_scheduled') === waits
  })
  return page(c, found, (one) => {
    const { html_body, plaintext } = letterOf(one)
    return {
      ...mailingShown(vendor, one, now),
      ...(on(c, 'with_html_body') && { html_body }),
      ...(on(c, 'with_plaintext') && { plaintext }),
    }
  })
}

/** Everybody it goes to, once it has begun. */
function members(c: Ctx, vendor: Vendor) {
  const mailing = asked(c, vendor)
  if (mailing === undefined) return notFound(c, 'mailing')
  return page(c, recipients(vendor, mailing, c.get('now')), memberShower(vendor, c.get('now')))
}

function recipients({ world }: Vendor, { activity }: Mailing, now: number): ContactState[] {
  if (!activity.runs.some((run) => run.at <= now)) return []
  const sends = world.activity(activity.activityId)?.rows.sends ?? []
  return sends.flatMap((row) => world.contactAt(row.contactId, now) ?? [])
}

function groups(c: Ctx, vendor: Vendor) {
  const mailing = asked(c, vendor)
  if (mailing === undefined) return notFound(c, 'mailing')
  const { listIds } = mailing.campaign
  const lists = listIds.flatMap((id) => vendor.world.lists.live(id) ?? [])
  return page(c, lists, groupShower(vendor, c.get('now')))
}

function message(c: Ctx, vendor: Vendor) {
  const mailing = asked(c, vendor)
  if (mailing === undefined) return notFound(c, 'mailing')
  const id = numberIn(c.req.param('member'))
  if (memberNumbered(vendor.world, id, c.get('now')) === undefined) return notFound(c, 'member')
  return c.json({ subject: mailing.activity.subject, ...letterOf(mailing) })
}
