import type { Context } from 'hono'
import { fieldOf, findModule, type Module } from '../../sugar-data/modules.ts'
import type { Given } from '../../sugar-data/saving.ts'
import { Refused } from '../refusal.ts'

/** What is in `data`. */
export interface Data {
  module: Module
  id?: string
  attributes: Given
}

const keys = /^(\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

/** An id, which must look like one before anybody looks for it. */
export function readId(id: unknown): string {
  if (typeof id === 'string' && keys.test(id)) return id
  throw new Refused('The option "id" with this value is invalid')
}

/** A module by its name in a path or in `data`. */
export function readModule(name: unknown): Module {
  const module = typeof name === 'string' ? findModule(name) : undefined
  if (module === undefined) throw new Refused(`Module ${String(name)} does not exist`)
  return module
}

/** Reads a body that has `data` with these names and no others. */
export async function readData(c: Context, names: readonly string[]): Promise<Data> {
  const body: unknown = await c.req.json().catch(() => undefined)
  const data = isObject(body) ? body.data : undefined
  if (!isObject(body) || data === undefined) throw new Refused('The option "data" is missing')
  if (typeof data !== 'object' || data === null) throw new Refused('The option "data" is invalid')
  const others = [...strangers(body, ['data']), ...strangers(data, names)]
  if (others[0] !== undefined) throw new Refused(`The option "${others[0]}" does not exist`)
  const { type, id, attributes = {} } = data as Record<string, unknown>
  const module = readModule(type)
  if (!isObject(attributes)) throw new Refused('The option "attributes" is invalid')
  const unknown = Object.keys(attributes).find((one) => fieldOf(module, one) === undefined)
  if (unknown !== undefined) {
    throw new Refused(`Property ${unknown} in ${module.object} module is invalid`)
  }
  return { module, ...(id !== undefined && { id: readId(id) }), attributes }
}

function strangers(given: object, known: readonly string[]): readonly string[] {
  return Object.keys(given).filter((name) => !known.includes(name))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
