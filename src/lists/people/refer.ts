import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { conditionsOf, type Condition, type Segment } from '../segments/index.ts'

/** What conditions may name by id, and what it is called. */
const NAMED = {
  campaign: 'campaign',
  interest: 'interest',
  list: 'list of an e-mail service',
  person_list: 'list of people',
  topic: 'topic',
} as const
type Named = keyof typeof NAMED

/**
 * Refuses a segment that names what is not there, or not in this workspace, at the condition that
 * names it. field: what the segment is called in the caller's question. A segment names no other
 * segment: there is no circle, and what it asks can be read in one place.
 */
export async function refuseUnknownNames(
  tx: Tx,
  workspaceId: number,
  { where }: Segment,
  field: string,
): Promise<void> {
  const placed = conditionsOf(where).map((one) => ({ ...one, names: namesIn(one.condition) }))
  for (const table of Object.keys(NAMED) as Named[]) {
    const asked = placed.filter((one) => one.names.table === table)
    const ids = [...new Set(asked.flatMap((one) => one.names.ids))]
    if (ids.length === 0) continue
    const known = await idsKnown(tx, workspaceId, table, ids)
    for (const { path, names } of asked) {
      const gone = names.ids.find((id) => !known.has(id))
      if (gone === undefined) continue
      throw new Refused(422, `There is no ${NAMED[table]} ${gone} here.`, {
        field: [field, 'where', ...path, names.key].join('.'),
        remedy: 'Choose another, or take the condition out.',
      })
    }
  }
}

interface Names {
  table: Named | null
  key: string
  ids: readonly number[]
}

function namesIn(condition: Condition): Names {
  switch (condition.about) {
    case 'mail':
    case 'link':
      return { table: 'campaign', key: 'campaignIds', ids: condition.campaignIds }
    case 'interest':
      return { table: 'interest', key: 'interestIds', ids: condition.interestIds }
    case 'list':
      return { table: 'person_list', key: 'listIds', ids: condition.listIds }
    case 'esp_list':
      return { table: 'list', key: 'listIds', ids: condition.listIds }
    case 'consent': {
      const ids = condition.topicId === null ? [] : [condition.topicId]
      return { table: 'topic', key: 'topicId', ids }
    }
    default:
      return { table: null, key: '', ids: [] }
  }
}

async function idsKnown(
  tx: Tx,
  workspaceId: number,
  table: Named,
  ids: number[],
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(table)}
    where workspace_id = ${workspaceId} and id = any(${ids}::integer[])
      ${table === 'person_list' ? sql`and kind <> 'segment'` : sql``}`.execute(tx)
  return new Set(rows.map((row) => row.id))
}
