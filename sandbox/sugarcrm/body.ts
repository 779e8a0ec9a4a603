import type { Context } from 'hono'
import { SugarFault } from './errors.ts'

export type Asked = Readonly<Record<string, unknown>>

/** The body of a request: an object in JSON, and nothing stands for an empty one. */
export async function readBody(c: Context): Promise<Asked> {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new SugarFault('invalid_parameter', 'The body cannot be read as JSON.')
  }
  if (isObject(body)) return body
  throw new SugarFault('invalid_parameter', 'The body must be an object.')
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list, which a query string writes as numbered members. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[]
  return isObject(value) ? Object.values(value) : []
}
