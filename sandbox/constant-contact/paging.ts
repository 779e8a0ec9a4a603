import type { Ctx } from './vendor.ts'

/**
 * A page request. Its cursor names the last thing that was delivered (by a number that never
 * changes), not an offset: things arriving on top in the meantime move nothing.
 */
export interface PageRequest {
  limit: number
  after?: number
  /** The query that began this walk; a cursor carries it along. */
  query: URLSearchParams
}

export interface PageRules {
  usual: number
  most: number
}

interface CursorContent {
  path: string
  after: number
  query: string
}

export function readPage(c: Ctx, rules: PageRules): PageRequest | string {
  const url = new URL(c.req.url)
  const text = url.searchParams.get('cursor')
  const cursor = text === null ? undefined : decode(text)
  if (text !== null && cursor?.path !== url.pathname) return 'cursor is not valid'
  const query = cursor === undefined ? url.searchParams : new URLSearchParams(cursor.query)
  const asked = url.searchParams.get('limit') ?? query.get('limit')
  const limit = asked === null || asked === '' ? rules.usual : Number(asked)
  if (!Number.isInteger(limit) || limit < 1 || limit > rules.most) {
    return `limit must be between 1 and ${rules.most}`
  }
  return {
    limit: Math.min(limit, c.get('rowsPerPage')),
    query,
    ...(cursor !== undefined && { after: cursor.after }),
  }
}

export function nextHref(c: Ctx, request: PageRequest, after: number): string {
  const path = new URL(c.req.url).pathname
  const query = new URLSearchParams(request.query)
  query.set('limit', String(request.limit))
  const content: CursorContent = { path, after, query: query.toString() }
  return `${path}?cursor=${Buffer.from(JSON.stringify(content)).toString('base64url')}`
}

/**
 * Cuts one page out of things that are already in the order of delivery. `place` must fall along
 * that order; the page begins behind the place the cursor names.
 */
export function cut<T>(things: readonly T[], request: PageRequest, place: (thing: T) => number) {
  const { after, limit } = request
  const begin = after === undefined ? 0 : things.findIndex((thing) => place(thing) < after)
  const page = begin === -1 ? [] : things.slice(begin, begin + limit)
  const last = page.at(-1)
  const more = begin !== -1 && begin + limit < things.length
  return { page, after: more && last !== undefined ? place(last) : undefined }
}

function decode(text: string): CursorContent | undefined {
  try {
    const content = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as CursorContent
    return typeof content.after === 'number' ? content : undefined
  } catch {
    return undefined
  }
}
