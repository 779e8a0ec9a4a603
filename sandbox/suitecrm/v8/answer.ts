import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { valuesOf, type Crm } from '../../sugar-data/crm.ts'
import { links } from '../../sugar-data/links.ts'
import type { Module } from '../../sugar-data/modules.ts'
import type { Row } from '../../sugar-data/rows.ts'

export interface Resource {
  type: string
  id: string
  attributes: Readonly<Record<string, string>>
  relationships?: Readonly<Record<string, { links: { related: string } }>>
  links?: { self: string }
}

export function answer(c: Context, body: object, status: ContentfulStatusCode = 200): Response {
  const text = JSON.stringify(body, null, 4)
  return c.body(text, status, { 'content-type': 'application/vnd.api+json' })
}

/** Whatever is wrong, this is its shape: one object, not a list. */
export function errorBody(status: number, detail: string) {
  return { errors: { status, title: null, detail } }
}

/** A record with its links, which lie below its path. */
export function resource(
  crm: Crm,
  module: Module,
  row: Row,
  fields: readonly string[] | undefined,
): Resource {
  const path = `V8/module/${module.name}/${row.id}`
  return {
    type: module.object,
    id: row.id,
    attributes: attributesOf(crm, module, row, fields),
    relationships: Object.fromEntries(
      links[module.name].map((one) => [
        one.module,
        { links: { related: `${path}/relationships/${one.name}` } },
      ]),
    ),
  }
}

/** A record in a list of related ones: all its fields, and where it is by itself. */
export function relatedResource(crm: Crm, module: Module, row: Row): Resource {
  const self = `V8/module/${module.object}/${row.id}`
  const attributes = attributesOf(crm, module, row)
  return { type: module.object, id: row.id, attributes, links: { self } }
}

function attributesOf(crm: Crm, module: Module, row: Row, fields?: readonly string[]) {
  const values = valuesOf(crm, module, row)
  const shown = module.fields.filter(
    ({ name }) => name !== 'id' && (fields?.includes(name) ?? true),
  )
  return Object.fromEntries(
    shown.map(({ name, type }) => [
      name,
      type === 'datetime' ? withoutSeconds(values[name] ?? '') : (values[name] ?? ''),
    ]),
  )
}

/** A moment on its way out loses its seconds and gets an offset. */
function withoutSeconds(stamp: string): string {
  return stamp === '' ? '' : `${stamp.slice(0, 16).replace(' ', 'T')}:00+00:00`
}
