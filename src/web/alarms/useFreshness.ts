import { useAnswer } from '../api.ts'

/** Whoever looks at a screen should not have to load it again to see that something came. */
const EVERY_MS = 30_000

/** The freshness of every connection. */
export function useFreshnessOfAll() {
  return useAnswer('freshness.list', {}, { every: EVERY_MS })
}

/** The freshness of one connection; undefined until it is known, null where there is none. */
export function useFreshness(connectionId: number) {
  const { data, isError } = useFreshnessOfAll()
  if (data === undefined && !isError) return undefined
  return data?.items.find((item) => item.connectionId === connectionId) ?? null
}
