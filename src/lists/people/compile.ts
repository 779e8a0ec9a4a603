import { sql, type RawBuilder } from 'kysely'
import { usersOf, type OfAddresses } from '../../people/index.ts'
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

/** Whom a condition holds for: rows of place and bits of persons, or what holds of addresses. */
type Set = RawBuilder<unknown> | OfAddresses

/**
 * The same persons as rows of place and bits. Each condition is a set, read once, and the tree is
 * worked out on 64 neighbours at a time. Everybody is read only where the tree holds for somebody
 * who is in none of its sets.
 */
export function placesOf({ where }: Segment, asking: Asking): RawBuilder<unknown> {
  const { workspaceId } = asking
  const sets: Set[] = []
  const bits = bitsOfNode(where, asking, sets)
  const isMerged = sql`select id from person
    where workspace_id = ${workspaceId} and merged_into is not null`
  const everybody = sql`select id from person
    where workspace_id = ${workspaceId} and merged_into is null`
  const base = holdsForNobody(where) ? sql`~bit_or(b.base)` : sql`bit_or(b.base)`
  sets.push(bitsOf(holdsForNobody(where) ? isMerged : everybody))
  const names = sets.map((_, at) => (at === sets.length - 1 ? sql`base` : sql.ref(`s${at}`)))
  return sql`
    select b.place, ${base} & ${bits} as bits
    from (${sql.join(armsOf(sets, workspaceId), sql` union all `)}) b (place, ${sql.join(names)})
    group by b.place`
}

/** Rows of place with a column for each set: a select for each, but one for all of addresses. */
function armsOf(sets: readonly Set[], workspaceId: number): RawBuilder<unknown>[] {
  const asked = sets.filter((set) => 'holds' in set)
  const selected = (rows: RawBuilder<unknown>, columnOf: (set: Set) => string | null) => {
    const columns = sets.map((set) => {
      const column = columnOf(set)
      return column === null ? sql`0::bigint` : sql.ref(`s.${column}`)
    })
    return sql`select s.place, ${sql.join(columns)} from (${rows}) s`
  }
  const ofPersons = sets.flatMap((set) =>
    'holds' in set ? [] : [selected(set, (one) => (one === set ? 'bits' : null))],
  )
  if (asked.length === 0) return ofPersons
  const ofUsers = selected(usersOf(workspaceId, asked), (one) =>
    'holds' in one ? `u${asked.indexOf(one)}` : null,
  )
  return [ofUsers, ...ofPersons]
}

/** Which of the neighbours in b a node holds for. */
function bitsOfNode(node: SegmentNode, asking: Asking, sets: Set[]): RawBuilder<unknown> {
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

function setOf(condition: Condition, asking: Asking): Set {
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
