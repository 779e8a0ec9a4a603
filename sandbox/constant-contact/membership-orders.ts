import { Hono } from 'hono'
import { z } from 'zod'
import { deletion } from '../world/contact-state.ts'
import type { Job, Step } from '../world/jobs.ts'
import type { World } from '../world/world.ts'
import { activityAnswer, order } from './activity-resource.ts'
import { ids, readBody } from './body.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { activeContacts, membersOf, putOn, takeOff } from './memberships.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Bulk jobs on memberships, and the deletion of many contacts. */
export function membershipOrderRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const write = needs('contact_data')
  app.post('/activities/add_list_memberships', write, (c) => change(c, vendor, 'add'))
  app.post('/activities/remove_list_memberships', write, (c) => change(c, vendor, 'remove'))
  app.post('/activities/contact_delete', write, (c) => removeContacts(c, vendor))
  return app
}

const contactIds = ids(500, 1)
const listIds = ids(50, 1)
const absent = z.undefined('is not simulated').optional()

const changeInput = z.object({
  source: z
    .object({
      contact_ids: contactIds.optional(),
      list_ids: listIds.optional(),
      all_active_contacts: z.boolean().optional(),
      tag_ids: absent,
      segment_id: absent,
      engagement_level: absent,
      new_subscriber: absent,
    })
    .refine(
      (one) =>
        [one.contact_ids, one.list_ids, one.all_active_contacts].filter(Boolean).length === 1,
      'exactly one of contact_ids, list_ids and all_active_contacts must be used',
    ),
  exclude: z.object({ contact_ids: z.array(z.guid()).optional() }).optional(),
  list_ids: listIds,
})

async function change(c: Ctx, vendor: Vendor, verb: 'add' | 'remove') {
  const body = await readBody(c, changeInput)
  if (body instanceof Response) return body
  const { world } = vendor
  const { source, list_ids: targets } = body
  const unknown = unknownList(world, [...targets, ...(source.list_ids ?? [])])
  if (unknown !== undefined) {
    // Only the removal documents a 404.
    const message = `list_ids contains an unknown list: ${unknown}`
    return verb === 'remove' ? notFound(c, message) : badRequest(c, message)
  }
  const excluded = new Set(source.contact_ids === undefined ? body.exclude?.contact_ids : [])
  const who = (at: number) => chosen(world, source, at).filter((id) => !excluded.has(id))
  const work = (contactId: string, job: Job) => (at: number) => {
    const state = known(world, contactId, { at, job })
    if (state === undefined) return
    if (verb === 'remove') takeOff(world, contactId, targets, at)
    else if (!putOn(world, state, targets, at)) {
      job.messages.push(`Contact ${contactId} cannot be a member of more lists`)
    }
  }
  const job = order(c, vendor, {
    kind: `${verb}_list_memberships`,
    size: who(c.get('now')).length,
    lists: targets.length,
    plan: (at, one) => who(at).map((contactId) => work(contactId, one)),
  })
  return job instanceof Response ? job : c.json(activityAnswer(job, c.get('now')), 201)
}

function chosen(world: World, source: z.infer<typeof changeInput>['source'], at: number): string[] {
  if (source.contact_ids !== undefined) return [...new Set(source.contact_ids)]
  if (source.list_ids !== undefined) return membersOf(world, source.list_ids, at)
  return activeContacts(world, at)
}

const deleteInput = z
  .object({ contact_ids: contactIds.optional(), list_ids: listIds.optional() })
  .refine(
    (one) => (one.contact_ids === undefined) !== (one.list_ids === undefined),
    'exactly one of contact_ids and list_ids must be used',
  )

async function removeContacts(c: Ctx, vendor: Vendor) {
  const body = await readBody(c, deleteInput)
  if (body instanceof Response) return body
  const { world } = vendor
  const { contact_ids: named, list_ids: lists = [] } = body
  const unknown = unknownList(world, lists)
  if (unknown !== undefined) return badRequest(c, `list_ids contains an unknown list: ${unknown}`)
  const who = (at: number) =>
    named === undefined ? membersOf(world, lists, at) : [...new Set(named)]
  const work =
    (contactId: string, job: Job): Step =>
    (at) => {
      const state = known(world, contactId, { at, job })
      if (state !== undefined && state.deletedAt === undefined) {
        world.edit(contactId, deletion(at))
      }
    }
  const job = order(c, vendor, {
    kind: 'contact_delete',
    size: who(c.get('now')).length,
    lists: lists.length,
    plan: (at, one) => who(at).map((contactId) => work(contactId, one)),
  })
  return job instanceof Response ? job : c.json(activityAnswer(job, c.get('now')), 201)
}

function known(world: World, contactId: string, { at, job }: { at: number; job: Job }) {
  const state = world.contactAt(contactId, at)
  if (state === undefined) job.messages.push(`Contact ${contactId} was not found`)
  return state
}

function unknownList(world: World, listIds: readonly string[]): string | undefined {
  return listIds.find((id) => world.lists.live(id) === undefined)
}
