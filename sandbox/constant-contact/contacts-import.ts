import { Hono } from 'hono'
import { z } from 'zod'
import type { Job } from '../world/jobs.ts'
import type { ContactState, World } from '../world/world.ts'
import { activityAnswer, order } from './activity-resource.ts'
import { ids, readBody } from './body.ts'
import { badRequest } from './errors.ts'
import { needs } from './gate.ts'
import { readImported, type Imported } from './import-row.ts'
import { putOn } from './memberships.ts'
import { merged, streetOf, updated } from './profile-write.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function importRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/activities/contacts_json_import', needs('contact_data'), (c) => ordered(c, vendor))
  return app
}

/** What lies beyond is dropped, as the vendor says. */
const mostBytes = 4 * 1024 * 1024
const mostRows = 40_000

const input = z.object({
  import_data: z.array(z.record(z.string(), z.unknown())).max(mostRows),
  list_ids: ids(50, 1),
})

async function ordered(c: Ctx, vendor: Vendor) {
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  const { world } = vendor
  const { list_ids: lists } = body
  const unknown = lists.find((id) => world.lists.live(id) === undefined)
  if (unknown !== undefined) return badRequest(c, `list_ids contains an unknown list: ${unknown}`)
  const rows = within(body.import_data, mostBytes)
  const job = order(c, vendor, {
    kind: 'contacts_json_import',
    size: rows.length,
    lists: lists.length,
    plan: (_, one) => {
      one.people = rows.length
      return rows.map((row, index) => (at) => {
        importRow(world, row, { at, job: one, lists, place: index + 1 })
      })
    },
  })
  return job instanceof Response ? job : c.json(activityAnswer(job, c.get('now')), 201)
}

function within<T>(rows: readonly T[], most: number): T[] {
  let bytes = 0
  return rows.filter((row) => (bytes += Buffer.byteLength(JSON.stringify(row)) + 1) <= most)
}

interface Task {
  at: number
  job: Job
  lists: readonly string[]
  /** Counted from one, for messages. */
  place: number
}

/** Adds or updates one contact. The permission of a contact that was there is never changed. */
function importRow(world: World, row: Record<string, unknown>, task: Task): void {
  const { at, job, lists, place } = task
  const read = readImported(row, world.fields)
  if (!read.ok) {
    if (read.correctable) job.correctable += 1
    else job.wrong += 1
    job.messages.push(`Contact ${place}: ${read.message}`)
    return
  }
  const { address } = read.row
  const holder = world.holderOf(address, at)
  const fresh = { address, permission: 'implicit', by: 'Account', listIds: [] } as const
  const contactId = holder?.contact.contactId ?? world.create(fresh, at)
  const happen = (state: ContactState) => writeRow(state, read.row, at)
  world.edit(contactId, { at, by: 'Account', happen })
  const state = world.contactAt(contactId, at)
  if (state === undefined) return
  if (state.permission === 'unsubscribed') job.barred += 1
  else if (!putOn(world, state, lists, at)) {
    job.wrong += 1
    job.messages.push(`Contact ${place}: cannot be a member of more lists`)
  }
}

function writeRow(state: ContactState, row: Imported, at: number): void {
  const act = { at, by: 'Account' as const }
  state.profile = updated(state, row.scalars, act)
  const kinds = new Set<string>(row.phones.map((one) => one.kind))
  if (kinds.size > 0) {
    const kept = state.profile.phones.filter((one) => !kinds.has(one.kind))
    const { phones } = updated(state, { phone_numbers: row.phones }, act)
    state.profile = { ...state.profile, phones: [...phones, ...kept].slice(0, 3) }
  }
  for (const street of row.streets) {
    const others = state.profile.streets.filter((one) => one.kind !== street.kind)
    const streets = [...others, streetOf(state, street, { at })].slice(-3)
    state.profile = { ...state.profile, streets }
  }
  if (row.fields.length > 0) {
    state.profile = { ...state.profile, fields: merged(state.profile.fields, row.fields) }
  }
}
