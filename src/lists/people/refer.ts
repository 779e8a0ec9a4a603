import { sql } from 'kysely'
import { listOwnFields, unknownOwnField, type KeptOwnField } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import {
  conditionsOf,
  faultOfSpelling,
  type Condition,
  type ConditionAbout,
  type OwnComparison,
  type Segment,
} from '../segments/index.ts'

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
  await refuseUnknownOwnFields(tx, workspaceId, { where }, field)
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

/** A field of the firm's own that is not there, or compared as another kind is. */
async function refuseUnknownOwnFields(
  tx: Tx,
  workspaceId: number,
  { where }: Pick<Segment, 'where'>,
  field: string,
): Promise<void> {
  const asked = conditionsOf(where).flatMap(({ path, condition }) =>
    condition.about === 'own_field' ? [{ path, condition }] : [],
  )
  if (asked.length === 0) return
  const known = new Map((await listOwnFields(tx, workspaceId)).map((one) => [one.key, one]))
  for (const { path, condition } of asked) {
    const at = (name: string) => [field, 'where', ...path, name].join('.')
    const own = known.get(condition.key)
    if (own === undefined) throw unknownOwnField(condition.key, at('key'))
    const fault = faultOfOwn(own, condition)
    if (fault !== null) throw new Refused(422, fault.reason, { field: at(fault.name) })
  }
}

function faultOfOwn(
  own: KeptOwnField,
  { is, values }: ConditionAbout<'own_field'>,
): { name: string; reason: string } | null {
  const isOrder = ORDERED_KIND[is]
  if (isOrder !== undefined && isOrder !== own.kind) {
    return { name: 'is', reason: `“${own.label}” holds no ${isOrder}s.` }
  }
  if (is !== 'is' || own.kind === 'choice') return null
  const reason = faultOfSpelling(own, values)
  return reason === null ? null : { name: 'values', reason }
}

const ORDERED_KIND: Partial<Record<OwnComparison, KeptOwnField['kind']>> = {
  before: 'date',
  after: 'date',
  below: 'number',
  above: 'number',
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
