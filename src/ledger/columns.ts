import { sql, type RawBuilder } from 'kysely'
import { bigints, integers, moments, rowsOf } from '../platform/database/index.ts'
import type { Common, Line } from './lines.ts'
import { TIME_IS_APPROXIMATE } from './kinds.ts'

/**
 * A select of the lines with the columns of the event table and their place, from one, in the
 * lines' own order: address and time for every line; what lines have in common is told once, and
 * the line names it by its number.
 */
export function linesAsRows(
  lines: readonly Line[],
  commons: readonly Common[],
): RawBuilder<unknown> {
  const told = (value: (common: Common) => number) => integers(commons.map(value))
  return sql`
    select line.place, occurred_at, key, address_id, campaign_id, receipt_id, link_id, detail_id,
      agent_id, kind, flags
    from (${rowsOf(lines.length, {
      occurred_at: moments(lines.map((line) => line.occurredAt)),
      address_id: integers(lines.map((line) => line.addressId)),
      number: integers(lines.map((line) => line.common.number)),
    })}) line
    join (${rowsOf(commons.length, {
      key: bigints(commons.map((one) => one.key)),
      campaign_id: told((one) => one.campaignId),
      receipt_id: told((one) => one.receiptId),
      link_id: told((one) => one.linkId),
      detail_id: told((one) => one.detailId),
      agent_id: told((one) => one.agentId),
      kind: told((one) => one.code),
      flags: told((one) => (one.isTimeless ? TIME_IS_APPROXIMATE : 0)),
    })}) common on common.place = line.number`
}
