import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { call, useAnswer, type AnswerTo } from '../api.ts'

/** Things offered to choose from at most: as many as one page of a route holds. */
const OFFERED_MAX = 200
const PAUSE_MS = 300

export interface Named {
  value: string
  label: string
}

const named = (id: number, label: string): Named => ({ value: String(id), label })

export type OwnField = AnswerTo<'ownFields.list'>['items'][number]

/** The fields of people that the firm defined, retired ones too: a segment may ask for them. */
export function useOwnFields(): OwnField[] {
  return useAnswer('ownFields.list', {}).data?.items ?? []
}

/** The newest campaigns. */
export function useCampaignNames(): Named[] {
  const { data } = useAnswer('campaigns.list', { query: { limit: OFFERED_MAX } })
  return (data?.items ?? []).map(({ id, name }) => named(id, name))
}

export function useTopicNames(): Named[] {
  const { data } = useAnswer('topics.list', {})
  return (data?.topics ?? []).map(({ id, name }) => named(id, name))
}

export function useInterestNames(): Named[] {
  const { data } = useAnswer('interests.list', {})
  return (data?.items ?? []).map(({ id, name }) => named(id, name))
}

/**
 * Lists that hold people; a segment is not named by another. Where a firm has more than are
 * offered, the others are found by what was typed. What is chosen has its name, be it archived.
 */
export function useOwnListNames(ids: number[], typed: string): Named[] {
  const [search] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const known = useRef(new Map<number, string>()).current
  const learn = (answer: typeof lists) =>
    answer.data?.items
      .filter(({ kind }) => kind !== 'segment')
      .forEach(({ id, name }) => known.set(id, name))
  const ask = (query: { kind?: 'static' | 'suppression'; search?: string; ids?: string }) =>
    ({ query: { limit: OFFERED_MAX, ...query } }) as const
  const lists = useAnswer('personLists.list', ask({ kind: 'static' }))
  const suppressed = useAnswer('personLists.list', ask({ kind: 'suppression' }))
  const hasMore = Boolean(lists.data?.next ?? suppressed.data?.next)
  const isWanted = search !== '' && hasMore
  learn(lists)
  learn(suppressed)
  learn(useAnswer('personLists.list', ask({ search }), { isWanted }))
  const beyond = ids.filter((id) => !known.has(id)).slice(0, OFFERED_MAX)
  const isFirstKnown = !lists.isPending && !suppressed.isPending
  learn(
    useAnswer('personLists.list', ask({ ids: beyond.join(',') }), {
      isWanted: beyond.length > 0 && isFirstKnown,
    }),
  )
  return [...known].map(([id, name]) => named(id, name))
}

/** The lists of every connection, each with the connection's name. */
export function useEspListNames(): Named[] {
  const { data } = useQuery({
    queryKey: ['lists.list', 'ofAllConnections'],
    queryFn: async ({ signal }) => {
      const { items } = await call('connections.list', { signal })
      const lists = await Promise.all(
        items.map(async (connection) => {
          const params = { connectionId: connection.id }
          const kept = await call('lists.list', { params, signal })
          return kept.items.map((list) => named(list.id, `${list.name} · ${connection.name}`))
        }),
      )
      return lists.flat()
    },
  })
  return data ?? []
}
