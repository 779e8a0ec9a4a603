/** A page of items as the server answers it; the cursor is the place in the list. */
export function paged<T>(items: T[], query: URLSearchParams): { items: T[]; next: string | null } {
  const limit = Number(query.get('limit') ?? 50)
  const from = Number(query.get('after') ?? 0)
  const next = from + limit < items.length ? String(from + limit) : null
  return { items: items.slice(from, from + limit), next }
}
