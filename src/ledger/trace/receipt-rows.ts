import { sql } from 'kysely'
import type { Connector, EventKind } from '../../connectors/index.ts'
import { canonicalOfName, kindOfName } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { AppliedMend } from '../mends.ts'
import { factKeyOf } from '../suppressions.ts'
import { fingerprint } from '../problems.ts'
import { problemIdentity, recordHash, type RecordForm } from '../record-identity.ts'
import { eventId } from './event-id.ts'
import { showReceipt } from './receipts-list.ts'
import { reread, type Reread, type RowRead } from './reread.ts'

/** What became of one row of a receipt. */
export interface RowView {
  /** Among the rows of the page, from 1. */
  row: number
  outcome: 'recorded' | 'repeat' | 'consent' | 'parked' | 'waiting' | 'absent'
  sentence: string
  kind: EventKind | null
  address: string | null
  occurredAt: string | null
  link: string | null
  eventId: string | null
  /** Where the event was first told, if not here. */
  firstReceiptId: number | null
  problemId: number | null
  mends: { field: string; was: string; became: string; by: string; at: string }[]
}

/** Rows of a receipt in the page's order with what became of each: looked up, never stored. */
export async function rowsOfReceipt(
  tx: Tx,
  connectors: readonly Connector[],
  ask: { receiptId: number; after?: string; limit: number },
) {
  const receipt = await showReceipt(tx, ask.receiptId)
  const read = await reread(tx, connectors, ask.receiptId)
  const from = Number(ask.after ?? 0)
  const shown = read.rows.slice(from, from + ask.limit)
  const found = await lookUp(tx, read, shown)
  const firsts = firstOfEach(read.rows)
  const isPending = receipt.status === 'pending'
  const items = shown.map((row) => view(row, { found, firsts, isPending, receiptId: receipt.id }))
  const next = from + ask.limit < read.rows.length ? String(from + ask.limit) : null
  return { items, next, rows: read.rows.length, unreadable: read.unreadable }
}

interface Found {
  events: Map<string, { eventId: string; receiptId: number }>
  facts: Set<string>
  /** Addresses the ESP stated to be dead, by their names, with the newest such time. */
  dead: Map<string, number>
  problems: Map<string, { id: number; status: string }>
  connectionId: number
}

/** Everything the shown rows may have become, in three statements. */
async function lookUp(tx: Tx, read: Reread, rows: RowRead[]): Promise<Found> {
  const events = rows.filter((row) => row.event && row.canonical !== null && row.at !== null)
  const { connectionId } = read
  const facts = rows.flatMap((row) => factKey(connectionId, row) ?? [])
  const prints = rows.flatMap((row) => fingerprintsOf(connectionId, row))
  return {
    events: events.length === 0 ? new Map() : await eventsOf(tx, events),
    facts: facts.length === 0 ? new Set() : await factsOf(tx, facts),
    dead: await deadOf(tx, rows.filter(isOfBounce)),
    problems: await problemsOf(tx, prints),
    connectionId,
  }
}

async function eventsOf(tx: Tx, rows: RowRead[]): Promise<Found['events']> {
  const found = await sql<{
    name: string
    micros: string
    key: string
    address_id: number
    receipt_id: number
  }>`
    select l.name || ' ' || l.ms || ' ' || l.key as name, e.key::text, e.address_id,
      e.receipt_id, (extract(epoch from e.occurred_at) * 1000000)::bigint::text as micros
    from unnest(
      ${rows.map((row) => row.canonical)}::text[],
      ${rows.map((row) => kindOfName(row.canonical!))}::text[],
      ${rows.map((row) => canonicalOfName(row.canonical!))}::text[],
      ${rows.map((row) => row.at)}::bigint[],
      ${rows.map((row) => row.key)}::bigint[]
    ) as l (name, kind, canonical, ms, key)
    join address a on a.workspace_id = (select homing_workspace()) and a.kind = l.kind
      and a.canonical = l.canonical
    join event e on e.workspace_id = a.workspace_id and e.address_id = a.id
      and e.occurred_at = to_timestamp(l.ms / 1000::float8) and e.key = l.key`.execute(tx)
  return new Map(
    found.rows.map(({ name, micros, key, address_id, receipt_id }) => [
      name,
      { eventId: eventId({ micros, key, addressId: address_id }), receiptId: receipt_id },
    ]),
  )
}

async function factsOf(tx: Tx, keys: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ natural_key: string }>`
    select natural_key from consent_fact
    where workspace_id = (select homing_workspace())
      and natural_key = any (${keys}::text[])`.execute(tx)
  return new Set(rows.map((row) => row.natural_key))
}

function isOfBounce({ suppression }: RowRead): boolean {
  return suppression?.cause === 'bounce'
}

async function deadOf(tx: Tx, rows: RowRead[]): Promise<Found['dead']> {
  const names = rows.flatMap((row) => row.canonical ?? [])
  if (names.length === 0) return new Map()
  const { rows: found } = await sql<{ name: string; at: Date }>`
    select n.name, a.suppressed_at as at
    from unnest(
      ${names}::text[], ${names.map(kindOfName)}::text[], ${names.map(canonicalOfName)}::text[]
    ) as n (name, kind, canonical)
    join address a on a.workspace_id = (select homing_workspace()) and a.kind = n.kind
      and a.canonical = n.canonical
    where a.suppressed_at is not null`.execute(tx)
  return new Map(found.map(({ name, at }) => [name, at.getTime()]))
}

async function problemsOf(tx: Tx, prints: string[]): Promise<Found['problems']> {
  if (prints.length === 0) return new Map()
  const { rows } = await sql<{ id: number; status: string; fingerprint: string }>`
    select id, status, fingerprint from problem
    where workspace_id = (select homing_workspace())
      and fingerprint = any (${prints}::text[])`.execute(tx)
  return new Map(rows.map(({ id, status, fingerprint: print }) => [print, { id, status }]))
}

/** An event the path parked is known by the field at which it could not go on. */
const FIELDS = ['address', 'occurredAt', 'activity']

function fingerprintsOf(connectionId: number, row: RowRead): string[] {
  const print = (form: RecordForm, record: unknown, field: string) => {
    const hash = recordHash(form, record)
    return fingerprint(problemIdentity({ connectionId, form, field, hash }))
  }
  if (row.refused) return [print('row', row.refused.record, row.refused.field)]
  if (row.event) return FIELDS.map((field) => print('event', row.event, field))
  return row.suppression ? [print('opt_out', row.suppression, 'address')] : []
}

function factKey(connectionId: number, { suppression, canonical }: RowRead): string | null {
  if (!suppression || canonical === null) return null
  if (suppression.cause === 'bounce') return null
  return factKeyOf(connectionId, canonical, suppression)
}

/** The first row of a page that tells a happening is the one that counts. */
function firstOfEach(rows: RowRead[]): Map<string, number> {
  const firsts = new Map<string, number>()
  for (const row of rows) {
    const name = nameOf(row)
    if (name !== null && !firsts.has(name)) firsts.set(name, row.place)
  }
  return firsts
}

function nameOf({ event, canonical, at, key }: RowRead): string | null {
  return event && canonical !== null && at !== null ? `${canonical} ${at} ${key}` : null
}

interface Around {
  found: Found
  firsts: Map<string, number>
  isPending: boolean
  receiptId: number
}

function view(row: RowRead, around: Around): RowView {
  const { event, suppression, refused } = row
  return {
    row: row.place + 1,
    kind: event?.kind ?? (suppression ? (suppression.cause ?? 'opt_out') : null),
    address: event?.address ?? suppression?.address ?? null,
    occurredAt: row.at === null || !Number.isInteger(row.at) ? null : isoOf(row.at),
    link: event?.link?.url ?? null,
    eventId: null,
    firstReceiptId: null,
    problemId: null,
    mends: row.mends.map(mendView),
    ...(refused || row.addressReason !== null
      ? parkedAs(row, around)
      : suppression
        ? suppressionOf(row, around)
        : eventOf(row, around)),
  }
}

type Became = Pick<RowView, 'outcome' | 'sentence'> & Partial<RowView>

function eventOf(row: RowRead, around: Around): Became {
  const name = nameOf(row)
  const event = name === null ? undefined : around.found.events.get(name)
  if (event === undefined) return parkedAs(row, around)
  const first = around.firsts.get(name!)!
  if (first !== row.place) {
    const sentence = `Tells the same as row ${first + 1} of this page: one event.`
    return { outcome: 'repeat', sentence, eventId: event.eventId }
  }
  if (event.receiptId !== around.receiptId) {
    const sentence = `Known already: the event was first told by receipt ${event.receiptId}.`
    return { outcome: 'repeat', sentence, eventId: event.eventId, firstReceiptId: event.receiptId }
  }
  return {
    outcome: 'recorded',
    sentence: 'In the ledger, told by this row.',
    eventId: event.eventId,
  }
}

function suppressionOf(row: RowRead, around: Around): Became {
  if (!isOfBounce(row)) return factOf(row, around)
  const since = around.found.dead.get(row.canonical!)
  if (since === undefined || (row.at !== null && since < row.at)) return absent(around.isPending)
  return { outcome: 'consent', sentence: 'Made the address invalid, until it is confirmed.' }
}

function factOf(row: RowRead, { found, isPending }: Around): Became {
  const key = factKey(found.connectionId, row)
  if (key !== null && found.facts.has(key)) {
    return { outcome: 'consent', sentence: 'Kept as an opt-out of this address.' }
  }
  return absent(isPending)
}

function parkedAs(row: RowRead, { found, isPending }: Around): Became {
  const problem = fingerprintsOf(found.connectionId, row).flatMap(
    (print) => found.problems.get(print) ?? [],
  )[0]
  const reason = row.refused?.reason ?? row.addressReason
  if (problem === undefined) {
    if (reason === null || isPending) return absent(isPending)
    return { outcome: 'absent', sentence: `${reason} Reading it again makes it a problem.` }
  }
  const about = reason === null ? '' : ` ${row.refused ? `${row.refused.field}: ` : ''}${reason}`
  const sentence = `Parked as problem ${problem.id}, ${problem.status}.${about}`
  return { outcome: 'parked', sentence, problemId: problem.id }
}

function absent(isPending: boolean): Became {
  if (isPending) return { outcome: 'waiting', sentence: 'Waits to be read.' }
  return { outcome: 'absent', sentence: 'Not in the ledger. Reading it again would record it.' }
}

function mendView({ field, was, became, by, at }: AppliedMend): RowView['mends'][number] {
  return { field, was, became, by, at: at.toISOString() }
}

function isoOf(ms: number): string | null {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
