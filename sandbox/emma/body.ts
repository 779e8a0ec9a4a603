import { z } from 'zod'
import { refused } from './errors.ts'
import type { Ctx } from './vendor.ts'

/** Reads a JSON body, or answers what is wrong with it. Properties nobody lists are passed over. */
export async function readBody<T>(c: Ctx, schema: z.ZodType<T>): Promise<T | Response> {
  const json: unknown = await c.req.json().catch(() => undefined)
  if (json === undefined) return refused(c, 'The body is not JSON')
  const read = schema.safeParse(json)
  return read.success ? read.data : refused(c, z.prettifyError(read.error))
}

export const plainAddress = /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/

export const address = z.string().max(255).regex(plainAddress, 'is not an e-mail address')

/** Numbers of members or groups; a bound above what one request of 10 MB can name. */
export const numbers = z.array(z.number().int()).max(1_000_000)

/** Values by the shortcut names of the account's fields. */
export const fieldValues = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
)

export type FieldValues = z.infer<typeof fieldValues>
