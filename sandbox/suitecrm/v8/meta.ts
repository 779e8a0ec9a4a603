import { Hono } from 'hono'
import { adminId, valuesOf } from '../../sugar-data/crm.ts'
import type { Field } from '../../sugar-data/field.ts'
import { moduleNames, moduleOf } from '../../sugar-data/modules.ts'
import { Refused } from '../refusal.ts'
import type { Vendor } from '../vendor.ts'
import { answer } from './answer.ts'
import { readModule } from './body.ts'
import { liveRow } from './row.ts'

const access = ['access', 'delete', 'edit', 'export', 'import', 'list', 'massupdate', 'view']

/** What the server says of itself. Modules that it hides here work all the same. */
export function metaRoutes({ crm }: Vendor): Hono {
  const app = new Hono()
  app.get('/meta/modules', (c) => {
    const shown = moduleNames.map(moduleOf).filter((one) => one.shown)
    const attributes = Object.fromEntries(
      shown.map(({ name }) => [name, { label: labels[name] ?? name, access }]),
    )
    return answer(c, { data: { type: 'modules', attributes } })
  })
  app.get('/meta/fields/:module', (c) => {
    const { fields, name, shown } = readModule(c.req.param('module'))
    if (!shown) throw new Refused(`There is no access to the module ${name}`)
    const attributes = Object.fromEntries(fields.map((one) => [one.name, definition(one)]))
    return answer(c, { data: { type: 'fields', attributes } })
  })
  app.get('/current-user', (c) => {
    const module = moduleOf('Users')
    const row = liveRow(crm, module, adminId)
    const { id, ...attributes } = valuesOf(crm, module, row)
    return answer(c, { data: { type: module.object, id, attributes } })
  })
  return app
}

const labels: Readonly<Record<string, string>> = { Prospects: 'Targets' }

function definition({ type, length, computed, default: usual }: Field) {
  return {
    type,
    ...(length !== undefined && { len: String(length) }),
    ...(computed && { source: 'non-db' }),
    ...(usual !== undefined && { default: usual }),
    required: false,
    dbType: type,
  }
}
