import type { Context } from 'hono'

export function nothing(c: Context) {
  return c.json({ error: 'There is nothing of that kind.' }, 404)
}

/** The body as JSON; what it must be like is asked after. */
export async function bodyOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => undefined) as Promise<unknown>
}
