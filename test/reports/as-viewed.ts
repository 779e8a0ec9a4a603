import type { Database } from '../../src/platform/database/index.ts'
import { viewDefinition } from '../../src/reports/definitions/index.ts'
import { runView } from '../../src/reports/index.ts'
import { NOW } from '../ledger/world.ts'

type Row = Record<string, unknown>
const COLUMNS = [
  ...['at', 'kind', 'made_by', 'campaign', 'channel', 'address', 'person', 'link', 'reason'],
  ...['agent', 'time_is_approximate'],
]

/** The events as the API answers them to a view, in the ledger's order, with the export's names. */
export async function asViewed(database: Database, workspaceId: number): Promise<Row[]> {
  const definition = viewDefinition.parse({ version: 1, subject: 'events', columns: COLUMNS })
  const { rows, next } = await database.inWorkspace(workspaceId, (tx) =>
    runView(
      tx,
      { ...{ workspaceId, now: NOW, given: {}, hidden: new Set() }, definition },
      { limit: 5_000 },
    ),
  )
  if (next !== null) throw new Error('There are more events than one page holds.')
  return rows.map((row) =>
    Object.fromEntries(
      COLUMNS.flatMap((name, at): [string, unknown][] => {
        const cell = row[at] as { id: number; name: string } | null
        if (name !== 'campaign' && name !== 'person') return [[name, cell]]
        return [
          [`${name}_id`, cell?.id ?? null],
          [name, cell?.name ?? null],
        ]
      }),
    ),
  )
}
