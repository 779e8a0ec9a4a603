import { sql, type RawBuilder } from 'kysely'
import type { Common, Line } from './lines.ts'
import { TIME_IS_APPROXIMATE } from './kinds.ts'

/**
 * A select of the lines with the columns of the event table, in the lines' own order. They go over
 * as PostgreSQL's array literals, which are much cheaper to hand over than rows: address and time
 * for every line; what lines have in common is told once, and the line names it by its number.
 */
export function linesAsRows(
  lines: readonly Line[],
  commons: readonly Common[],
): RawBuilder<unknown> {
  const told = (value: (common: Common) => number | string) => `{${commons.map(value).join()}}`
  const common = (value: (common: Common) => number | string) =>
    sql`(${told(value)}::integer[])[number]`
  return sql`
    select to_timestamp(ms / 1000::float8) as occurred_at,
      (${told((one) => one.key)}::bigint[])[number] as key,
      address_id, ${common((one) => one.campaignId)} as campaign_id,
      ${common((one) => one.receiptId)} as receipt_id, ${common((one) => one.linkId)} as link_id,
      ${common((one) => one.detailId)} as detail_id, ${common((one) => one.agentId)} as agent_id,
      (${told((one) => one.code)}::smallint[])[number] as kind,
      (${told((one) => (one.isTimeless ? TIME_IS_APPROXIMATE : 0))}::smallint[])[number] as flags
    from unnest(${`{${lines.map((line) => line.occurredAt).join()}}`}::bigint[],
      ${`{${lines.map((line) => line.addressId).join()}}`}::integer[],
      ${`{${lines.map((line) => line.common.number).join()}}`}::integer[])
      as l (ms, address_id, number)`
}
