import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Before } from './fold.ts'
import { MOMENTS, NUMBERS, tallyFrom } from './recipient-columns.ts'
import type { Tally } from './tally.ts'

/** Pairs of a campaign and an address, as two arrays of one length. */
export interface Pairs {
  campaignIds: number[]
  addressIds: number[]
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
    from unnest(${literal(pairs.campaignIds)}::integer[], ${literal(pairs.addressIds)}::integer[])
      as pair (campaign_id, address_id)
    join (
      select distinct campaign_id from campaign_count
      where workspace_id = ${workspaceId}
        and campaign_id = any (${[...new Set(pairs.campaignIds)]}::integer[])
    ) counted using (campaign_id)
    cross join lateral (
      select r.* from recipient r
      where r.workspace_id = ${workspaceId} and r.campaign_id = pair.campaign_id
        and r.address_id = pair.address_id
      offset 0
    ) r`.execute(tx)
  for (const tally of talliesFrom(Object.values(rows[0]!))) before.add(tally)
  return before
}

/** Writes recipients that were not there. */
export async function insertRecipients(tx: Tx, workspaceId: number, tallies: readonly Tally[]) {
  if (tallies.length === 0) return
  await sql`
    insert into recipient (workspace_id, ${names})
    select ${workspaceId}, ${values}
    from ${table(tallies)}`.execute(tx)
}

/** Brings recipients up to date. */
export async function updateRecipients(tx: Tx, workspaceId: number, tallies: readonly Tally[]) {
  if (tallies.length === 0) return
  await sql`
    update recipient r set (${names}) = row (${values})
    from ${table(tallies)}
    where r.workspace_id = ${workspaceId} and r.campaign_id = t.campaign_id
      and r.address_id = t.address_id`.execute(tx)
}

/** Numbers as the literal of an array: handing over a text is much cheaper than an array. */
export function literal(values: readonly (number | string | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join()}}`
}

const IDS = [
  { name: 'campaign_id', of: (tally: Tally) => tally.campaignId },
  { name: 'address_id', of: (tally: Tally) => tally.addressId },
]
const WHOLE = [...IDS, ...NUMBERS]

const names = sql.raw([...WHOLE, ...MOMENTS].map(({ name }) => name).join(', '))
const values = sql.raw(
  [
    ...WHOLE.map(({ name }) => `t.${name}`),
    ...MOMENTS.map(({ name }) => `to_timestamp(t.${name} / 1000::float8)`),
  ].join(', '),
)

function table(tallies: readonly Tally[]): RawBuilder<unknown> {
  const column = (of: (tally: Tally) => number | null) => literal(tallies.map(of))
  return sql`unnest(${sql.join([
    ...WHOLE.map(({ of }) => sql`${column(of)}::integer[]`),
    ...MOMENTS.map(({ of }) => sql`${column(of)}::bigint[]`),
  ])}) as t (${names})`
}

const lists = sql.raw(
  [
    ...WHOLE.map(({ name }) => ({ name, told: `r.${name}` })),
    ...MOMENTS.map(({ name }) => ({ name, told: `(date_part('epoch', r.${name}) * 1000)::bigint` })),
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
