import { stateOf, type Connection } from '../connections/state.ts'
import type { Run } from '../runs/words.ts'

export interface Need {
  key: string
  title: string
  sentence: string
  door:
    | { to: 'problems' }
    | { to: 'connection'; connectionId: number; tab?: 'health' }
    | { to: 'run'; runId: number }
}

/**
 * What needs somebody, the gravest first: connections nothing comes home over, then runs that
 * failed and were not followed by a better one, then single records. runs come newest first.
 */
export function needs(connections: Connection[], runs: Run[], openProblems: number): Need[] {
  return [
    ...connections.flatMap(ofConnection),
    ...connections.flatMap((connection) => ofRuns(connection, runs)),
    ...ofProblems(openProblems),
  ]
}

function ofConnection(connection: Connection): Need[] {
  const { tone, word, advice } = stateOf(connection)
  if (tone !== 'bad' && tone !== 'waiting') return []
  const isIll = connection.status === 'active'
  return [
    {
      key: `connection-${connection.id}`,
      title: `${connection.name}: ${word.toLowerCase()}`,
      sentence: advice,
      door: {
        to: 'connection',
        connectionId: connection.id,
        ...(isIll && { tab: 'health' as const }),
      },
    },
  ]
}

function ofRuns(connection: Connection, runs: Run[]): Need[] {
  const last = runs.find((run) => run.connectionId === connection.id && run.endedAt !== null)
  if (last?.status !== 'failed') return []
  return [
    {
      key: `run-${last.id}`,
      title: `The last run over ${connection.name} failed`,
      sentence: last.message ?? '',
      door: { to: 'run', runId: last.id },
    },
  ]
}

function ofProblems(count: number): Need[] {
  if (count === 0) return []
  return [
    {
      key: 'problems',
      title: count === 1 ? '1 record needs somebody' : `${count} records need somebody`,
      sentence: 'They could not be read or acted on; everything around them was.',
      door: { to: 'problems' },
    },
  ]
}
