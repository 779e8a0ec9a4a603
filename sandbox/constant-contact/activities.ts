import { Hono } from 'hono'
import { jobState } from '../world/jobs.ts'
import { day } from '../world/time.ts'
import { activityResource } from './activity-resource.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** The vendor forgets an activity after so long. */
const remembered = 10 * day

const states = ['processing', 'completed', 'cancelled', 'failed', 'timed_out']

export function activityRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/activities', needs('contact_data'), (c) => collection(c, vendor))
  app.get('/activities/:id', needs('contact_data'), (c) => single(c, vendor))
  return app
}

function collection(c: Ctx, { world }: Vendor) {
  const request = readPage(c, { usual: 50, most: 500 })
  if (typeof request === 'string') return badRequest(c, request)
  const state = request.query.get('state')
  if (state !== null && !states.includes(state)) {
    return badRequest(c, `state does not have a valid value: ${state}`)
  }
  const now = c.get('now')
  world.settle(now)
  const jobs = world.jobs
    .all()
    .map((job, place) => ({ job, place }))
    .filter(({ job }) => job.createdAt > now - remembered)
    .filter(({ job }) => state === null || jobState(job, now) === state)
    .reverse()
  const { page, after } = cut(jobs, request, (one) => one.place)
  return c.json({
    activities: page.map(({ job }) => activityResource(job, now)),
    ...(after !== undefined && { _links: { next: { href: nextHref(c, request, after) } } }),
  })
}

function single(c: Ctx, { world }: Vendor) {
  const now = c.get('now')
  world.settle(now)
  const job = world.jobs.find(c.req.param('id') ?? '')
  if (job === undefined || job.createdAt <= now - remembered) {
    return notFound(c, 'Resource not found for the activity_id provided')
  }
  return c.json(activityResource(job, now))
}
