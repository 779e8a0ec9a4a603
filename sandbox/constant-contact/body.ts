import { z } from 'zod'
import { badRequest, badRequests, errorList } from './errors.ts'
import type { Ctx } from './vendor.ts'

/**
 * Reads a JSON body, or answers what is wrong with it. Properties that the contract does not list
 * are passed over: the vendor's own samples send some.
 */
export async function readBody<T>(
  c: Ctx,
  schema: z.ZodType<T>,
  area?: string,
): Promise<T | Response> {
  const json: unknown = await c.req.json().catch(() => undefined)
  if (json === undefined) return badRequest(c, 'The request body is not valid JSON', area)
  const read = schema.safeParse(json)
  if (read.success) return read.data
  return badRequests(
    c,
    read.error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim()),
    area,
  )
}

/** Where the vendor documents a 415: the payload must say that it is JSON. */
export function wrongMedia(c: Ctx): Response | undefined {
  if (c.req.header('content-type')?.includes('application/json') === true) return undefined
  return errorList(c, 415, 'unsupported_media_type', 'Content-Type must be application/json')
}

/** A text that may be left out or null, which is the same. */
export const text = (most: number) => z.string().max(most).nullish()

export const ids = (most: number, least = 0) => z.array(z.guid()).min(least).max(most)

export const party = z.enum(['Account', 'Contact'])

export const address = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/, 'is not a valid email address')
