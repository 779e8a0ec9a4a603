import type { Context } from 'hono'
import type { SObject } from '../objects.ts'
import type { Org } from '../org.ts'
import { missingRecord, Refused } from '../refusal.ts'
import type { Given } from '../saving.ts'

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The body as an object of JSON. */
export async function readBody(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => undefined)
  if (isObject(body)) return body
  throw new Refused('JSON_PARSER_ERROR', 'The body is not a JSON object')
}

/** The object that a path names. */
export function namedObject(org: Org, name: string | undefined): SObject {
  const object = org.object(name ?? '')
  if (object === undefined || !object.can.query) throw missingRecord()
  return object
}

/** What is to be stored of a record: its fields, without what describes it. */
export function fieldsOf({ attributes: _attributes, ...given }: Record<string, unknown>): Given {
  return given
}

export function version(c: Context): string {
  return c.req.param('version') ?? ''
}
