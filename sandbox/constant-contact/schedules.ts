import { Hono } from 'hono'
import { z } from 'zod'
import { isoTime } from '../world/time.ts'
import { readBody } from './body.ts'
import { area, liveActivity, nothing } from './emails.ts'
import { badRequest } from './errors.ts'
import { needs } from './gate.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function scheduleRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const path = '/emails/activities/:id/schedules'
  app.get(path, needs('campaign_data'), (c) => read(c, vendor))
  app.post(path, needs('campaign_data'), (c) => schedule(c, vendor))
  app.delete(path, needs('campaign_data'), (c) => unschedule(c, vendor))
  return app
}

function read(c: Ctx, vendor: Vendor) {
  const found = liveActivity(c, vendor)
  if (found === undefined) return nothing(c)
  const waiting = found.activity.runs.filter((run) => run.at > c.get('now'))
  return c.json(waiting.map((run) => ({ scheduled_date: isoTime(run.at) })))
}

const schedulable = ['DRAFT', 'DONE', 'ERROR']

async function schedule(c: Ctx, vendor: Vendor) {
  const found = liveActivity(c, vendor)
  if (found === undefined) return nothing(c)
  const body = await readBody(c, z.object({ scheduled_date: z.string() }), area)
  if (body instanceof Response) return body
  const { campaign, activity, status } = found
  if (activity.role !== 'primary_email' || !schedulable.includes(status)) {
    const message = `A ${activity.role} activity in ${status} status cannot be scheduled`
    return badRequest(c, message, area)
  }
  if (campaign.listIds.length === 0) {
    const message = 'contact_list_ids or segment_ids must be specified before scheduling'
    return badRequest(c, message, area)
  }
  const now = c.get('now')
  const at = body.scheduled_date === '0' ? now : dateOf(body.scheduled_date)
  if (at === undefined) return badRequest(c, 'scheduled_date is not an ISO-8601 date', area)
  if (at < now) return badRequest(c, 'scheduled_date must be in the future', area)
  vendor.world.schedule(campaign, at, now)
  // What is sent at once has no schedule to show.
  return c.json(body.scheduled_date === '0' ? [] : [{ scheduled_date: isoTime(at) }], 201)
}

const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** A time without a zone is in UTC. */
function dateOf(text: string): number | undefined {
  const zone = iso.exec(text)?.[4]
  const colon = text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const time = Date.parse(zone !== undefined ? colon : text.includes('T') ? `${text}Z` : text)
  return iso.test(text) && !Number.isNaN(time) ? time : undefined
}

/** The activity is again what it was before. */
function unschedule(c: Ctx, vendor: Vendor) {
  const found = liveActivity(c, vendor)
  if (found === undefined) return nothing(c)
  if (found.status !== 'SCHEDULED' || found.activity.role !== 'primary_email') {
    return badRequest(c, 'The email campaign activity is not in SCHEDULED status', area)
  }
  vendor.world.unschedule(found.activity, c.get('now'))
  return c.body(null, 204)
}
