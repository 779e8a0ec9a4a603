import { z } from 'zod'

/** Rows a page of any list holds at most. */
export const PAGE_MAX = 200

export const id = z.coerce.number().int().positive().max(2_147_483_647)
/** Every time on the wire is ISO 8601 in UTC. */
export const time = z.iso.datetime()
export const pageQuery = {
  /** As given in next by the page before. */
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
}

export function page<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    /** Give it as after for the next page; null at the end. */
    next: z.string().nullable(),
  })
}

/** A yes/no in a query string. */
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true')

export const idParams = <Name extends string>(name: Name) =>
  z.object({ [name]: id } as Record<Name, typeof id>)

/** RFC 9457, the only shape of an error: field and remedy are named where there is one. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  remedy: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
})
