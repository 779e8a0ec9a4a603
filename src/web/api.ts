import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { createClient } from '../api/contract/client.ts'
import type { RouteName } from '../api/contract/index.ts'
import { onceUnderWay } from './once.ts'
import type { MoreRows } from './pieces/DataTable.tsx'
import { isNotThere } from './refusals.ts'

/** The one typed caller of the server; refusals throw Refusal, and no press makes a write twice. */
export const call = onceUnderWay(createClient({ baseUrl: '' }))
export { Refusal } from '../api/contract/client.ts'

export type Given<Name extends RouteName> = Parameters<typeof call<Name>>[1]
export type AnswerTo<Name extends RouteName> = Awaited<ReturnType<typeof call<Name>>>

/** Routes that answer a page of rows with the key of the next. */
export type PagedName = {
  [Name in RouteName]: AnswerTo<Name> extends { items: unknown[]; next: string | null }
    ? Name
    : never
}[RouteName]
export type RowOf<Name extends PagedName> =
  AnswerTo<Name> extends { items: (infer Row)[] } ? Row : never

/** What a query's answer is kept under: the route's name first, so a name refreshes all of it. */
export function keyOf<Name extends RouteName>(name: Name, given: Given<Name>) {
  return [name, given] as const
}

export interface AnswerOptions<Answer> {
  isWanted?: boolean
  /**
   * Asks again after so many ms; false stops, and so does that it is not there. A function may
   * look at the last answer.
   */
  every?: number | false | ((answer: Answer | undefined) => number | false)
}

/** Reads one route: `useAnswer('campaigns.show', { params: { campaignId } })`. */
export function useAnswer<Name extends RouteName>(
  name: Name,
  given: Given<Name>,
  options: AnswerOptions<AnswerTo<Name>> = {},
): UseQueryResult<AnswerTo<Name>, Error> {
  const { isWanted = true, every = false } = options
  return useQuery({
    queryKey: keyOf(name, given),
    queryFn: ({ signal }) => ask(name, { ...given, signal }),
    enabled: isWanted,
    refetchInterval: ({ state }) => {
      if (isNotThere(state.error)) return false
      return typeof every === 'function' ? every(state.data as AnswerTo<Name> | undefined) : every
    },
  }) as UseQueryResult<AnswerTo<Name>, Error>
}

/**
 * Reads a paged route row by row: `const { rows, more } = usePages('people.list', { query })`,
 * both as DataTable takes them. While the query changes, the rows before it stay, dimmed.
 */
export function usePages<Name extends PagedName>(
  name: Name,
  given: Given<Name>,
  options: { isWanted?: boolean; every?: number | false } = {},
) {
  const { query } = given as { query?: Record<string, unknown> }
  const pages = useInfiniteQuery({
    queryKey: [name, given, 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      const asked = { ...given, query: { ...query, after: pageParam ?? undefined }, signal }
      return (await ask(name, asked)) as { items: RowOf<Name>[]; next: string | null }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    enabled: options.isWanted ?? true,
    refetchInterval: options.every ?? false,
  })
  useLastLook(options.every ?? false, pages.refetch)
  // The same rows as long as their pages are: DataTable draws no row anew for its own sake.
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data])
  const more: MoreRows = {
    has: pages.hasNextPage,
    isLoading: pages.isFetchingNextPage,
    load: () => void pages.fetchNextPage(),
    error: pages.isFetchNextPageError ? pages.error : null,
  }
  return {
    rows,
    more,
    isPending: pages.isPending,
    isStale: pages.isPlaceholderData,
    error: pages.isFetchNextPageError ? null : pages.error,
    retry: () => void pages.refetch(),
  }
}

/**
 * What was looked at again and again is read once more when that ends: it ends because of what
 * another answer said, and this one may be of a moment before.
 */
function useLastLook(every: number | false, read: () => unknown): void {
  const had = useRef(every)
  useEffect(() => {
    if (had.current !== false && every === false) void read()
    had.current = every
  }, [every, read])
}

/**
 * Calls a route that changes something, then reads again whatever the named routes showed:
 * `const sync = useChange('campaigns.sync', ['campaigns.show', 'runs.list'])`.
 */
export function useChange<Name extends RouteName>(
  name: Name,
  refreshes: RouteName[] = [],
): UseMutationResult<AnswerTo<Name>, Error, Given<Name>> {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (given: Given<Name>) => (await ask(name, given)) as AnswerTo<Name>,
    onSuccess: () => refresh(queryClient, refreshes),
  }) as UseMutationResult<AnswerTo<Name>, Error, Given<Name>>
}

/** Marks every answer of these routes as old, so that what is on screen is read again. */
export async function refresh(queryClient: QueryClient, names: RouteName[]): Promise<void> {
  await Promise.all(names.map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
}

/** call without its types: inside a generic function one route's cannot be told from another's. */
const ask = call as (name: RouteName, given: object) => Promise<unknown>
