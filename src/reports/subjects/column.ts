import { sql, type RawBuilder } from 'kysely'
import type { FieldId } from '../../accounts/fields/index.ts'
import type { Comparison, SubjectId } from '../definitions/index.ts'

export type ColumnType =
  'text' | 'number' | 'time' | 'day' | 'flag' | 'choice' | 'campaign' | 'person' | 'organization'

export type Sql = RawBuilder<unknown>

/** One column of a subject: what it is called, and how it is read. */
export interface Column {
  id: string
  title: string
  type: ColumnType
  description: string
  /** The value; of a reference, the id. A text is null rather than empty, a flag never null. */
  value: Sql
  /** Of a reference: what it is called. */
  name?: Sql
  /** The join that the value, or the name, is read from; absent: the subject's own row. */
  join?: string
  nameJoin?: string
  /** Of a choice: what may stand there; of a text, what may be offered. */
  choices: readonly (readonly [value: string, title: string])[]
  /** Of a choice that is kept as a code: the column, and the code of each value. */
  kept?: { value: Sql; codes: Readonly<Record<string, number>> }
  isSummable: boolean
  isGroupable: boolean
}

/** A way from the subject's row to another table, to one row of it at most. */
export interface Join {
  /** Joins that stand before this one. */
  needs?: readonly string[]
  /** For all rows at once: read as a set, whatever the planner does with it. */
  all: Sql
  /** For a page of rows, where that is another statement. */
  each?: Sql
}

/** A part of a row's identity, with its type in the database. */
export interface Key {
  value: Sql
  type: 'integer' | 'bigint' | 'timestamptz' | 'text'
}

export interface Subject {
  id: SubjectId
  title: string
  /** What a row is. */
  description: string
  from: Sql
  /** What a row of it is called there. */
  alias: string
  /** Which rows of it: those of the workspace. */
  holds: Sql
  /** What tells one row from all others, and their order where no other is asked for. */
  key: readonly Key[]
  /** In the order they are written in. */
  joins: Readonly<Record<string, Join>>
  columns: readonly Column[]
  /** The columns a new view begins with. */
  usual: readonly string[]
  /** Columns that are hidden from who asks, by the field that hides each. */
  hidden?: ReadonlyMap<string, FieldId>
}

type Words = readonly [id: string, title: string, description?: string]
type Source = { join?: string; nameJoin?: string }

const plain = (type: ColumnType, [id, title, description = '']: Words) => ({
  ...{ id, title, type, description, choices: [], isSummable: false },
  isGroupable: type !== 'number',
})

/** A text; an empty one is taken for nothing. */
export function text(words: Words, value: Sql, source: Source = {}): Column {
  return { ...plain('text', words), value: sql`nullif(${value}, '')`, ...source }
}

/** A whole number of something, which may be summed. */
export function figure(words: Words, value: Sql, source: Source = {}): Column {
  return { ...plain('number', words), isSummable: true, isGroupable: true, value, ...source }
}

export function time(words: Words, value: Sql, source: Source = {}): Column {
  return { ...plain('time', words), value, ...source }
}

/** Yes or no, never unknown. */
export function flag(words: Words, value: Sql, source: Source = {}): Column {
  return { ...plain('flag', words), value, ...source }
}

export function choice(
  words: Words,
  choices: Column['choices'],
  value: Sql,
  source: Source & Pick<Column, 'kept'> = {},
): Column {
  return { ...plain('choice', words), choices, value, ...source }
}

/** A campaign, a person or an organization: shown by its name, compared by its id. */
export function reference(
  type: 'campaign' | 'person' | 'organization',
  words: Words,
  { value, name, ...source }: { value: Sql; name: Sql } & Source,
): Column {
  return { ...plain(type, words), value, name, ...source }
}

const COMPARED: Record<ColumnType, readonly Comparison[]> = {
  text: ['is', 'exactly', 'contains', 'begins', 'ends', 'known'],
  number: ['is', 'above', 'below', 'at_least', 'at_most', 'known'],
  time: ['in', 'known'],
  day: ['is', 'before', 'after', 'known'],
  flag: ['is'],
  choice: ['is', 'known'],
  campaign: ['is', 'latest', 'known'],
  person: ['is', 'known'],
  organization: ['is', 'known'],
}

/** How a column of this type is compared. */
export function comparisonsOf(type: ColumnType): readonly Comparison[] {
  return COMPARED[type]
}

/** Whether there is a least and a greatest value to be told. */
export function isRanged({ type }: Column): boolean {
  return type === 'number' || type === 'time' || type === 'day'
}

/** Whether different values of it may be counted: a group for each shows them. */
export function isCountable({ type, isGroupable }: Column): boolean {
  return isGroupable && type !== 'time' && type !== 'flag'
}
