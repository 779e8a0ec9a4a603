import { sql } from 'kysely'
import type { FieldId } from '../../accounts/fields/index.ts'
import type { EventKind } from '../../connectors/index.ts'
import { kindCode } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { joined, joinsOf, rowsAgain, wholeRow } from '../joining.ts'
import type { Column, Sql } from '../subjects/column.ts'
import { events } from '../subjects/events.ts'
import { seenSubject } from '../subjects/fields.ts'
import { writtenBetween, type Position } from './position.ts'

/** Which events an export is of. */
export interface LedgerAsked {
  workspaceId: number
  /** Fields that who asks does not see. */
  hidden: ReadonlySet<FieldId>
  /** Only what was written from this position on; null: everything. */
  after: Position | null
  /** Only what was written before it. */
  upTo: Position
  /** When it happened: from, and before. */
  since: Date | null
  until: Date | null
  /** Empty: all of them. */
  campaigns: readonly number[]
  kinds: readonly EventKind[]
}

export type LedgerType = 'text' | 'flag' | 'time' | 'integer' | 'bigint'
export type LedgerValue = string | number | bigint | boolean | Date | null

/** A column of an export, by the name it has in the view answers.events. */
export interface LedgerColumn {
  name: string
  type: LedgerType
  /** There is always something. */
  isAlways: boolean
}

/** In this order; what is hidden is left out. */
const COLUMNS = [
  ...['at', 'kind', 'made_by', 'campaign', 'channel', 'address', 'person', 'link', 'reason'],
  ...['agent', 'time_is_approximate'],
]
const ALWAYS = ['at', 'kind', 'campaign_id', 'time_is_approximate', 'address_id', 'event_key']
/** Rows of one statement: no transaction outlives it. */
export const PAGE_ROWS = 20_000

interface Part {
  column: LedgerColumn
  value: Sql
}

/** The columns of an export and how they are read, for who asks. */
function partsOf(columns: readonly Column[]): Part[] {
  const part = (name: string, type: LedgerType, value: Sql): Part => ({
    column: { name, type, isAlways: ALWAYS.includes(name) },
    value,
  })
  const types: Partial<Record<Column['type'], LedgerType>> = { time: 'time', flag: 'flag' }
  const shown = COLUMNS.flatMap((id) => columns.find((one) => one.id === id) ?? [])
  return [
    ...shown.flatMap((one) =>
      one.name === undefined
        ? [part(one.id, types[one.type] ?? 'text', one.value)]
        : [part(`${one.id}_id`, 'integer', one.value), part(one.id, 'text', one.name)],
    ),
    part('address_id', 'integer', sql`e.address_id`),
    part('event_key', 'bigint', sql`e.key::text`),
  ]
}

function seenEvents(hidden: ReadonlySet<FieldId>) {
  const seen = seenSubject(events([]), hidden)
  if (seen === null) throw new Error('No field hides events as a whole.')
  const shown = seen.columns.filter(({ id }) => COLUMNS.includes(id))
  return { ...seen, shown, parts: partsOf(shown) }
}

/** The columns of an export for who asks. */
export function ledgerColumns(hidden: ReadonlySet<FieldId>): LedgerColumn[] {
  return seenEvents(hidden).parts.map(({ column }) => column)
}

/** The last row of a page: what the next goes on behind. */
export interface Place {
  address: number
  at: string
  key: string
}

export interface LedgerPage {
  rows: LedgerValue[][]
  /** Null: there is nothing more. */
  next: Place | null
}

type Found = { p_address: number; p_at: string; p_key: string } & Record<string, unknown>

/** A page of events by the ledger's own key: address, moment, key. */
export async function ledgerPage(
  tx: Tx,
  asked: LedgerAsked,
  place: Place | null,
): Promise<LedgerPage> {
  const subject = seenEvents(asked.hidden)
  const { parts } = subject
  const after =
    place === null
      ? sql`true`
      : sql`(e.address_id, e.occurred_at, e.key)
          > (${place.address}::integer, ${place.at}::timestamptz, ${place.key}::bigint)`
  await byKeysAlone(tx)
  const { rows } = await sql<Found>`
    with page as materialized (
      select ${wholeRow(subject)} as whole
      from ${subject.from}
      where ${subject.holds} and ${after} and ${narrowed(asked)}
      order by e.address_id, e.occurred_at, e.key limit ${PAGE_ROWS + 1}
    )
    select e.address_id as p_address, e.occurred_at::text as p_at, e.key::text as p_key,
      ${sql.join(parts.map(({ value }, at) => sql`${value} as ${sql.ref(`c${at}`)}`))}
    from page cross join ${rowsAgain(subject, sql`page.whole`)}
    ${joined(subject, subject.shown.flatMap(joinsOf), 'each')}
    order by e.address_id, e.occurred_at, e.key`.execute(tx)
  const shown = rows.slice(0, PAGE_ROWS)
  const last = rows.length > PAGE_ROWS ? shown.at(-1)! : null
  return {
    rows: shown.map((row) => parts.map(({ column }, at) => valueOf(row[`c${at}`], column))),
    next: last && { address: last.p_address, at: last.p_at, key: last.p_key },
  }
}

/**
 * For the rest of this transaction, which is one page: every join is to one row by its key. For so
 * many rows the planner would read whole tables instead, once for each page of the ledger.
 */
async function byKeysAlone(tx: Tx): Promise<void> {
  await sql`select set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)`.execute(tx)
}

function narrowed({ after, upTo, since, until, campaigns, kinds }: LedgerAsked): Sql {
  const codes = kinds.map((kind) => sql.lit(kindCode(kind)))
  return sql.join(
    [
      writtenBetween(after, upTo),
      ...(since === null ? [] : [sql`e.occurred_at >= ${since}`]),
      ...(until === null ? [] : [sql`e.occurred_at < ${until}`]),
      ...(campaigns.length === 0 ? [] : [sql`e.campaign_id = any(${[...campaigns]}::integer[])`]),
      ...(codes.length === 0 ? [] : [sql`e.kind in (${sql.join(codes)})`]),
    ],
    sql` and `,
  )
}

function valueOf(value: unknown, { type }: LedgerColumn): LedgerValue {
  if (value === null || value === undefined) return null
  return type === 'bigint' ? BigInt(value as string) : (value as LedgerValue)
}
