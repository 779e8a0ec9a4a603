import { readAs, type Fault } from '../platform/read-as.ts'
import { Refused } from '../platform/refused.ts'
import type { Cell } from './cells.ts'
import { columnOf, columnsIn } from './conditions.ts'
import {
  viewDefinition,
  VIEW_VERSION,
  type GroupedBy,
  type Measure,
  type Node,
  type Part,
  type ViewDefinition,
} from './definitions/index.ts'
import type { Prepared } from './prepare.ts'

/** One figure of one group. */
export interface Figure {
  /** What the group's cells hold, in the order it is grouped by. */
  group: Cell[]
  /** The measure's key. */
  measure: string
  /** Of a rate: which of its numbers. */
  part: 'part' | 'whole'
}

/**
 * The view of what is behind a figure: the rows that were counted; a group for each of different
 * values; the rows whose numbers were summed, or among which the least or greatest is, that first.
 * Its size is the figure, or its rows add up to it. Relative times stay relative. Pure.
 */
export function behind({ view, reading }: Prepared, figure: Figure): ViewDefinition {
  const { group } = view
  if (group === null) {
    throw new Refused(422, 'The view has no groups to open.', { field: 'definition.group' })
  }
  const measure = group.measures.find(({ key }) => key === figure.measure)
  if (measure === undefined) {
    throw new Refused(422, `No measure is called “${figure.measure}”.`, { field: 'measure' })
  }
  if (figure.group.length !== group.by.length) {
    throw new Refused(422, `Give ${group.by.length} values, one for each column.`, {
      field: 'group',
    })
  }
  const held = group.by.map((by, at) => holds(by, figure.group[at]!, { view, reading }))
  const part = measure.is === 'rate' ? measure[figure.part] : measure
  const where = allOf([view.where, ...held, part.where, knownIn(part)])
  return written({ ...rowsBehind(part, { view, reading }), where })
}

type Opened = Part | Exclude<Measure, { is: 'rate' }>

/** What counts only where there is something: different values, the least, the greatest. */
function knownIn(part: Opened): Node | null {
  if (part.is === 'count' || part.is === 'sum') return null
  return { column: part.column, is: 'known', values: [] }
}

function rowsBehind(part: Opened, { view, reading }: Prepared): Omit<ViewDefinition, 'where'> {
  const { subject } = reading
  const base = {
    version: VIEW_VERSION as typeof VIEW_VERSION,
    subject: subject.id,
    parameters: [],
    limit: null,
  }
  if (part.is === 'distinct') {
    const by = [{ column: part.column, unit: null }]
    const measures = [{ is: 'count' as const, key: 'rows', title: '', where: null }]
    return { ...base, columns: [], sort: [], group: { by, measures } }
  }
  const more = [
    ...(part.is === 'count' ? [] : [part.column]),
    ...columnsIn(part.where),
    ...columnsIn(view.where),
  ]
  const columns = [...new Set([...subject.usual, ...more])]
  const isRanged = part.is === 'min' || part.is === 'max'
  const direction = part.is === 'max' ? ('desc' as const) : ('asc' as const)
  return {
    ...base,
    columns: columns.slice(0, COLUMNS_SHOWN),
    group: null,
    sort: isRanged ? [{ by: part.column, direction }] : [],
  }
}

/** Columns of rows that were opened. */
const COLUMNS_SHOWN = 12

function holds({ column: id, unit }: GroupedBy, cell: Cell, { reading }: Prepared): Node {
  const { type, title } = columnOf(reading, id)
  if (cell === null) return { not: { column: id, is: 'known', values: [] } }
  const value = typeof cell === 'object' && 'id' in cell ? cell.id : cell
  if (typeof value === 'object') {
    throw new Refused(422, `“${title}” has no such value.`, { field: 'group' })
  }
  if (unit !== null) {
    const moment = String(value)
    return { column: id, is: 'in', values: [{ is: 'holding', unit, moment }] }
  }
  return { column: id, is: type === 'text' ? 'exactly' : 'is', values: [value] }
}

/** One group of all, those that are such groups themselves taken apart. */
function allOf(nodes: (Node | null)[]): Node | null {
  const all = nodes.flatMap((node) => (node === null ? [] : 'all' in node ? node.all : [node]))
  return all.length === 0 ? null : { all }
}

/** As the schema reads it: what became too long to be a view is told like any other. */
function written(definition: ViewDefinition): ViewDefinition {
  const read = readAs(viewDefinition, definition)
  if ('data' in read) return read.data
  const [{ path, reason }] = read.faults as [Fault]
  throw new Refused(422, reason, { field: ['definition', ...path].join('.') })
}
