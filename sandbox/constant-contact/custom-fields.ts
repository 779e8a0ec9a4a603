import { Hono } from 'hono'
import { z } from 'zod'
import { fieldName, type CustomField } from '../world/custom-fields.ts'
import { isoTime } from '../world/time.ts'
import type { ContactState, World } from '../world/world.ts'
import { activityAnswer, order } from './activity-resource.ts'
import { ids, readBody, wrongMedia } from './body.ts'
import { badRequest, conflict, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function customFieldRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const scope = needs('contact_data')
  app.get('/contact_custom_fields', scope, (c) => collection(c, vendor))
  app.post('/contact_custom_fields', scope, (c) => create(c, vendor))
  app.get('/contact_custom_fields/:id', scope, (c) => single(c, vendor))
  app.put('/contact_custom_fields/:id', scope, (c) => update(c, vendor))
  app.delete('/contact_custom_fields/:id', scope, (c) => remove(c, vendor))
  app.post('/activities/custom_fields_delete', scope, (c) => removeMany(c, vendor))
  return app
}

const mostFields = 100

/** The contract gives no list; these are the types its descriptions name. */
const types = ['string', 'date', 'datetime', 'number', 'currency', 'single_select', 'multi_select']

const label = z.string().min(1).max(50)
const choice = { choice_label: z.string().max(255), display_order: z.number().int().default(1) }
const postInput = z.object({
  label,
  type: z.enum(types),
  metadata: z.record(z.string(), z.unknown()).optional(),
  version: z.number().int().optional(),
  choices: z.array(z.object(choice)).max(100).default([]),
})
const putInput = z.object({
  label,
  choices: z
    .array(z.object({ choice_id: z.number().int().optional(), ...choice }))
    .max(100)
    .default([]),
})

function collection(c: Ctx, { world }: Vendor) {
  const request = readPage(c, { usual: 50, most: 100 })
  if (typeof request === 'string') return badRequest(c, request)
  const numbered = world.fields.all().map((field, index) => ({ field, index }))
  const { page, after } = cut(numbered, request, (one) => -one.index)
  return c.json({
    custom_fields: page.map(({ field }) => resource(field)),
    ...(after !== undefined && { _links: { next: { href: nextHref(c, request, after) } } }),
  })
}

function single(c: Ctx, { world }: Vendor) {
  const field = world.fields.find(c.req.param('id') ?? '')
  return field === undefined ? missing(c) : c.json(resource(field))
}

async function create(c: Ctx, { world }: Vendor) {
  const refused = wrongMedia(c)
  if (refused !== undefined) return refused
  const body = await readBody(c, postInput)
  if (body instanceof Response) return body
  if (world.fields.all().length >= mostFields) {
    return badRequest(c, `An account may have up to ${mostFields} custom fields`)
  }
  const { choices, metadata, version, ...rest } = body
  if (world.fields.named(fieldName(rest)) !== undefined) {
    return conflict(c, `A custom field with the label ${rest.label} already exists`)
  }
  const more = { ...(metadata && { metadata }), ...(version !== undefined && { version }) }
  const field = world.fields.create({ ...rest, ...more, choices: choices.map(asked) }, c.get('now'))
  return c.json(resource(field), 201)
}

async function update(c: Ctx, { world }: Vendor) {
  const field = world.fields.find(c.req.param('id') ?? '')
  if (field === undefined) return missing(c)
  const body = await readBody(c, putInput)
  if (body instanceof Response) return body
  const other = world.fields.named(fieldName(body))
  // A 409 is documented for creating only.
  if (other !== undefined && other !== field) {
    return badRequest(c, `A custom field with the label ${body.label} already exists`)
  }
  const choices = body.choices.map(asked)
  world.fields.update(field, { label: body.label, choices }, c.get('now'))
  return c.json(resource(field))
}

function asked(one: {
  choice_id?: number | undefined
  choice_label: string
  display_order: number
}) {
  const id = one.choice_id === undefined ? {} : { choiceId: one.choice_id }
  return { ...id, label: one.choice_label, order: one.display_order }
}

function remove(c: Ctx, { world }: Vendor) {
  const field = world.fields.find(c.req.param('id') ?? '')
  if (field === undefined) return missing(c)
  drop(world, field.fieldId, c.get('now'))
  return c.body(null, 204)
}

async function removeMany(c: Ctx, vendor: Vendor) {
  const body = await readBody(c, z.object({ custom_field_ids: ids(100, 1) }))
  if (body instanceof Response) return body
  const { world } = vendor
  const fieldIds = [...new Set(body.custom_field_ids)]
  if (fieldIds.some((id) => world.fields.find(id) === undefined)) return missing(c)
  const job = order(c, vendor, {
    kind: 'custom_fields_delete',
    size: fieldIds.length,
    lists: 0,
    plan: () => fieldIds.map((id) => (at) => drop(world, id, at)),
  })
  return job instanceof Response ? job : c.json(activityAnswer(job, c.get('now')), 201)
}

/** The field goes, and with it what contacts held in it. */
function drop(world: World, fieldId: string, at: number): void {
  for (const { contact, profile } of world.contactsAt(at)) {
    if (!profile.fields.some((one) => one.fieldId === fieldId)) continue
    const happen = (state: ContactState) => {
      const fields = state.profile.fields.filter((one) => one.fieldId !== fieldId)
      state.profile = { ...state.profile, fields }
    }
    world.edit(contact.contactId, { at, by: 'Account', happen })
  }
  world.fields.remove(fieldId)
}

function resource(field: CustomField) {
  const { fieldId, metadata, version, choices } = field
  const times = (one: { createdAt: number; updatedAt: number }) => ({
    created_at: isoTime(one.createdAt),
    updated_at: isoTime(one.updatedAt),
  })
  return {
    custom_field_id: fieldId,
    label: field.label,
    name: fieldName(field),
    type: field.type,
    ...(metadata !== undefined && { metadata }),
    ...(version !== undefined && { version }),
    ...(choices.length > 0 && {
      choices: choices.map((one) => ({
        custom_field_id: fieldId,
        choice_id: one.choiceId,
        choice_label: one.label,
        display_order: one.order,
        ...times(one),
      })),
    }),
    ...times(field),
  }
}

function missing(c: Ctx) {
  return notFound(c, 'The requested custom field was not found.')
}
