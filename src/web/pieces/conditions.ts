/** How the conditions of a group belong together. */
export type Mode = 'all' | 'any' | 'none'

/** A group as it is edited. Keys stay while things are added and taken away, so focus stays too. */
export interface Group<Condition> {
  key: number
  mode: Mode
  members: Member<Condition>[]
}
export interface Leaf<Condition> {
  key: number
  /** The condition is not to hold. */
  isNot: boolean
  condition: Condition
  /** When it was added here (performance.now); what was there before is not new. */
  madeAt: number
}
export type Member<Condition> = Group<Condition> | Leaf<Condition>

/** Conditions as the server takes them: none of them is not any of them. */
export type Written<Condition> =
  | Condition
  | { all: Written<Condition>[] }
  | { any: Written<Condition>[] }
  | { not: Written<Condition> }

let lastKey = 0
const nextKey = () => ++lastKey

export function isGroup<C>(member: Member<C>): member is Group<C> {
  return 'members' in member
}

export function newGroup<C>(mode: Mode, members: Member<C>[] = []): Group<C> {
  return { key: nextKey(), mode, members }
}

export function newLeaf<C>(condition: C, isNot = false): Leaf<C> {
  return { key: nextKey(), isNot, condition, madeAt: performance.now() }
}

/** What was edited, as it is sent; each condition as write makes it. */
export function writtenOf<C, W>(member: Member<C>, write: (condition: C) => W): Written<W> {
  if (!isGroup(member)) {
    const condition = write(member.condition)
    return member.isNot ? { not: condition } : condition
  }
  const members = member.members.map((one) => writtenOf(one, write))
  if (member.mode === 'none') return { not: { any: members } }
  return member.mode === 'all' ? { all: members } : { any: members }
}

/** Where a member stands in what the server was sent: it names faults by that. */
export function placeOf<C>(parent: string, mode: Mode, at: number, member: Member<C>): string {
  const place = `${parent}.${mode === 'none' ? 'not.any' : mode}.${at}`
  return isGroup(member) || !member.isNot ? place : `${place}.not`
}

/** What was kept, as it is edited; the outermost is always a group. */
export function groupOf<C, W extends object>(
  where: Written<W>,
  read: (condition: W) => C,
): Group<C> {
  const member = memberOf(where, read)
  return isGroup(member) ? member : newGroup('all', [member])
}

function memberOf<C, W extends object>(where: Written<W>, read: (condition: W) => C): Member<C> {
  if ('all' in where)
    return newGroup(
      'all',
      where.all.map((one) => memberOf(one, read)),
    )
  if ('any' in where)
    return newGroup(
      'any',
      where.any.map((one) => memberOf(one, read)),
    )
  if (!('not' in where)) return { ...newLeaf(read(where)), madeAt: -Infinity }
  const inner = memberOf(where.not, read)
  if (!isGroup(inner)) return { ...inner, isNot: !inner.isNot }
  if (inner.mode === 'any') return { ...inner, mode: 'none' }
  if (inner.mode === 'none') return { ...inner, mode: 'any' }
  return newGroup('none', [inner])
}

/** How many conditions a group holds, those of the groups within it too. */
export function conditionsIn<C>(group: Group<C>): number {
  return group.members.reduce((sum, one) => sum + (isGroup(one) ? conditionsIn(one) : 1), 0)
}
