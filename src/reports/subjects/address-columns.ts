import { sql } from 'kysely'
import { choice, flag, text, type Column } from './column.ts'

const CHANNELS = [
  ['email', 'E-mail'],
  ['fax', 'Fax'],
] as const

/** What is known of an address a; subjects with it have the joins address and opted_out_address. */
export function columnsOfAddress(): Column[] {
  const at = { join: 'address' }
  return [
    text(['address', 'Address'], sql`a.address`, at),
    choice(['channel', 'Channel'], CHANNELS, sql`a.kind`, at),
    flag(['address_is_valid', 'Address is valid'], sql`coalesce(a.is_valid, false)`, at),
    flag(
      ['address_opted_out', 'Address is opted out', 'Nobody writes marketing to it, now'],
      sql`(opted_out_address.id is not null)`,
      { join: 'opted_out_address' },
    ),
  ]
}
