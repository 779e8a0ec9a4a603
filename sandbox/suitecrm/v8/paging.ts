import type { ListQuery } from './query.ts'

export interface Page<T> {
  rows: readonly T[]
  /** Absent where no size was asked for. */
  pages?: number
}

/** The page that is asked for; without a size it is everything, up to `most`. */
export function pageOf<T>(
  all: readonly T[],
  { size: asked, number }: Pick<ListQuery, 'size' | 'number'>,
  { most = Infinity, rowsPerPage }: { most?: number; rowsPerPage: number },
): Page<T> {
  if (asked === undefined) return { rows: all.slice(0, most) }
  const size = Math.min(asked, rowsPerPage)
  const from = Math.max(0, number - 1) * size
  return { rows: all.slice(from, from + size), pages: Math.ceil(all.length / size) }
}

/** The neighbours of a page, as paths without their host; null where there is none. */
export function pageLinks(url: URL, pages: number, number: number) {
  const path = url.pathname.slice(url.pathname.indexOf('/V8/') + 1)
  const to = (page: number) => {
    const entries = [...url.searchParams].map(([key, value]): [string, string] =>
      key === 'page[number]' ? [key, String(page)] : [key, value],
    )
    if (!url.searchParams.has('page[number]')) entries.push(['page[number]', String(page)])
    return `${path}?${entries.map((pair) => pair.join('=')).join('&')}`
  }
  const before = number > 1
  const after = number + 1 <= pages
  return {
    first: before ? to(1) : null,
    prev: before ? to(number - 1) : null,
    next: after ? to(number + 1) : null,
    last: after ? to(pages) : null,
  }
}
