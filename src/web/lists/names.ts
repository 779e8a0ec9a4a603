import { useQuery } from '@tanstack/react-query'
import { call, useAnswer, type AnswerTo } from '../api.ts'

/** Things offered to choose from at most. */
const OFFERED_MAX = 200

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

/** Lists that hold people; a segment is not named by another. */
export function useOwnListNames(): Named[] {
  const { data } = useAnswer('personLists.list', { query: { limit: OFFERED_MAX } })
  return (data?.items ?? [])
    .filter(({ kind }) => kind !== 'segment')
    .map(({ id, name }) => named(id, name))
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
