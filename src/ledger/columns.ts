import { sql, type RawBuilder } from 'kysely'
import { bigints, integers, moments, rowsOf, type Column } from '../platform/database/index.ts'
import type { Common, Line } from './lines.ts'
import { TIME_IS_APPROXIMATE } from './kinds.ts'

/**
 * A select of the lines with the columns of the event table and their place, from one, in the
 * lines' own order: address and time for every line; what lines have in common is told once, and
 * the line names it by its number. A join would do the same, and lose the order when it likes.
 */
export function linesAsRows(
  lines: readonly Line[],
  commons: readonly Common[],
): RawBuilder<unknown> {
  const common = ({ array }: Column) => sql`(${array})[number]`
  const told = (value: (common: Common) => number) => common(integers(commons.map(value)))
  return sql`
    select place, occurred_at, ${common(bigints(commons.map((one) => one.key)))} as key,
      address_id, ${told((one) => one.campaignId)} as campaign_id,
      ${told((one) => one.receiptId)} as receipt_id, ${told((one) => one.linkId)} as link_id,
      ${told((one) => one.detailId)} as detail_id, ${told((one) => one.agentId)} as agent_id,
      ${told((one) => one.code)} as kind,
      ${told((one) => (one.isTimeless ? TIME_IS_APPROXIMATE : 0))} as flags
    from (
      ${rowsOf(lines.length, {
        occurred_at: moments(lines.map((line) => line.occurredAt)),
        address_id: integers(lines.map((line) => line.addressId)),
        number: integers(lines.map((line) => line.common.number)),
      })}
      offset 0
    ) line`
}
