import { jobState, type Job, type JobOrder } from '../world/jobs.ts'
import { isoTime } from '../world/time.ts'
import { gatewayErrors } from './errors.ts'
import type { Ctx, Vendor } from './vendor.ts'

/** Orders a bulk job, or answers that too many are waiting. */
export function order(c: Ctx, { world }: Vendor, what: JobOrder): Job | Response {
  // Those that are done by now wait no longer.
  world.settle(c.get('now'))
  return world.jobs.order(what, c.get('now')) ?? c.json(gatewayErrors.queue, 429)
}

type Form = JobOrder['kind'] | 'single_list_delete'

/** What the route that ordered a job answers; each has its own selection of the counts. */
export function activityAnswer(job: Job, now: number, form: Form = job.order.kind) {
  const { started_at, completed_at, status, ...core } = activityResource(job, now)
  const { items_total_count, items_completed_count, list_count, ...imported } = status
  const { person_count, error_count, correctable_count, cannot_add_to_list_count } = imported
  const items = { items_total_count, items_completed_count, list_count }
  switch (form) {
    case 'contacts_json_import': {
      const errors = { error_count, correctable_count, cannot_add_to_list_count }
      return { ...core, status: { items_total_count, person_count, ...errors } }
    }
    case 'list_delete':
      return { ...core, status: { list_count } }
    case 'custom_fields_delete':
    case 'single_list_delete':
      return core
    default:
      return { ...core, status: items }
  }
}

/** A job as the status routes show it. */
export function activityResource(job: Job, now: number) {
  const { jobId, createdAt, startAt, endAt, order } = job
  const state = jobState(job, now)
  const over = state !== 'initialized' && state !== 'processing'
  const overAt = job.end?.at ?? endAt
  const began = startAt <= now && startAt <= overAt
  const part = Math.floor((100 * (now - startAt)) / (endAt - startAt))
  return {
    activity_id: jobId,
    state,
    created_at: isoTime(createdAt),
    updated_at: isoTime(over ? overAt : began ? now : createdAt),
    ...(began && { started_at: isoTime(startAt) }),
    ...(over && { completed_at: isoTime(overAt) }),
    percent_done: state === 'completed' ? 100 : state === 'processing' ? part : 0,
    activity_errors: [...job.messages],
    status: {
      items_total_count: job.total,
      items_completed_count: job.done,
      list_count: order.lists,
      ...(order.kind === 'contacts_json_import' && {
        person_count: job.people,
        error_count: job.wrong,
        correctable_count: job.correctable,
        cannot_add_to_list_count: job.barred,
      }),
    },
    _links: { self: { href: `/v3/activities/${jobId}` } },
  }
}
