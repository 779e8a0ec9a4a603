import { useAnswer } from '../api.ts'

/** Whoever looks at a screen should not have to load it again to see that something came. */
const EVERY_MS = 30_000

/** The freshness of one connection; undefined until it is known. */
export function useFreshness(connectionId: number) {
  const { data } = useAnswer('freshness.list', {}, { every: EVERY_MS })
  return data?.items.find((item) => item.connectionId === connectionId)
}
