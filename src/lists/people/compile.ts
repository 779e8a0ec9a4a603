import { sql, type RawBuilder } from 'kysely'
import { bitsOf, idsOf } from '../../platform/database/index.ts'
import type { Condition, Segment, SegmentNode } from '../segments/index.ts'
import { ownField, ownFieldHolds } from './fields.ts'
import { ownColumn, personsIn, withAnyAddress, type Asking } from './sets.ts'

/**
 * The persons of a segment as a select of person_id, each once: whoever stands for others, never
 * one who was merged or erased. Pure. Only bound values come of the definition, no identifiers.
 */
export function personsOf(segment: Segment, asking: Asking): RawBuilder<unknown> {
  return sql`select i.id as person_id from (${idsOf(placesOf(segment, asking))}) i`
}

/**
 * The same persons as rows of place and bits. Each condition is a set, read once, and the tree is
 * worked out on 64 neighbours at a time. Everybody is read only where the tree holds for somebody
 * who is in none of its sets.
 */
export function placesOf({ where }: Segment, asking: Asking): RawBuilder<unknown> {
  const { workspaceId } = asking
  const sets: RawBuilder<unknown>[] = []
  const bits = bitsOfNode(where, asking, sets)
  const isMerged = sql`select id from person
    where workspace_id = ${workspaceId} and merged_into is not null`
  const everybody = sql`select id from person
    where workspace_id = ${workspaceId} and merged_into is null`
  const base = holdsForNobody(where) ? sql`~bit_or(b.base)` : sql`bit_or(b.base)`
  sets.push(bitsOf(holdsForNobody(where) ? isMerged : everybody))
  const arms = sets.map((set, at) => {
    const columns = sets.map((_, other) => (other === at ? sql`s.bits` : sql`0::bigint`))
    return sql`select s.place, ${sql.join(columns)} from (${set}) s (place, bits)`
  })
  const names = sets.map((_, at) => (at === sets.length - 1 ? sql`base` : sql.ref(`s${at}`)))
  return sql`
    select b.place, ${base} & ${bits} as bits
    from (${sql.join(arms, sql` union all `)}) b (place, ${sql.join(names)})
    group by b.place`
}

/** Which of the neighbours in b a node holds for. */
function bitsOfNode(
  node: SegmentNode,
  asking: Asking,
  sets: RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const inside = (inner: SegmentNode) => bitsOfNode(inner, asking, sets)
  if ('all' in node) return sql`(${sql.join(node.all.map(inside), sql` & `)})`
  if ('any' in node) return sql`(${sql.join(node.any.map(inside), sql` | `)})`
  if ('not' in node) return sql`(~(${inside(node.not)}))`
  sets.push(setOf(node, asking))
  const bits = sql`bit_or(${sql.ref(`b.s${sets.length - 1}`)})`
  return isComplement(node) ? sql`~(${bits})` : bits
}

/** Whether a node holds for nobody who is in none of its sets. */
function holdsForNobody(node: SegmentNode): boolean {
  if ('all' in node) return node.all.some(holdsForNobody)
  if ('any' in node) return node.any.every(holdsForNobody)
  if ('not' in node) return !holdsForNobody(node.not)
  return !isComplement(node)
}

/** Who has no address is whoever is not in the set of those who have one. */
function isComplement(condition: Condition): boolean {
  return condition.about === 'address' && condition.is === 'none'
}

function setOf(condition: Condition, asking: Asking): RawBuilder<unknown> {
  const { workspaceId } = asking
  if (isComplement(condition)) return bitsOf(withAnyAddress(workspaceId))
  const own =
    condition.about === 'origin' || condition.about === 'added'
      ? ownColumn(condition, asking)
      : condition.about === 'own_field'
        ? ownFieldHolds(condition)
        : condition.about === 'field'
          ? ownField(condition, workspaceId)
          : null
  if (own !== null) {
    return bitsOf(sql`select p.id from person p where p.workspace_id = ${workspaceId} and ${own}`)
  }
  return personsIn(condition as Parameters<typeof personsIn>[0], asking)
}
