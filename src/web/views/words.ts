import type { AnswerTo, Given } from '../api.ts'

export type View = AnswerTo<'views.show'>
export type Definition = View['definition']
export type Catalogue = AnswerTo<'views.catalogue'>
export type Subject = Catalogue['subjects'][number]
export type SubjectId = Subject['id']
export type Column = Subject['columns'][number]
export type Comparison = Column['comparisons'][number]
export type Page = AnswerTo<'views.run'>
export type ShownColumn = Page['columns'][number]
export type Cell = Page['rows'][number][number]
export type Values = NonNullable<Given<'views.run'>['body']['parameters']>
export type Value = Values[string][number]
export type Period = Extract<Value, { is: string }>
export type Unit = Extract<Period, { unit: string }>['unit']
export type Measure = NonNullable<Definition['group']>['measures'][number]

interface Verb {
  value: string
  label: string
}

const both = (is: Comparison, label: string, not: string): Verb[] => [
  { value: is, label },
  { value: `not ${is}`, label: not },
]

const VERBS: Record<Comparison, Verb[]> = {
  is: both('is', 'is', 'is not'),
  exactly: both('exactly', 'is to the letter', 'is not to the letter'),
  contains: both('contains', 'contains', 'does not contain'),
  begins: both('begins', 'begins with', 'does not begin with'),
  ends: both('ends', 'ends with', 'does not end with'),
  above: [{ value: 'above', label: 'is above' }],
  below: [{ value: 'below', label: 'is below' }],
  at_least: [{ value: 'at_least', label: 'is at least' }],
  at_most: [{ value: 'at_most', label: 'is at most' }],
  before: [{ value: 'before', label: 'is before' }],
  after: [{ value: 'after', label: 'is after' }],
  in: both('in', 'is in', 'is not in'),
  latest: both('latest', 'is among the latest', 'is not among the latest'),
  known: both('known', 'is filled in', 'is empty'),
}

/** How a column is compared, in words; those a kept view holds besides are offered too. */
export function verbsOf(column: Column, chosen: { isNot: boolean; is: Comparison }): Verb[] {
  const verbs = column.comparisons.flatMap((is) => VERBS[is])
  const value = `${chosen.isNot ? 'not ' : ''}${chosen.is}`
  if (verbs.some((verb) => verb.value === value)) return verbs
  return [...verbs, { value, label: value.replace('_', ' ') }]
}

/** Comparisons with one value, of which several would say the same as one. */
export const SINGLE: readonly Comparison[] = [
  ...(['above', 'below', 'at_least', 'at_most', 'before', 'after', 'latest'] as const),
]

export const UNITS: { value: Unit; label: string; many: string }[] = [
  { value: 'hour', label: 'hour', many: 'hours' },
  { value: 'day', label: 'day', many: 'days' },
  { value: 'week', label: 'week', many: 'weeks' },
  { value: 'month', label: 'month', many: 'months' },
  { value: 'quarter', label: 'quarter', many: 'quarters' },
  { value: 'year', label: 'year', many: 'years' },
]

export const PERIODS: { value: Period['is']; label: string }[] = [
  { value: 'last', label: 'the last …' },
  { value: 'before_last', label: 'longer ago than …' },
  { value: 'this', label: 'this …' },
  { value: 'previous', label: 'the … before this' },
  { value: 'holding', label: 'the … of a date' },
  { value: 'between', label: 'between two dates' },
]

export const MEASURES: { value: Measure['is']; label: string }[] = [
  { value: 'count', label: 'Number of rows' },
  { value: 'distinct', label: 'Different values of' },
  { value: 'sum', label: 'Sum of' },
  { value: 'min', label: 'Least of' },
  { value: 'max', label: 'Greatest of' },
  { value: 'rate', label: 'Rate' },
]

/** Which columns a measure can be of. */
export function fitsMeasure(is: Measure['is'], column: Column): boolean {
  if (is === 'distinct') return column.isCountable
  if (is === 'sum') return column.isSummable
  return is !== 'min' && is !== 'max' ? false : column.isRanged
}

const SEEN_BY: Record<View['seenBy'], string> = {
  owner: 'Only its owner',
  everybody: 'Everybody',
  roles: 'Some roles',
}

export const SEEN_BY_CHOICES = (Object.keys(SEEN_BY) as View['seenBy'][]).map((value) => ({
  value,
  label: SEEN_BY[value],
}))

/** Who sees a view, in words. */
export function seenByWords({ seenBy, roles }: Pick<View, 'seenBy' | 'roles'>): string {
  return seenBy === 'roles' ? `${roles.join('s, ')}s`.replace(/^./, upper) : SEEN_BY[seenBy]
}

const upper = (letter: string) => letter.toUpperCase()
