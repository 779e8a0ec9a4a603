import type { Ctx } from './vendor.ts'

/** The most rows a page holds. */
const most = 500

/**
 * The rows from `start` up to, not including, `end`, at the top level and without an envelope; with
 * `count=true` how many there are, as a bare number. A row is made when it is shown.
 */
export function page<T>(c: Ctx, all: readonly T[], shown: (one: T) => unknown): Response {
  if (c.req.query('count')?.toLowerCase() === 'true') return c.json(all.length)
  const start = whole(c.req.query('start')) ?? 0
  const asked = (whole(c.req.query('end')) ?? start + most) - start
  const size = Math.max(0, Math.min(asked, most, c.get('rowsPerPage')))
  return c.json(all.slice(start, start + size).map((one) => shown(one)))
}

/** Whether a switch among the parameters is on. */
export function on(c: Ctx, name: string): boolean {
  return ['true', '1'].includes(c.req.query(name)?.toLowerCase() ?? '')
}

/** The words of a parameter that takes several, parted by commas; none when it is not given. */
export function several(c: Ctx, name: string): string[] {
  return (c.req.query(name) ?? '').split(',').filter((one) => one !== '')
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
