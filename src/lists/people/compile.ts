import { sql, type RawBuilder } from 'kysely'
import { isMarked, leftJoinBits } from '../../platform/database/index.ts'
import type { Condition, Segment, SegmentNode } from '../segments/index.ts'
import { ownField, ownFieldHolds } from './fields.ts'
import { ownColumn, personsIn, withAnyAddress, type Asking } from './sets.ts'

/**
 * The persons of a segment as a select of person_id, each once: whoever stands for others, never
 * one who was merged or erased. Pure. Only bound values come of the definition, no identifiers.
 *
 * Conditions of the person's own row are asked in place; any other is a set, joined from the left
 * once as bits, so that its rows are read once however the tree combines them, and a person's marks
 * are looked at.
 */
export function personsOf({ where }: Segment, asking: Asking): RawBuilder<unknown> {
  const sets: RawBuilder<unknown>[] = []
  const holds = holdsOf(where, asking, sets)
  const joins = sets.map((set, at) => leftJoinBits(set, `s${at}`, sql`p.id`))
  return sql`
    select p.id as person_id from person p
    ${sql.join(joins, sql` `)}
    where p.workspace_id = ${asking.workspaceId} and p.merged_into is null and ${holds}`
}

function holdsOf(
  node: SegmentNode,
  asking: Asking,
  sets: RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const inside = (inner: SegmentNode) => holdsOf(inner, asking, sets)
  if ('all' in node) return sql`(${sql.join(node.all.map(inside), sql` and `)})`
  if ('any' in node) return sql`(${sql.join(node.any.map(inside), sql` or `)})`
  if ('not' in node) return sql`not ${inside(node.not)}`
  return holdsFor(node, asking, sets)
}

function holdsFor(
  condition: Condition,
  asking: Asking,
  sets: RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const isIn = (set: RawBuilder<unknown>) => {
    sets.push(set)
    return isMarked(`s${sets.length - 1}`, sql`p.id`)
  }
  if (condition.about === 'origin' || condition.about === 'added') {
    return ownColumn(condition, asking)
  }
  if (condition.about === 'own_field') return ownFieldHolds(condition)
  if (condition.about === 'field') {
    const own = ownField(condition, asking.workspaceId)
    if (own !== null) return own
  }
  if (condition.about === 'address' && condition.is === 'none') {
    return sql`not ${isIn(withAnyAddress(asking.workspaceId))}`
  }
  return isIn(personsIn(condition, asking))
}
