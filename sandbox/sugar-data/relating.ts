import type { Crm } from './crm.ts'
import type { Link } from './links.ts'
import type { Pair } from './ties.ts'

/** The live records that a link leads to, by their ids. */
export function related(crm: Crm, link: Link, id: string): readonly string[] {
  return linked(crm, link, id).filter((one) => crm.rows(link.module).live(one) !== undefined)
}

function linked(crm: Crm, link: Link, id: string): readonly string[] {
  switch (link.kind) {
    case 'tie':
      return crm.ties.of(link.tie, link.side, id)
    case 'children': {
      const rows = crm.rows(link.module).all()
      return rows.flatMap((row) => (row[link.field] === id ? row.id : []))
    }
    case 'parent':
      return [crm.rows(link.of).live(id)?.[link.field] ?? ''].filter(Boolean)
    case 'addresses':
      return crm.addresses.of(id).map((row) => row.id)
  }
}

/**
 * Links two records that are there; to do it again changes nothing, and no date of theirs. False
 * for addresses, which are given by writing to the person.
 */
export function relate(crm: Crm, link: Link, id: string, relatedId: string): boolean {
  if (link.kind === 'addresses') return false
  if (link.kind === 'tie') crm.ties.add(link.tie, pairOf(link.side, id, relatedId), crm.now())
  else name(crm, link, { id, relatedId }, link.kind === 'parent' ? relatedId : id)
  return true
}

/** False when they were not linked. */
export function unrelate(crm: Crm, link: Link, id: string, relatedId: string): boolean {
  if (link.kind === 'addresses' || !related(crm, link, id).includes(relatedId)) return false
  if (link.kind === 'tie') crm.ties.remove(link.tie, pairOf(link.side, id, relatedId))
  else name(crm, link, { id, relatedId }, null)
  return true
}

type Named = Extract<Link, { field: string }>

/** Writes into the field that names the other record, whichever of the two has it. */
function name(
  crm: Crm,
  link: Named,
  { id, relatedId }: { id: string; relatedId: string },
  value: string | null,
): void {
  const row =
    link.kind === 'parent' ? crm.rows(link.of).live(id) : crm.rows(link.module).live(relatedId)
  if (row !== undefined) row[link.field] = value
}

function pairOf(side: keyof Pair, id: string, relatedId: string): Pair {
  return side === 'left' ? { left: id, right: relatedId } : { left: relatedId, right: id }
}
