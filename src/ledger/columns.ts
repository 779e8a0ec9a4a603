import { sql, type RawBuilder } from 'kysely'
import { kindCode } from './kinds.ts'
import type { Line } from './path.ts'

/**
 * Lines as PostgreSQL's array literals, which are much cheaper to hand over than rows. Only address
 * and time are told for every line; what lines have in common (campaign, kind, link, agent ...)
 * is told once for each of its combinations, and the line names the combination by its number.
 */
export interface Columns {
  times: string
  addressIds: string
  numbers: string
  receiptIds: string
  keys: string
  campaignIds: string
  kinds: string
  linkIds: string
  detailIds: string
  agentIds: string
  flags: string
}

/** The columns of lines that have been through every step up to recording. */
export function columnsOf(lines: readonly Line[]): Columns {
  const combinations: Line[] = []
  const known = new Map<string, number>()
  const numbers = lines.map((line) => {
    const { receiptId, key, detailId, agentId, flags } = line
    const name = `${receiptId} ${key} ${detailId} ${agentId} ${flags} ${line.linkId}`
    const number = known.get(name) ?? combinations.push(line)
    known.set(name, number)
    return number
  })
  const common = (value: (line: Line) => number | string) => `{${combinations.map(value).join()}}`
  return {
    times: `{${lines.map((line) => line.occurredAt).join()}}`,
    addressIds: `{${lines.map((line) => line.addressId).join()}}`,
    numbers: `{${numbers.join()}}`,
    receiptIds: common((line) => line.receiptId),
    keys: common((line) => line.key),
    campaignIds: common((line) => line.campaignId),
    kinds: common((line) => kindCode(line.kind)),
    linkIds: common((line) => line.linkId),
    detailIds: common((line) => line.detailId),
    agentIds: common((line) => line.agentId),
    flags: common((line) => line.flags),
  }
}

/** A select of the lines with the columns of the event table, in the lines' own order. */
export function linesFrom(columns: Columns): RawBuilder<unknown> {
  const integer = (values: string) => sql`(${values}::integer[])[number]`
  return sql`
    select to_timestamp(ms / 1000::float8) as occurred_at,
      (${columns.keys}::bigint[])[number] as key,
      address_id, ${integer(columns.campaignIds)} as campaign_id,
      ${integer(columns.receiptIds)} as receipt_id, ${integer(columns.linkIds)} as link_id,
      ${integer(columns.detailIds)} as detail_id, ${integer(columns.agentIds)} as agent_id,
      (${columns.kinds}::smallint[])[number] as kind,
      (${columns.flags}::smallint[])[number] as flags
    from unnest(${columns.times}::bigint[], ${columns.addressIds}::integer[],
      ${columns.numbers}::integer[]) as l (ms, address_id, number)`
}
