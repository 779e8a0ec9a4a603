import { Hono } from 'hono'
import { z } from 'zod'
import { fieldValues, numbers, plainAddress, readBody } from './body.ts'
import { enlist } from './enlist.ts'
import { notFound, refused } from './errors.ts'
import { groupId, listsOfGroups, numberIn } from './ids.ts'
import { endOf, type Import } from './import-book.ts'
import { memberShower } from './member-resource.ts'
import { page } from './paging.ts'
import { stamp, stampOf } from './stamp.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Many members at once: an import is a job of its own. */
export function importRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/members', (c) => ordered(c, vendor))
  app.get('/members/imports', (c) => {
    return page(c, vendor.imports.all(), (one) => shown(vendor, one, c.get('now')))
  })
  app.get('/members/imports/:id{\\d+}', (c) => {
    const found = vendor.imports.find(numberIn(c.req.param('id')))
    if (found === undefined) return notFound(c, 'import')
    return c.json(shown(vendor, found, c.get('now')))
  })
  app.get('/members/imports/:id{\\d+}/members', (c) => {
    const found = vendor.imports.find(numberIn(c.req.param('id')))
    if (found === undefined) return notFound(c, 'import')
    const now = c.get('now')
    const states = found.touched.flatMap((id) => vendor.world.contactAt(id, now) ?? [])
    return page(c, states, memberShower(vendor, now))
  })
  return app
}

const entry = z.object({ email: z.string(), fields: fieldValues.default({}) })

const input = z.object({
  // The request's 10 MB are the only bound that is documented.
  members: z.array(entry).min(1).max(1_000_000),
  source_filename: z.string().default(''),
  add_only: z.boolean().default(false),
  group_ids: numbers.default([]),
})

async function ordered(c: Ctx, vendor: Vendor) {
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  const listIds = listsOfGroups(vendor.world, body.group_ids)
  if (listIds === undefined) return notFound(c, 'group')
  const fields = new Set(body.members.flatMap((one) => Object.keys(one.fields)))
  const strange = [...fields].find((name) => vendor.fields.named(name) === undefined)
  if (strange !== undefined) return refused(c, `There is no field ${strange}`)
  const order = {
    size: body.members.length,
    filename: body.source_filename,
    addOnly: body.add_only,
    listIds,
    fields: [...fields],
  }
  const begun = vendor.imports.order(order, c.get('now'), (one) => {
    const seen = new Set<string>()
    return body.members.map((member) => (at) => take(vendor, { one, member, seen }, at))
  })
  if (begun === undefined) return refused(c, 'Too many imports are unfinished')
  return c.json({ import_id: begun.id })
}

interface Taken {
  one: Import
  member: z.infer<typeof entry>
  /** The addresses that came before, in small letters. */
  seen: Set<string>
}

/** An address that comes again is a duplicate, and one that is none is skipped. */
function take(vendor: Vendor, { one, member, seen }: Taken, at: number): void {
  const address = member.email.trim()
  if (!plainAddress.test(address)) return void (one.skipped += 1)
  if (seen.has(address.toLowerCase())) return void (one.duplicates += 1)
  seen.add(address.toLowerCase())
  const there = vendor.world.holderOf(address, at)
  if (one.addOnly && there !== undefined && there.deletedAt === undefined) {
    return void (one.skipped += 1)
  }
  const who = { address, fields: member.fields, listIds: one.listIds, by: 'Account' } as const
  const { state, added } = enlist(vendor, who, at)
  one.touched.push(state.contact.contactId)
  if (added) one.added += 1
  else one.updated += 1
}

function shown({ world, keys }: Vendor, one: Import, now: number) {
  const end = endOf(one, now)
  return {
    import_id: one.id,
    account_id: Number(keys.accountId),
    status: end?.status ?? null,
    style: one.addOnly ? 'add_only' : 'add_and_update',
    error_message: end?.status === 'e' ? 'The import was broken off' : null,
    num_members_added: one.added,
    num_members_updated: one.updated,
    num_skipped: one.skipped,
    num_duplicates: one.duplicates,
    import_started: stamp(one.job.createdAt),
    import_finished: stampOf(end?.at),
    fields_updated: one.fields,
    groups_updated: one.listIds.map((id) => groupId(world, id)),
    source_filename: one.filename,
  }
}
