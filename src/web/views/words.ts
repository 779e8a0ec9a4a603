import type { AnswerTo, Given } from '../api.ts'
import { inLine, t, tc, verbatim } from '../languages/messages.ts'

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
  { value: verbatim(`not ${is}`), label: not },
]

const VERBS: Record<Comparison, Verb[]> = {
  is: both('is', tc('comparison')`is`, tc('comparison')`is not`),
  exactly: both(
    'exactly',
    tc('comparison')`is to the letter`,
    tc('comparison')`is not to the letter`,
  ),
  contains: both('contains', tc('comparison')`contains`, tc('comparison')`does not contain`),
  begins: both('begins', tc('comparison')`begins with`, tc('comparison')`does not begin with`),
  ends: both('ends', tc('comparison')`ends with`, tc('comparison')`does not end with`),
  above: [{ value: 'above', label: tc('comparison')`is above` }],
  below: [{ value: 'below', label: tc('comparison')`is below` }],
  at_least: [{ value: 'at_least', label: tc('comparison')`is at least` }],
  at_most: [{ value: 'at_most', label: tc('comparison')`is at most` }],
  before: [{ value: 'before', label: tc('comparison')`is before` }],
  after: [{ value: 'after', label: tc('comparison')`is after` }],
  in: both('in', tc('comparison')`is in`, tc('comparison')`is not in`),
  latest: both(
    'latest',
    tc('comparison')`is among the latest`,
    tc('comparison')`is not among the latest`,
  ),
  known: both('known', tc('comparison')`is filled in`, tc('comparison')`is empty`),
}

/** How a column is compared, in words; those a kept view holds besides are offered too. */
export function verbsOf(column: Column, chosen: { isNot: boolean; is: Comparison }): Verb[] {
  const verbs = column.comparisons.flatMap((is) => VERBS[is])
  const value = `${chosen.isNot ? 'not ' : ''}${chosen.is}`
  if (verbs.some((verb) => verb.value === value)) return verbs
  const other = VERBS[chosen.is].find((verb) => verb.value === value)
  return [...verbs, other ?? { value, label: NOT[chosen.is] ?? value }]
}

/** What is not offered, and may be held by a view that a program has kept. */
const NOT: Partial<Record<Comparison, string>> = {
  above: tc('comparison')`is not above`,
  below: tc('comparison')`is not below`,
  at_least: tc('comparison')`is not at least`,
  at_most: tc('comparison')`is not at most`,
  before: tc('comparison')`is not before`,
  after: tc('comparison')`is not after`,
}

/** Comparisons with one value, of which several would say the same as one. */
export const SINGLE: readonly Comparison[] = [
  ...(['above', 'below', 'at_least', 'at_most', 'before', 'after', 'latest'] as const),
]

/** One of them, several of them, and each of them. */
export const UNITS: { value: Unit; label: string; many: string; each: string }[] = [
  { value: 'hour', label: t`hour`, many: tc('how many')`hours`, each: t`each hour` },
  { value: 'day', label: t`day`, many: tc('how many')`days`, each: t`each day` },
  { value: 'week', label: t`week`, many: tc('how many')`weeks`, each: t`each week` },
  { value: 'month', label: t`month`, many: tc('how many')`months`, each: t`each month` },
  { value: 'quarter', label: t`quarter`, many: tc('how many')`quarters`, each: t`each quarter` },
  { value: 'year', label: t`year`, many: tc('how many')`years`, each: t`each year` },
]

type Periods = { value: Period['is']; label: string }[]

const AGO: Periods = [
  { value: 'last', label: t`the last …` },
  { value: 'before_last', label: t`longer ago than …` },
]
const BETWEEN: Periods = [{ value: 'between', label: t`between two dates` }]
const OF_MONTHS: Periods = [
  { value: 'this', label: tc('month, quarter, year, day')`this …` },
  { value: 'previous', label: tc('month, quarter, year, day')`the … before this` },
  { value: 'holding', label: tc('month, quarter, year, day')`the … of a date` },
]
const OF_WEEKS: Periods = [
  { value: 'this', label: tc('week, hour')`this …` },
  { value: 'previous', label: tc('week, hour')`the … before this` },
  { value: 'holding', label: tc('week, hour')`the … of a date` },
]

/** What a period can be; the words go with its unit, which has a gender in some languages. */
export function periodsOf(period: Period): Periods {
  const isOfWeeks = 'unit' in period && (period.unit === 'week' || period.unit === 'hour')
  return [...AGO, ...(isOfWeeks ? OF_WEEKS : OF_MONTHS), ...BETWEEN]
}

export const MEASURES: { value: Measure['is']; label: string }[] = [
  { value: 'count', label: t`Number of rows` },
  { value: 'distinct', label: t`Different values of` },
  { value: 'sum', label: t`Sum of` },
  { value: 'min', label: t`Least of` },
  { value: 'max', label: t`Greatest of` },
  { value: 'rate', label: t`Rate` },
]

/** What a measure of a column is called that has no name; as the server calls it, in English. */
export function measureOf(is: 'distinct' | 'sum' | 'min' | 'max', column: string): string {
  return {
    distinct: t`${column} (different)`,
    sum: t`${column} (sum)`,
    min: t`${column} (least)`,
    max: t`${column} (greatest)`,
  }[is]
}

/** Which columns a measure can be of. */
export function fitsMeasure(is: Measure['is'], column: Column): boolean {
  if (is === 'distinct') return column.isCountable
  if (is === 'sum') return column.isSummable
  return is !== 'min' && is !== 'max' ? false : column.isRanged
}

const SEEN_BY: Record<View['seenBy'], string> = {
  owner: t`Only its owner`,
  everybody: t`Everybody`,
  roles: t`Some roles`,
}

export const SEEN_BY_CHOICES = (Object.keys(SEEN_BY) as View['seenBy'][]).map((value) => ({
  value,
  label: SEEN_BY[value],
}))

const ROLES: Record<View['roles'][number], string> = {
  administrator: t`Administrators`,
  manager: t`Managers`,
  editor: t`Editors`,
  viewer: t`Viewers`,
}

export const ROLES_SEEING = (Object.keys(ROLES) as View['roles']).map((value) => ({
  value,
  label: ROLES[value],
}))

type Seen = Pick<View, 'seenBy' | 'roles'>

/** Who sees a view, in words. */
export function seenByWords({ seenBy, roles }: Seen): string {
  if (seenBy !== 'roles') return SEEN_BY[seenBy]
  return roles.map((role, at) => (at === 0 ? ROLES[role] : inLine(ROLES[role]))).join(', ')
}

/** As seenByWords, within a line. */
export function seenByWithin({ seenBy, roles }: Seen): string {
  if (seenBy === 'owner') return t`seen by only its owner`
  if (seenBy === 'everybody') return t`seen by everybody`
  return t`seen by ${roles.map((role) => inLine(ROLES[role])).join(', ')}`
}
