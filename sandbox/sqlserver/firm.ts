import type { PGlite } from '@electric-sql/pglite'
import { prefix, schema, type Typed } from '../database/firm/views.ts'
import { ticksToMoment } from './run/ticks.ts'

const moments = ['changed_at', 'opted_out_at', 'invalid_at']
const switches = ['opted_out', 'deleted']

/** What the views show, in this server's types: moments to a hundred nanoseconds among them. */
export const typed: Typed = (column, source) => {
  if (column === 'changed_at') return `((${source})::ms_datetime2::int8 + 7)::ms_datetime2`
  if (moments.includes(column)) return `(${source})::ms_datetime2`
  if (switches.includes(column)) return `(${source})::ms_bit`
  if (column === 'invalid' || source.endsWith('person_no')) return source
  return `(${source})::text::ms_nvarchar(200)`
}

const at = (name: string) => `${schema}.${prefix}${name}`

/** The tables in which Homing leaves what the firm is told, as docs/database.md has them. */
export const outboxSql = `
create table ${at('campaigns')} (
  mark char(36) primary key, name nvarchar(max), subject nvarchar(max), sent_at datetime2(3),
  sent int, opened int, clicked int, forwarded int, bounced int, opted_out int, complained int,
  told_at datetime2(3));
create table ${at('activities')} (
  mark char(36) primary key, campaign_mark char(36), person_id nvarchar(200),
  email nvarchar(max), kind varchar(20) check (kind in
    ('sent', 'open', 'click', 'forward', 'bounce', 'opt_out', 'complaint')), happened int,
  first_at datetime2(3), last_at datetime2(3), link nvarchar(max), bounce_class varchar(20),
  bounce_code nvarchar(max), reason nvarchar(max), told_at datetime2(3));
create table ${at('wishes')} (
  mark char(36) primary key, email nvarchar(max), wish varchar(20) check (wish in
    ('opt_out', 'return')), person_id nvarchar(200), said_at datetime2(3), told_at datetime2(3),
  taken_at datetime2(3));
create table ${at('validity')} (
  mark char(36) primary key, email nvarchar(max) not null, person_id nvarchar(200) not null,
  state varchar(20) check (state in ('invalid', 'valid')), turn int not null, word varchar(20),
  told_at datetime2(3), taken_at datetime2(3), reason nvarchar(max), since_at datetime2(3));
`

/** The buttons show values of this server's types as those of the other databases. */
export async function teachPlainValues(db: PGlite): Promise<void> {
  const { rows } = await db.query<{ oid: number; typname: string }>(
    `select oid::int4, typname from pg_type where typname in ('ms_bit', 'ms_datetime2')`,
  )
  for (const { oid, typname } of rows) {
    db.parsers[oid] = typname === 'ms_bit' ? (text) => text === 't' : ticksToMoment
  }
}
