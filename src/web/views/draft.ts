import * as conditions from '../pieces/conditions.ts'
import type { Column, Comparison, Definition, Measure, Subject, Unit, Value } from './words.ts'

/** A condition as it is edited: its values stay, whether they are asked for or not. */
export interface Condition {
  column: string
  is: Comparison
  values: Value[]
  /** The values are asked for whenever the view is opened; these are what is offered. */
  ask: { key: string; title: string } | null
}
export type Where = conditions.Group<Condition>

export interface DraftPart {
  is: 'count' | 'distinct' | 'sum' | 'min' | 'max'
  column: string
  where: Where
}
export interface DraftMeasure {
  key: string
  title: string
  isRate: boolean
  part: DraftPart
  /** Of a rate: what it is of. */
  whole: DraftPart
}
export type Sort = Definition['sort']

/** A view as it is edited. What does not count now (columns of a grouped view) stays as it was. */
export interface Draft {
  subject: Subject['id']
  isGrouped: boolean
  columns: string[]
  where: Where
  by: { column: string; unit: Unit | null }[]
  measures: DraftMeasure[]
  sortOfRows: Sort
  sortOfGroups: Sort
  limit: number | null
}

type Node = NonNullable<Definition['where']>
type WrittenCondition = Extract<Node, { column: string }>
type Parameter = Definition['parameters'][number]
type WrittenPart = Extract<Measure, { is: 'rate' }>['part']

const DAY: Unit = 'day'

/** A view of a subject as one begins it: its usual columns, all rows. */
export function newDraft({ id, usual }: Subject): Draft {
  return {
    subject: id,
    isGrouped: false,
    columns: [...usual],
    where: conditions.newGroup('all'),
    by: [],
    measures: [newMeasure([])],
    sortOfRows: [],
    sortOfGroups: [],
    limit: null,
  }
}

export function newPart(): DraftPart {
  return { is: 'count', column: '', where: conditions.newGroup('all') }
}

/** One more measure, under a key none of the others has. */
export function newMeasure(others: DraftMeasure[]): DraftMeasure {
  return {
    key: freeKey(
      'm',
      others.map(({ key }) => key),
    ),
    ...{ title: '', isRate: false, part: newPart(), whole: newPart() },
  }
}

/** A condition on this column as it begins, to be filled in. */
export function beginning({ id, type, comparisons }: Column): Condition {
  const values: Value[] =
    type === 'flag' ? [true] : type === 'time' ? [{ is: 'last', count: 30, unit: DAY }] : []
  return { column: id, is: comparisons[0]!, values, ask: null }
}

/** A key for a question a view asks, that no other of its questions has. */
export function keyForAsking(draft: Draft): string {
  return freeKey(
    'asked',
    asksIn(draft).map(({ ask }) => ask!.key),
  )
}

function freeKey(word: string, taken: string[]): string {
  let n = taken.length + 1
  while (taken.includes(`${word}_${n}`)) n++
  return `${word}_${n}`
}

/** The view as the server takes it. With isTried, what will be asked for counts as answered. */
export function definitionOf(draft: Draft, isTried = false): Definition {
  const write = ({ column, is, values, ask }: Condition): WrittenCondition =>
    ask === null || isTried ? { column, is, values } : { column, is, parameter: ask.key }
  const tree = (where: Where): Node | null =>
    where.members.length === 0 ? null : (conditions.writtenOf(where, write) as Node)
  const partOf = ({ is, column, where }: DraftPart) =>
    ({ is, ...(is !== 'count' && { column }), where: tree(where) }) as WrittenPart
  const measureOf = ({ key, title, isRate, part, whole }: DraftMeasure): Measure =>
    isRate
      ? { is: 'rate', key, title, part: partOf(part), whole: partOf(whole) }
      : ({ ...partOf(part), key, title } as Measure)
  const { isGrouped, by, limit, subject } = draft
  return {
    ...{ version: 1, subject, limit },
    columns: isGrouped ? [] : draft.columns,
    where: tree(draft.where),
    group: isGrouped ? { by, measures: draft.measures.map(measureOf) } : null,
    sort: isGrouped ? draft.sortOfGroups : draft.sortOfRows,
    parameters: isTried ? [] : parametersOf(draft),
  }
}

function parametersOf(draft: Draft): Parameter[] {
  const found = new Map<string, Parameter>()
  for (const { ask, values } of asksIn(draft)) {
    if (found.has(ask!.key)) continue
    found.set(ask!.key, { ...ask!, values: values.length === 0 ? null : values })
  }
  return [...found.values()]
}

function asksIn({ where, isGrouped, measures }: Draft): Condition[] {
  const ofMeasures = measures.flatMap(({ isRate, part, whole }) =>
    isRate ? [part.where, whole.where] : [part.where],
  )
  return [where, ...(isGrouped ? ofMeasures : [])].flatMap(leaves).filter(({ ask }) => ask !== null)
}

function leaves(member: conditions.Member<Condition>): Condition[] {
  return conditions.isGroup(member) ? member.members.flatMap(leaves) : [member.condition]
}

/** A kept view, to be edited. */
export function draftOf(definition: Definition, subject: Subject): Draft {
  const asked = new Map(definition.parameters.map((one) => [one.key, one]))
  const read = (written: WrittenCondition): Condition => {
    const { column, is } = written
    if ('values' in written) return { column, is, values: written.values, ask: null }
    const { parameter: key } = written
    const { title = key, values = null } = asked.get(key) ?? {}
    return { column, is, values: values ?? [], ask: { key, title } }
  }
  const tree = (where: Node | null): Where =>
    where === null
      ? conditions.newGroup('all')
      : conditions.groupOf<Condition, WrittenCondition>(where, read)
  const part = (one: WrittenPart | Exclude<Measure, { is: 'rate' }>): DraftPart => ({
    is: one.is,
    column: 'column' in one ? one.column : '',
    where: tree(one.where),
  })
  const measure = (one: Measure): DraftMeasure =>
    one.is === 'rate'
      ? {
          ...{ key: one.key, title: one.title, isRate: true },
          ...{ part: part(one.part), whole: part(one.whole) },
        }
      : { key: one.key, title: one.title, isRate: false, part: part(one), whole: newPart() }
  const { group, columns, sort, limit } = definition
  const base = { ...newDraft(subject), where: tree(definition.where), limit }
  if (group === null) return { ...base, columns, sortOfRows: sort }
  return {
    ...{ ...base, isGrouped: true, by: group.by, sortOfGroups: sort },
    measures: group.measures.map(measure),
  }
}
