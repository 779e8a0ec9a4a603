import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { adminId, valuesOf } from '../sugar-data/crm.ts'
import type { Field } from '../sugar-data/field.ts'
import { links } from '../sugar-data/links.ts'
import { fieldOf, type Module } from '../sugar-data/modules.ts'
import { isOn } from '../sugar-data/saving.ts'
import { mayRead, type Access } from './access.ts'
import { SugarFault } from './errors.ts'
import { readModule, sugarModule, sugarModules } from './modules.ts'
import { liveRow } from './record.ts'
import type { Vendor } from './vendor.ts'

const server = { version: '14.0.0', flavor: 'ENT', build: '1' } as const

/** What the server tells of itself, of its modules, and of what the user may do with them. */
export function metadataRoutes({ crm, access }: Vendor): Hono {
  const app = new Hono()
  app.get('/ping', (c) => c.json('pong'))
  app.get('/me', (c) => {
    const users = sugarModule('Users')
    const { id, user_name, full_name } = valuesOf(crm, users, liveRow(crm, users, adminId))
    const type = access.admin ? 'admin' : 'user'
    return c.json({ current_user: { id, user_name, full_name, type, acl: aclOf(access) } })
  })
  app.get('/metadata', (c) => {
    const told = metadataOf(access, {
      sections: (c.req.query('type_filter') ?? 'server_info,full_module_list,modules').split(','),
      modules: c.req.query('module_filter')?.split(','),
    })
    const _hash = hashOf(told)
    return c.json(isOn(c.req.query('only_hash')) ? { _hash } : { ...told, _hash })
  })
  app.get('/:module/enum/:field', (c) => {
    const module = readModule(c.req.param('module'))
    mayRead(access, module.name)
    const options = fieldOf(module, c.req.param('field'))?.options
    if (options === undefined) throw new SugarFault('not_found')
    return c.json(options)
  })
  return app
}

/** Only what is denied is listed: a right that is not there is granted. */
function aclOf(access: Access) {
  const changes = { create: 'no', edit: 'no', delete: 'no', massupdate: 'no', import: 'no' }
  const denied = {
    all: {},
    read: changes,
    none: { access: 'no', view: 'no', list: 'no', export: 'no', ...changes },
  }
  const studio = access.admin ? {} : { admin: 'no', developer: 'no' }
  return Object.fromEntries(
    sugarModules.map(({ name }) => [name, { fields: [], ...studio, ...denied[access.of(name)] }]),
  )
}

interface AskedFor {
  sections: readonly string[]
  modules: readonly string[] | undefined
}

function metadataOf(access: Access, { sections, modules }: AskedFor) {
  const open = sugarModules.filter(({ name }) => access.of(name) !== 'none')
  const shown = open.filter(({ name }) => modules === undefined || modules.includes(name))
  const all: Readonly<Record<string, object>> = {
    server_info: server,
    full_module_list: Object.fromEntries(open.map(({ name }) => [name, name])),
    modules: Object.fromEntries(shown.map((one) => [one.name, definitionOf(one)])),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => sections.includes(name)))
}

function definitionOf(module: Module) {
  const fields = [
    ...module.fields.map((one) => [one.name, fieldDefinition(one)] as const),
    ...links[module.name].map((link) => {
      const relationship = link.kind === 'tie' ? link.tie : link.name
      const definition = { name: link.name, type: 'link', relationship, module: link.module }
      return [link.name, { ...definition, source: 'non-db' }] as const
    }),
  ]
  const told = { fields: Object.fromEntries(fields) }
  return { ...told, _hash: hashOf(told) }
}

function fieldDefinition({ name, type, length, computed, options, default: usual }: Field) {
  return {
    name,
    type,
    ...(length !== undefined && { len: String(length) }),
    ...(computed && { source: 'non-db' }),
    ...(options && { options: `${name}_dom` }),
    ...(usual !== undefined && { default: usual }),
  }
}

function hashOf(told: unknown): string {
  return createHash('md5').update(JSON.stringify(told)).digest('hex')
}
