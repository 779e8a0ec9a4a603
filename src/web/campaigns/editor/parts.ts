import { useAnswer, type AnswerTo } from '../../api.ts'
import type { Draft, Words } from './words.ts'

/** What every part of the editor is given. */
export interface PartProps {
  draft: Draft
  words: Words
  write: (words: Partial<Words>) => void
  /** It can be changed no more. */
  isClosed: boolean
}

type Connection = AnswerTo<'connections.list'>['items'][number]
type Mailings = NonNullable<AnswerTo<'connectors.list'>['items'][number]['mailings']>

/** A connection that can be given campaigns, with what its service wants of them. */
export interface Able extends Connection {
  mailings: Mailings
}

/** The connections campaigns can be made with; undefined while they are being read. */
export function useAble(): {
  able: Able[] | undefined
  error: Error | null
  retry: () => void
} {
  const connections = useAnswer('connections.list', {})
  const connectors = useAnswer('connectors.list', {})
  const error = connections.error ?? connectors.error
  const retry = () => void [connections.refetch(), connectors.refetch()]
  if (!connections.data || !connectors.data) return { able: undefined, error, retry }
  const byId = new Map(connectors.data.items.map((one) => [one.id, one.mailings ?? null]))
  const able = connections.data.items.flatMap((connection) => {
    const mailings = byId.get(connection.connector) ?? null
    return mailings === null ? [] : [{ ...connection, mailings }]
  })
  return { able, error: null, retry }
}
