import { Hono } from 'hono'
import { z } from 'zod'
import { readBody } from './body.ts'
import { notFound, refused } from './errors.ts'
import type { Field } from './field-shelf.ts'
import { numberIn } from './ids.ts'
import { page } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function fieldRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/fields', (c) => page(c, vendor.fields.all(), (one) => shown(vendor, one)))
  app.post('/fields', (c) => created(c, vendor))
  app.get('/fields/:id{\\d+}', (c) => {
    const id = numberIn(c.req.param('id'))
    const field = vendor.fields.all().find((one) => one.fieldId === id)
    return field === undefined ? notFound(c, 'field') : c.json(shown(vendor, field))
  })
  return app
}

function shown({ keys }: Vendor, { fieldId, shortcutName, ...field }: Field) {
  return {
    field_id: fieldId,
    account_id: Number(keys.accountId),
    shortcut_name: shortcutName,
    display_name: field.displayName,
    field_type: field.fieldType,
    widget_type: field.widgetType,
  }
}

const input = z.object({
  shortcut_name: z.string().regex(/^[a-z0-9_]{1,64}$/, 'takes small letters, digits and _'),
  display_name: z.string().min(1).max(255),
  field_type: z.string().min(1).default('text'),
  widget_type: z.string().min(1).default('text'),
})

async function created(c: Ctx, { fields }: Vendor) {
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  const { shortcut_name: shortcutName, display_name: displayName } = body
  if (fields.named(shortcutName) !== undefined) {
    return refused(c, `There is a field ${shortcutName} already`)
  }
  const kinds = { fieldType: body.field_type, widgetType: body.widget_type }
  return c.json(fields.create({ shortcutName, displayName, ...kinds }, c.get('now')).fieldId)
}
