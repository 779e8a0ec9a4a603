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

/** Ready to be carried out: its arrays are written, which takes longer than sending them. */
export type Statement = RawBuilder<unknown>

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

/** A statement that writes recipients that were not there. */
export function insertRecipients(workspaceId: number, tallies: readonly Tally[]): Statement {
  return sql`
    insert into recipient (workspace_id, ${names})
    select ${workspaceId}, ${names} from ${rowsOf(tallies)}`
}

/** A statement that brings recipients up to date. */
export function updateRecipients(workspaceId: number, tallies: readonly Tally[]): Statement {
  return sql`
    update recipient r set (${changing}) = row (${changed})
    from ${rowsOf(tallies)}
    cross join lateral (
      -- Each by itself: a join would read the whole table for want of an estimate.
      select k.ctid as place from recipient k
      where k.workspace_id = ${workspaceId} and k.campaign_id = t.campaign_id
        and k.address_id = t.address_id
      offset 0
    ) k
    where r.ctid = k.place`
}

/** Numbers as the literal of an array: handing over a text is much cheaper than an array. */
export function literal(values: readonly (number | string | null)[]): string {
  return `{${(values.includes(null) ? values.map((value) => value ?? 'null') : values).join()}}`
}

const IDS = [
  { name: 'campaign_id', of: (tally: Tally) => tally.campaignId },
  { name: 'address_id', of: (tally: Tally) => tally.addressId },
]
const WHOLE = [...IDS, ...NUMBERS]

const names = sql.raw([...WHOLE, ...MOMENTS].map(({ name }) => name).join(', '))

const changing = sql.raw([...NUMBERS, ...MOMENTS].map(({ name }) => name).join(', '))
const changed = sql.raw([...NUMBERS, ...MOMENTS].map(({ name }) => `t.${name}`).join(', '))

/**
 * Recipients as rows t, with the columns of the table. Most have the same numbers and the same few
 * moments, and most of their thirty columns are zero or empty, so these go over once for each
 * combination there is; of a recipient only its address and the moments it has. That costs an
 * eighth of thirty arrays.
 */
function rowsOf(tallies: readonly Tally[]): RawBuilder<unknown> {
  const numbers = new Map<string, number>()
  const kinds: Tally[] = []
  const moments: number[] = []
  const own = tallies.map((tally) => {
    const start = moments.length
    let has = ''
    for (const { of } of MOMENTS) {
      const at = of(tally)
      has += at === null ? '-' : '+'
      if (at !== null) moments.push(at)
    }
    let name = `${tally.campaignId}${has}`
    for (const { of } of NUMBERS) name += `${of(tally)},`
    let number = numbers.get(name)
    if (number === undefined) numbers.set(name, (number = kinds.push(tally)))
    return { addressId: tally.addressId, number, start }
  })
  const told = (of: (tally: Tally) => number | null) =>
    sql`(${literal(kinds.map(of))}::integer[])[number]`
  const columns = [
    sql`${told((tally) => tally.campaignId)} as campaign_id`,
    sql`address_id`,
    ...NUMBERS.map(({ name, of }) => sql`${told(of)} as ${sql.raw(name)}`),
    ...MOMENTS.map(({ name }, place) => {
      const moment = sql`moments[start + ${told((tally) => momentNumber(tally, place))}]`
      return sql`to_timestamp(${moment} / 1000::float8) as ${sql.raw(name)}`
    }),
  ]
  return sql`(
    select ${sql.join(columns)}
    from unnest(${literal(own.map((one) => one.addressId))}::integer[],
      ${literal(own.map((one) => one.number))}::integer[],
      ${literal(own.map((one) => one.start))}::integer[]) as own (address_id, number, start)
    cross join (select ${literal(moments)}::bigint[] as moments) told) t`
}

/** Which of the moments it has, counted from one, a tally's moment is; null where it has it not. */
function momentNumber(tally: Tally, place: number): number | null {
  if (MOMENTS[place]!.of(tally) === null) return null
  return MOMENTS.slice(0, place + 1).filter(({ of }) => of(tally) !== null).length
}

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
