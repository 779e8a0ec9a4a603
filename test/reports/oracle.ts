import { momentOf, offsetMs } from '../../src/platform/zoned-time.ts'
import type {
  Condition,
  Measure,
  Node,
  Part,
  Period,
  Unit,
  Value as Given,
  ViewDefinition,
} from '../../src/reports/definitions/index.ts'
import type { Row, Told, Value, World } from './oracle-rows.ts'

export interface Asking {
  world: World
  timeZone: string
  /** The moment that relative times are relative to. */
  now: number
}

/** The rows of a definition, looked at one by one. */
export function rowsOf(view: ViewDefinition, asking: Asking): Row[] {
  return asking.world[view.subject as Told].filter((row) => fits(row, view.where, asking))
}

/** Its groups: what each is of, and its measures. Nothing is in no order. */
export function groupsOf(view: ViewDefinition, asking: Asking): { of: Value[]; told: unknown[] }[] {
  const { by, measures } = view.group!
  const groups = new Map<string, { of: Value[]; rows: Row[] }>()
  if (by.length === 0) groups.set('[]', { of: [], rows: [] })
  for (const row of rowsOf(view, asking)) {
    const of = by.map(({ column, unit }) => {
      const value = row[column]!
      return unit === null || value === null ? value : begun(value as number, unit, asking.timeZone)
    })
    const name = JSON.stringify(of)
    const group = groups.get(name) ?? { of, rows: [] }
    group.rows.push(row)
    groups.set(name, group)
  }
  return [...groups.values()].map(({ of, rows }) => ({
    of,
    told: measures.map((measure) => measured(measure, rows, asking)),
  }))
}

export function measured(measure: Measure, rows: Row[], asking: Asking): unknown {
  if (measure.is === 'rate') {
    const part = ofPart(measure.part, rows, asking)
    const whole = ofPart(measure.whole, rows, asking)
    return { part, whole, rate: whole === 0 || part > whole ? null : part / whole }
  }
  if (measure.is !== 'min' && measure.is !== 'max') return ofPart(measure, rows, asking)
  const values = rows
    .filter((row) => fits(row, measure.where, asking))
    .flatMap((row) => row[measure.column] ?? [])
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return (measure.is === 'min' ? values[0] : values.at(-1)) ?? null
}

function ofPart(part: Part, rows: Row[], asking: Asking): number {
  const some = rows.filter((row) => fits(row, part.where, asking))
  if (part.is === 'count') return some.length
  const values = some.flatMap((row) => row[part.column] ?? [])
  if (part.is === 'distinct') return new Set(values).size
  return values.reduce<number>((sum, value) => sum + (value as number), 0)
}

export function fits(row: Row, node: Node | null, asking: Asking): boolean {
  if (node === null) return true
  if ('all' in node) return node.all.every((one) => fits(row, one, asking))
  if ('any' in node) return node.any.some((one) => fits(row, one, asking))
  if ('not' in node) return !fits(row, node.not, asking)
  const value = row[node.column]
  if (value === undefined) throw new Error(`The oracle knows no ${node.column}.`)
  if (node.is === 'known') return value !== null
  return value !== null && compares(value, node as Condition & { values: Given[] }, asking)
}

function compares(
  value: NonNullable<Value>,
  { is, values }: Condition & { values: Given[] },
  { world, timeZone, now }: Asking,
): boolean {
  const first = values[0]!
  switch (is) {
    case 'is':
      return values.some((one) => folded(one) === folded(value))
    case 'exactly':
      return values.includes(value as Given)
    case 'contains':
      return values.some((one) => folded(value).includes(folded(one)))
    case 'begins':
      return values.some((one) => folded(value).startsWith(folded(one)))
    case 'ends':
      return values.some((one) => folded(value).endsWith(folded(one)))
    case 'above':
    case 'after':
      return value > first
    case 'below':
    case 'before':
      return value < first
    case 'at_least':
      return value >= first
    case 'at_most':
      return value <= first
    case 'latest':
      return world.sentCampaigns.slice(0, first as number).some(({ id }) => id === value)
    case 'in':
      return values.some((period) => isIn(value as number, period as Period, { timeZone, now }))
    case 'known':
      return true
  }
}

const folded = (value: unknown) => String(value).toLowerCase()

function isIn(
  at: number,
  period: Period,
  { timeZone: zone, now }: Pick<Asking, 'timeZone' | 'now'>,
): boolean {
  switch (period.is) {
    case 'last':
      return at > moved(now, -period.count, period.unit, zone) && at <= now
    case 'before_last':
      return at <= moved(now, -period.count, period.unit, zone)
    case 'this':
      return begun(at, period.unit, zone) === begun(now, period.unit, zone)
    case 'previous': {
      const before = moved(begun(now, period.unit, zone), -1, period.unit, zone)
      return begun(at, period.unit, zone) === before
    }
    case 'holding':
      return begun(at, period.unit, zone) === begun(Date.parse(period.moment), period.unit, zone)
    case 'between':
      return (
        (period.from === null || at >= Date.parse(period.from))
        && (period.until === null || at < Date.parse(period.until))
      )
  }
}

/** By the clock on the wall: its fields, written as if they were UTC. */
function begun(at: number, unit: Unit, zone: string): number {
  const offset = offsetMs(at, zone)
  const wall = new Date(at + offset)
  wall.setUTCMinutes(0, 0, 0)
  if (unit === 'hour') return wall.getTime() - offset
  wall.setUTCHours(0)
  if (unit === 'week') wall.setUTCDate(wall.getUTCDate() - ((wall.getUTCDay() + 6) % 7))
  if (unit !== 'day' && unit !== 'week') wall.setUTCDate(1)
  if (unit === 'quarter') wall.setUTCMonth(wall.getUTCMonth() - (wall.getUTCMonth() % 3))
  if (unit === 'year') wall.setUTCMonth(0)
  return momentOf(wall.getTime(), zone)
}

function moved(at: number, count: number, unit: Unit, zone: string): number {
  if (unit === 'hour') return at + count * 3_600_000
  const wall = new Date(at + offsetMs(at, zone))
  if (unit === 'day') wall.setUTCDate(wall.getUTCDate() + count)
  else if (unit === 'week') wall.setUTCDate(wall.getUTCDate() + 7 * count)
  else {
    const day = wall.getUTCDate()
    wall.setUTCDate(1)
    wall.setUTCMonth(wall.getUTCMonth() + count * { month: 1, quarter: 3, year: 12 }[unit])
    const end = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate()
    wall.setUTCDate(Math.min(day, end))
  }
  return momentOf(wall.getTime(), zone)
}
