import { Text } from '@mantine/core'
import { shortUrl } from '../campaigns/urls.ts'
import { locale } from '../languages/catalog.ts'
import { t } from '../languages/messages.ts'
import { percent, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import type { Cell, ShownColumn, Subject, Unit } from './words.ts'

const DECIMALS = new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 })

/** How the cells of a view are told: its subject’s choices, the firm’s time zone. */
export interface Telling {
  subject: Subject
  timeZone: string
}

type Reference = Extract<Cell, { id: number }>
export type Rate = Extract<Cell, { part: number }>

export function isRate(cell: Cell): cell is Rate {
  return typeof cell === 'object' && cell !== null && 'part' in cell
}
function isReference(cell: Cell): cell is Reference {
  return typeof cell === 'object' && cell !== null && 'id' in cell
}

/** One cell: a reference leads to what it names, a time is told as everywhere. */
export function ViewCell({ cell, column, telling, isGroup = false }: CellProps) {
  if (cell === null || cell === '') return <Nothing isGroup={isGroup} />
  if (isReference(cell)) return <Named cell={cell} type={column.type} />
  if (column.type === 'time' && column.unit === null) return <Moment at={String(cell)} />
  const words = inWords(cell, column, telling)
  if (column.type === 'text' && /^https?:\/\//.test(words)) return <Address url={words} />
  return column.type === 'text' ? (
    <span style={{ overflowWrap: 'anywhere' }}>{breakable(words)}</span>
  ) : (
    <span style={{ whiteSpace: 'nowrap' }}>{words}</span>
  )
}

/** A web address as everywhere: what tells it apart first, and whose site below. */
function Address({ url }: { url: string }) {
  const { path, site } = shortUrl(url)
  return (
    <span title={url} style={{ overflowWrap: 'anywhere' }}>
      <Text size="sm" lineClamp={2}>
        {path}
      </Text>
      {site !== path && (
        <Text size="xs" c="dimmed">
          {site}
        </Text>
      )}
    </span>
  )
}

/** An address that has no room breaks after its @ first. */
function breakable(words: string) {
  const at = words.indexOf('@') + 1
  if (at === 0) return words
  return (
    <>
      {words.slice(0, at)}
      <wbr />
      {words.slice(at)}
    </>
  )
}

interface CellProps {
  cell: Cell
  column: ShownColumn
  telling: Telling
  /** The cell is the name of a group. */
  isGroup?: boolean
}

/** Where groups are told apart, nothing is a group too, and has a name. */
function Nothing({ isGroup }: { isGroup: boolean }) {
  return (
    <Text span size="sm" c="dimmed">
      {isGroup ? NOTHING : '–'}
    </Text>
  )
}

const NOTHING = t`nothing known`

function Named({ cell: { id, name }, type }: { cell: Reference; type: ShownColumn['type'] }) {
  const words = name || t`No name`
  const params = { personId: String(id), campaignId: String(id), organizationId: String(id) }
  if (type === 'campaign') {
    return (
      <TextLink to="/campaigns/$campaignId" params={params} size="sm">
        {words}
      </TextLink>
    )
  }
  if (type === 'organization') {
    return (
      <TextLink to="/organizations/$organizationId" params={params} size="sm">
        {words}
      </TextLink>
    )
  }
  return (
    <TextLink to="/people/$personId" params={params} size="sm">
      {words}
    </TextLink>
  )
}

/** A cell as plain words: for charts, for figures, for who hears it. */
export function inWords(cell: Cell, column: ShownColumn, { subject, timeZone }: Telling): string {
  if (cell === null || cell === '') return NOTHING
  if (isReference(cell)) return cell.name || t`No name`
  if (isRate(cell)) return cell.rate === null ? '–' : percent(cell.rate)
  if (typeof cell === 'boolean') return cell ? t`yes` : t`no`
  if (typeof cell === 'number') {
    return Number.isInteger(cell) ? wholeNumber(cell) : DECIMALS.format(cell)
  }
  if (column.type === 'time') {
    return column.unit === null ? exactly(cell) : unitWords(new Date(cell), column.unit, timeZone)
  }
  if (column.type !== 'choice') return cell
  const { choices = [] } = subject.columns.find(({ id }) => id === column.id) ?? {}
  return choices.find(({ value }) => value === cell)?.title ?? cell
}

function exactly(at: string): string {
  return format(new Date(at), { day: 'numeric', month: 'short', year: 'numeric', ...CLOCK })
}

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const
const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const

/** A stretch of time by its beginning, in the firm’s zone. */
function unitWords(at: Date, unit: Unit, timeZone: string): string {
  if (unit === 'hour') return format(at, { ...DAY, ...CLOCK, timeZone })
  if (unit === 'day') return format(at, { ...DAY, timeZone })
  if (unit === 'week') return t`week of ${format(at, { ...DAY, timeZone })}`
  const year = format(at, { year: 'numeric', timeZone })
  if (unit === 'year') return year
  if (unit === 'month') return format(at, { month: 'short', year: 'numeric', timeZone })
  const month = Number(format(at, { month: 'numeric', timeZone }))
  return t`Q${Math.ceil(month / 3)} ${year}`
}

function format(at: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), options).format(at)
}
