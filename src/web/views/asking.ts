import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call, keyOf, useAnswer } from '../api.ts'
import type { MoreRows } from '../pieces/DataTable.tsx'
import { columnsTold, subjectTold, viewTold } from './told.ts'
import { turns } from './turns.ts'
import type { Cell, Definition, Page, Subject, SubjectId, Values } from './words.ts'

const PAGE_ROWS = 100
/** While somebody types, nothing is asked. */
const QUIET_MS = 350
const SAMPLE_ROWS = 12

/** A definition with the values it is asked with. */
export interface Question {
  definition: Definition
  given: Values
  /** Whether the view ships with Homing: its titles are told in the reader's language. */
  isPreset?: boolean
}

/** A figure that is opened: of which group, which measure, which number of a rate. */
export interface Step {
  group: Cell[]
  measure: string
  part?: 'part' | 'whole'
}

/** What views can be about. */
export function useSubjects() {
  const { data, error, refetch } = useAnswer('views.catalogue', {})
  const subjects = useMemo(() => data?.subjects.map(subjectTold), [data])
  return { subjects, error, retry: () => void refetch() }
}

/** One view, kept or ready to use. */
export function useView(viewId: string, options: { isWanted?: boolean } = {}) {
  const { data, error, refetch } = useAnswer('views.show', { params: { viewId } }, options)
  const view = useMemo(() => data && viewTold(data), [data])
  return { view, error, retry: () => void refetch() }
}

export function subjectOf(subjects: Subject[], id: SubjectId): Subject {
  return subjects.find((one) => one.id === id)!
}

/** The question behind figures: the rows behind one, among them those behind another. */
export function useOpened(question: Question | undefined, steps: Step[]) {
  return useQuery({
    queryKey: ['views.open', question, steps],
    queryFn: async ({ signal }): Promise<Question> => {
      let opened = question!
      for (const { group, ...step } of steps) {
        const { definition, given: parameters } = opened
        const body = { definition, parameters, ...step, group: group as never }
        opened = { ...opened, ...(await call('views.open', { body, signal })), given: {} }
      }
      return opened
    },
    enabled: question !== undefined,
  })
}

/** What rows are kept under. */
export function rowsKeyOf({ definition, given }: Question) {
  return ['views.run', definition, given] as const
}

/** What their number is kept under. */
export function sizeKeyOf({ definition, given }: Question) {
  return keyOf('views.size', { body: { definition, parameters: given } })
}

export type AskedKey = ReturnType<typeof rowsKeyOf> | ReturnType<typeof sizeKeyOf>

/** What a question is called in the line of those that wait for their turn. */
export function inLineAs(key: AskedKey): string {
  return JSON.stringify(key)
}

/** Rows, or groups, page by page, as DataTable takes them. */
export function useRows({ definition, given, isPreset }: Question) {
  const queryKey = rowsKeyOf({ definition, given })
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const page = { limit: PAGE_ROWS, ...(pageParam !== null && { after: pageParam }) }
      const body = { definition, parameters: given, ...page }
      return turns.take(inLineAs(queryKey), signal, () => call('views.run', { body, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })
  const page = pages.data?.pages[0] as Page | undefined
  // The same as long as what was found is: DataTable draws no row anew for its own sake.
  const first = useMemo(
    () => page && { ...page, columns: columnsTold(page.columns, definition, isPreset) },
    [page, definition, isPreset],
  )
  const rows = useMemo(() => pages.data?.pages.flatMap((one) => one.rows) ?? [], [pages.data])
  const isNotThere = pages.isPending || pages.isPlaceholderData
  const more: MoreRows = {
    has: pages.hasNextPage,
    isLoading: pages.isFetchingNextPage,
    load: () => void pages.fetchNextPage(),
    error: pages.isFetchNextPageError ? pages.error : null,
  }
  return {
    first,
    rows,
    more,
    isPending: pages.isPending,
    /** It was cancelled before anything of this question had come. */
    isCancelled: isNotThere && pages.fetchStatus === 'idle',
    isStale: pages.isPlaceholderData,
    error: pages.isFetchNextPageError ? null : pages.error,
    retry: () => void pages.refetch(),
  }
}

/** How many there are, and the measures over all of them. */
export function useSize(question: Question) {
  const { definition, given } = question
  const queryKey = sizeKeyOf(question)
  const { data, error, refetch, isPending, fetchStatus } = useQuery({
    queryKey,
    queryFn: ({ signal }) => {
      const body = { definition, parameters: given }
      return turns.take(inLineAs(queryKey), signal, () => call('views.size', { body, signal }))
    },
  })
  return {
    ...{ data, error, isCancelled: isPending && fetchStatus === 'idle' },
    retry: () => void refetch(),
  }
}

/** A count and a sample of what is edited; those before stay until the next are there. */
export function useSample(definition: Definition) {
  const written = JSON.stringify(definition)
  const [asked] = useDebouncedValue(written, QUIET_MS)
  const found = useQuery({
    queryKey: ['views.run', 'sample', asked],
    queryFn: async ({ signal }) => {
      const body = { definition: JSON.parse(asked) as Definition }
      const [size, page] = await Promise.all([
        call('views.size', { body, signal }),
        call('views.run', { body: { ...body, limit: SAMPLE_ROWS }, signal }),
      ])
      const columns = columnsTold(page.columns, body.definition)
      return { ...size, page: { ...page, columns }, definition: body.definition }
    },
    placeholderData: keepPreviousData,
    retry: false,
  })
  const isLooking = asked !== written || found.isFetching
  return { data: found.data, error: isLooking ? null : found.error, isLooking }
}

export type Sample = ReturnType<typeof useSample>

/** What stands in an address as JSON; what cannot be read counts as not given. */
export function fromAddress<T>(text: string | undefined, otherwise: T): T {
  if (text === undefined) return otherwise
  try {
    return JSON.parse(text) as T
  } catch {
    return otherwise
  }
}
