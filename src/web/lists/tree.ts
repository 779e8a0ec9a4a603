import type { Given } from '../api.ts'
import * as conditions from '../pieces/conditions.ts'

export type Definition = Given<'personLists.preview'>['body']['definition']
export type Where = Definition['where']
export type Condition = Extract<Where, { about: string }>
export type About = Condition['about']
export type ConditionAbout<A extends About> = Extract<Condition, { about: A }>
export type Group = conditions.Group<Condition>
export type Leaf = conditions.Leaf<Condition>

const same = (condition: Condition) => condition

/** A group as the server takes it. */
export function definitionOf(group: Group): Definition {
  return { version: 1, where: conditions.writtenOf(group, same) }
}

/** A definition as it is edited. */
export function groupOf({ where }: Definition): Group {
  return conditions.groupOf<Condition, Condition>(where, same)
}
