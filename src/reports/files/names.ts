import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Reading } from '../conditions.ts'
import type { Node, ViewDefinition } from '../definitions/index.ts'
import type { NamesOfIds } from './in-words.ts'

/** What the campaigns, people and organizations are called that a definition names by number. */
export async function namesIn(
  tx: Tx,
  workspaceId: number,
  { view, reading }: { view: ViewDefinition; reading: Reading },
): Promise<NamesOfIds> {
  const trees = [view.where, ...(view.group?.measures ?? []).flatMap(treesOf)]
  const ids = { campaign: [], person: [], organization: [] } as Record<keyof NamesOfIds, number[]>
  for (const node of trees) collect(node, reading, ids)
  const named = async (table: keyof NamesOfIds) => {
    if (ids[table].length === 0) return new Map<number, string>()
    const { rows } = await sql<{ id: number; name: string }>`
      select id, name from ${sql.table(table)}
      where workspace_id = ${workspaceId} and id = any(${ids[table]}::integer[])`.execute(tx)
    return new Map(rows.map(({ id, name }) => [id, name]))
  }
  return {
    campaign: await named('campaign'),
    person: await named('person'),
    organization: await named('organization'),
  }
}

function treesOf(measure: NonNullable<ViewDefinition['group']>['measures'][number]) {
  return measure.is === 'rate' ? [measure.part.where, measure.whole.where] : [measure.where]
}

function collect(
  node: Node | null,
  reading: Reading,
  ids: Record<keyof NamesOfIds, number[]>,
): void {
  if (node === null) return
  if ('all' in node) return node.all.forEach((one) => collect(one, reading, ids))
  if ('any' in node) return node.any.forEach((one) => collect(one, reading, ids))
  if ('not' in node) return collect(node.not, reading, ids)
  const type = reading.subject.columns.find(({ id }) => id === node.column)?.type
  if (type !== 'campaign' && type !== 'person' && type !== 'organization') return
  if (node.is !== 'is' || !('values' in node)) return
  ids[type].push(...node.values.filter((value) => typeof value === 'number'))
}
