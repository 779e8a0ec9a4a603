import { sql, type RawBuilder } from 'kysely'
import { integers, moments, rowsOf, type Column, type Tx } from '../platform/database/index.ts'
import { Before, type Continued } from './fold.ts'
import {
  columnsOf,
  kindsGained,
  MOMENTS,
  NUMBERS,
  tallyFrom,
  type KindSet,
} from './recipient-columns.ts'
import type { Tally } from './tally.ts'
import { RULE_VERSION } from './verdict-rules.ts'

/** Pairs of a campaign and an address, as two arrays of one length. */
export interface Pairs {
  campaignIds: number[]
  addressIds: number[]
}

/** Ready to be carried out: its arrays are written, which takes longer than sending them. */
export type Statement = RawBuilder<unknown>

/** Those of the campaigns of which something was counted: the others have no recipients. */
export async function countedAmong(
  tx: Tx,
  workspaceId: number,
  campaignIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    select distinct campaign_id as id from campaign_count
    where workspace_id = ${workspaceId}
      and campaign_id = any (${integers(campaignIds).array})`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Reads what was counted of recipients; those that were not are not there. One row of texts is
 * answered: thirty columns of twenty thousand rows cost the driver more than the look-up.
 */
export async function readRecipients(tx: Tx, workspaceId: number, pairs: Pairs): Promise<Before> {
  const before = new Before()
  if (pairs.addressIds.length === 0) return before
  const { rows } = await sql<Record<string, string | null>>`
    select ${lists}
    from (${rowsOf(pairs.addressIds.length, {
      campaign_id: integers(pairs.campaignIds),
      address_id: integers(pairs.addressIds),
    })}) pair
    cross join lateral (
      select r.* from recipient r
      where r.workspace_id = ${workspaceId} and r.campaign_id = pair.campaign_id
        and r.address_id = pair.address_id
      offset 0
    ) r`.execute(tx)
  for (const tally of talliesFrom(Object.values(rows[0]!))) before.add(tally)
  return before
}

/** Statements that write recipients that were not there. */
export function insertRecipients(workspaceId: number, tallies: readonly Tally[]): Statement[] {
  return byShape(tallies, (tally) => kindsGained(tally, null)).map(({ kinds, group }) => {
    const columns = packed(group, kinds)
    return sql`
      insert into recipient (workspace_id, rule_version, ${namesOf(columns)})
      select ${workspaceId}, ${sql.lit(RULE_VERSION)}, ${namesOf(columns)}
      from (${rowsOf(group.length, columns)}) t`
  })
}

/** Statements that bring recipients up to date, which have become more than they were. */
export function updateRecipients(workspaceId: number, changed: readonly Continued[]): Statement[] {
  const shapes = byShape(changed, ({ now, before }) => kindsGained(now, before))
  return shapes.map(({ kinds, group }) => {
    const columns = packed(
      group.map(({ now }) => now),
      kinds,
    )
    const { campaign_id, address_id, ...changing } = columns
    return sql`
      update recipient r set (${namesOf(changing)}) = row (${namesOf(changing, 't.')})
      from (${rowsOf(group.length, columns)}) t
      cross join lateral (
        -- Each by itself: a join would read the whole table for want of an estimate.
        select k.ctid as place from recipient k
        where k.workspace_id = ${workspaceId} and k.campaign_id = t.campaign_id
          and k.address_id = t.address_id
        offset 0
      ) k
      where r.ctid = k.place`
  })
}

/** Rows that have gained the same kinds, so that only those columns go over. */
interface Shape<Row> {
  kinds: KindSet
  group: Row[]
}

/** A statement costs as much as the other columns of so many rows. */
const SHAPE_ROWS_MIN = 200

/** Most recipients were sent a mail and nothing more, or opened it too; the rare go together. */
function byShape<Row>(rows: readonly Row[], kindsOf: (row: Row) => KindSet): Shape<Row>[] {
  const shapes = new Map<KindSet, Shape<Row>>()
  for (const row of rows) {
    const kinds = kindsOf(row)
    const shape = shapes.get(kinds)
    if (shape === undefined) shapes.set(kinds, { kinds, group: [row] })
    else shape.group.push(row)
  }
  const [common, rare] = [[] as Shape<Row>[], [] as Shape<Row>[]]
  for (const shape of shapes.values()) {
    ;(shape.group.length < SHAPE_ROWS_MIN ? rare : common).push(shape)
  }
  if (rare.length === 0) return common
  const kinds = rare.reduce((all, shape) => all | shape.kinds, 0)
  return [...common, { kinds, group: rare.flatMap(({ group }) => group) }]
}

function packed(tallies: readonly Tally[], kinds: KindSet): Record<string, Column> {
  const { numbers, moments: times } = columnsOf(kinds)
  return Object.fromEntries([
    ...[...IDS, ...numbers].map(({ name, of }) => [name, integers(tallies.map(of))] as const),
    ...times.map(({ name, of }) => [name, moments(tallies.map(of))] as const),
  ])
}

function namesOf(columns: Readonly<Record<string, Column>>, prefix = ''): RawBuilder<unknown> {
  return sql.raw(
    Object.keys(columns)
      .map((name) => prefix + name)
      .join(', '),
  )
}

const IDS = [
  { name: 'campaign_id', of: (tally: Tally) => tally.campaignId },
  { name: 'address_id', of: (tally: Tally) => tally.addressId },
]
const WHOLE = [...IDS, ...NUMBERS]

const lists = sql.raw(
  [
    ...WHOLE.map(({ name }) => ({ name, told: `r.${name}` })),
    ...MOMENTS.map(({ name }) => ({
      name,
      told: `(date_part('epoch', r.${name}) * 1000)::bigint`,
    })),
  ]
    .map(({ name, told }) => `array_to_string(array_agg(${told}), ',', '') as ${name}`)
    .join(', '),
)

function talliesFrom(columns: readonly (string | null)[]): Tally[] {
  if (columns[0] === null) return []
  const cells = columns.map((column) => column!.split(','))
  const [campaignIds, addressIds] = cells as [string[], string[]]
  const numbers = cells.slice(2, 2 + NUMBERS.length)
  const moments = cells.slice(2 + NUMBERS.length)
  return campaignIds.map((campaignId, place) =>
    tallyFrom(
      { campaignId: Number(campaignId), addressId: Number(addressIds[place]) },
      numbers.map((column) => Number(column[place])),
      moments.map((column) => (column[place] === '' ? null : Number(column[place]))),
    ),
  )
}
