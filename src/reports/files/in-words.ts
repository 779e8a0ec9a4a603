import { columnOf, type Reading } from '../conditions.ts'
import type { Condition, Measure, Node, Part, Period, Value } from '../definitions/index.ts'
import type { Prepared } from '../prepare.ts'
import type { Column } from '../subjects/column.ts'
import { clockWords } from './clock.ts'

/** A sentence is cut here: what asks for more is no question that is read. */
const CHARS_MAX = 2_000
const VALUES_SHOWN = 20

/** What campaigns, people and organizations that a question names are called, by column type. */
export type NamesOfIds = Readonly<
  Record<'campaign' | 'person' | 'organization', Map<number, string>>
>

interface Telling {
  reading: Reading
  names: NamesOfIds
}

/** A question as a reader takes it in: label and words, a line each. Pure. */
export function questionInWords(
  { view, reading }: Prepared,
  names: NamesOfIds,
): (readonly [label: string, words: string])[] {
  const telling = { reading, names }
  const { where, group, sort, limit } = view
  const lines: [string, string][] = [['About', reading.subject.title]]
  if (where !== null) lines.push(['Which', nodeWords(where, telling)])
  if (group !== null && group.by.length > 0) {
    const by = group.by.map(({ column, unit }) => {
      const { title } = columnOf(reading, column)
      return unit === null ? title : `${title}, by ${unit}`
    })
    lines.push(['Grouped by', by.join('; ')])
  }
  const measures = group?.measures.flatMap((one) => measureWords(one, telling)) ?? []
  if (measures.length > 0) lines.push(['Figures', measures.join('; ')])
  if (sort.length > 0) {
    const sorted = sort.map(({ by, direction }) => {
      const measure = group?.measures.find(({ key }) => key === by)
      const title = measure ? titleOf(measure, telling) : columnOf(reading, by).title
      return direction === 'desc' ? `${title}, the greatest first` : title
    })
    lines.push(['Sorted by', sorted.join('; ')])
  }
  if (limit !== null) lines.push(['At most', `${limit} ${group === null ? 'rows' : 'groups'}`])
  return lines.map(([label, words]) => [label, cut(words)])
}

/** A rate, or a figure of some rows only, is told with what it is of; others say it by title. */
function measureWords(measure: Measure, telling: Telling): string[] {
  const title = titleOf(measure, telling)
  if (measure.is === 'rate') {
    const { part, whole } = measure
    return [`${title}: ${partWords(part, telling)}, of ${partWords(whole, telling)}`]
  }
  if (measure.where === null) return []
  return [`${title}: where ${nodeWords(measure.where, telling)}`]
}

function titleOf(measure: Measure, { reading }: Telling): string {
  if (measure.title !== '') return measure.title
  if (measure.is === 'count') return reading.subject.title
  return measure.is === 'rate' ? 'Rate' : columnOf(reading, measure.column).title
}

function partWords(part: Part, telling: Telling): string {
  const title = part.is === 'count' ? '' : columnOf(telling.reading, part.column).title
  const what = { count: 'rows', distinct: `different ${title}`, sum: `the sum of ${title}` }[
    part.is
  ]
  return part.where === null ? what : `${what} where ${nodeWords(part.where, telling)}`
}

function nodeWords(node: Node, telling: Telling): string {
  const inside = (nodes: readonly Node[], joint: string) =>
    nodes
      .map((one) => {
        const words = nodeWords(one, telling)
        const isGroup = ('all' in one && one.all.length > 1) || ('any' in one && one.any.length > 1)
        return isGroup ? `(${words})` : words
      })
      .join(joint)
  if ('all' in node) return inside(node.all, ' and ')
  if ('any' in node) return inside(node.any, ' or ')
  return 'not' in node ? `not (${nodeWords(node.not, telling)})` : conditionWords(node, telling)
}

const VERBS: Record<Condition['is'], string> = {
  ...{ is: 'is', exactly: 'is to the letter', contains: 'contains', begins: 'begins with' },
  ...{ ends: 'ends with', above: 'is above', below: 'is below', at_least: 'is at least' },
  ...{ at_most: 'is at most', before: 'is before', after: 'is after', in: 'is in' },
  ...{ latest: 'is among the latest', known: 'is filled in' },
}

function conditionWords(condition: Condition, telling: Telling): string {
  const column = columnOf(telling.reading, condition.column)
  const said = `${column.title} ${VERBS[condition.is]}`
  if (condition.is === 'known') return said
  if (!('values' in condition)) return `${said} what is given as ${condition.parameter}`
  const { values } = condition
  const shown = values.slice(0, VALUES_SHOWN).map((value) => valueWords(value, column, telling))
  const more = values.length - shown.length
  return `${said} ${shown.join(' or ')}${more > 0 ? ` or ${more} more` : ''}`
}

function valueWords(value: Value, column: Column, { reading, names }: Telling): string {
  if (typeof value === 'object') return periodWords(value, reading)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const { type } = column
  if (type === 'campaign' || type === 'person' || type === 'organization') {
    return typeof value === 'number' && names[type].has(value)
      ? `“${names[type].get(value)}”`
      : String(value)
  }
  if (type === 'choice') return column.choices.find(([one]) => one === value)?.[1] ?? String(value)
  return type === 'text' ? `“${value}”` : String(value)
}

function periodWords(period: Period, { timeZone }: Reading): string {
  const at = (iso: string) => clockWords(Date.parse(iso), timeZone)
  switch (period.is) {
    case 'last':
      return `the last ${period.count} ${period.unit}s`
    case 'before_last':
      return `the time before the last ${period.count} ${period.unit}s`
    case 'this':
      return `this ${period.unit}`
    case 'previous':
      return `the ${period.unit} before this`
    case 'holding':
      return `the ${period.unit} of ${at(period.moment)}`
    case 'between':
      return [
        ...(period.from === null ? [] : [`from ${at(period.from)}`]),
        ...(period.until === null ? [] : [`before ${at(period.until)}`]),
      ].join(' and ')
  }
}

function cut(text: string): string {
  return text.length <= CHARS_MAX ? text : `${text.slice(0, CHARS_MAX - 1)}…`
}
