import { StateBadge } from '../pieces/StateBadge.tsx'
import { stateOf, type Connection } from './state.ts'

/** How a connection is, as icon and word. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const { tone, word } = stateOf(connection)
  return <StateBadge tone={tone}>{word}</StateBadge>
}
