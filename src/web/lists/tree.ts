import type { Given } from '../api.ts'

export type Definition = Given<'personLists.preview'>['body']['definition']
export type Where = Definition['where']
export type Condition = Extract<Where, { about: string }>
export type About = Condition['about']
export type ConditionAbout<A extends About> = Extract<Condition, { about: A }>

/** How the conditions of a group belong together. */
export type Mode = 'all' | 'any' | 'none'

/** A group as it is edited. Keys stay while things are added and taken away, so focus stays too. */
export interface Group {
  key: number
  mode: Mode
  members: Member[]
}
export interface Leaf {
  key: number
  /** The condition is not to hold. */
  isNot: boolean
  condition: Condition
  /** When it was added here (performance.now); what was there before is not new. */
  madeAt: number
}
export type Member = Group | Leaf

let lastKey = 0
const nextKey = () => ++lastKey

export function isGroup(member: Member): member is Group {
  return 'members' in member
}

export function newGroup(mode: Mode, members: Member[] = []): Group {
  return { key: nextKey(), mode, members }
}

export function newLeaf(condition: Condition, isNot = false): Leaf {
  return { key: nextKey(), isNot, condition, madeAt: performance.now() }
}

/** A group as the server takes it: none of them is not any of them. */
export function definitionOf(group: Group): Definition {
  return { version: 1, where: whereOf(group) }
}

function whereOf(member: Member): Where {
  if (!isGroup(member)) return member.isNot ? { not: member.condition } : member.condition
  const members = member.members.map(whereOf)
  if (member.mode === 'none') return { not: { any: members } }
  return member.mode === 'all' ? { all: members } : { any: members }
}

/** Where a member stands in what the server was sent: it names faults by that. */
export function placeOf(parent: string, mode: Mode, at: number, member: Member): string {
  const place = `${parent}.${mode === 'none' ? 'not.any' : mode}.${at}`
  return isGroup(member) || !member.isNot ? place : `${place}.not`
}

/** A definition as it is edited; the outermost is always a group. */
export function groupOf({ where }: Definition): Group {
  const member = memberOf(where)
  return isGroup(member) ? member : newGroup('all', [member])
}

function memberOf(where: Where): Member {
  if ('all' in where) return newGroup('all', where.all.map(memberOf))
  if ('any' in where) return newGroup('any', where.any.map(memberOf))
  if (!('not' in where)) return { ...newLeaf(where), madeAt: -Infinity }
  const inner = memberOf(where.not)
  if (!isGroup(inner)) return { ...inner, isNot: !inner.isNot }
  if (inner.mode === 'any') return { ...inner, mode: 'none' }
  if (inner.mode === 'none') return { ...inner, mode: 'any' }
  return newGroup('none', [inner])
}

/** How many conditions a group holds, those of the groups within it too. */
export function conditionsIn(group: Group): number {
  return group.members.reduce((sum, one) => sum + (isGroup(one) ? conditionsIn(one) : 1), 0)
}
