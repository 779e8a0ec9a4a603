/** A walk through the customers that changed: by which dates, and in which order. */
import { type RawPage, unreadable, type Vendor } from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import type { CustomerModule } from './customers.ts'
import { pageByChange, type Query } from './query.ts'
import { settingsOf } from './settings.ts'
import { literal, momentOf } from './values.ts'

/** Before any record of netFORUM's; no change can be read that is older. */
const FIRST_MS = Date.UTC(1995, 0, 1)

/** The moment of a change is taken before it is written: what changed just before is told again. */
const OVERLAP_MS = 10 * 60_000

/**
 * The mark of a walk is the customer's own date alone (README.md, "People"). What moves another
 * date is looked for so far back: longer than a walk, with its pauses, should ever take.
 */
const OTHERS_MS = 3 * 86_400_000

interface Stream {
  column: string
  /** How far before the mark it begins. */
  backMs: number
  /** Besides its own date: what it tells that no other stream does. */
  where: readonly string[]
}

/**
 * Each customer once: those whose own table or whose address changed and nothing else of them, and
 * last those whose customer's date moved, in the order in which it did. A walk that breaks off has
 * not moved the mark beyond what it told.
 */
function streamsOf({ prefix }: CustomerModule, since: number | null, zone: string): Stream[] {
  const from = literal(fromOf(since, OVERLAP_MS, zone))
  const unchanged = 'cst_change_date is null'
  const added = { column: 'cst_add_date', backMs: OTHERS_MS, where: [unchanged] }
  const changed = { column: 'cst_change_date', backMs: OVERLAP_MS, where: [] }
  if (since === null) return [added, changed]
  const own = `${prefix}_change_date`
  const elsewhere = `(cst_change_date < ${from} or ${unchanged})`
  const notOwn = `(${own} < ${literal(fromOf(since, OTHERS_MS, zone))} or ${own} is null)`
  return [
    added,
    { column: own, backMs: OTHERS_MS, where: [elsewhere] },
    { column: 'eml_change_date', backMs: OTHERS_MS, where: [elsewhere, notOwn] },
    changed,
  ]
}

function fromOf(since: number | null, backMs: number, zone: string): string {
  return momentOf(Math.max(FIRST_MS, since === null ? FIRST_MS : since - backMs), zone)
}

/**
 * cursor: the date that is walked by, and the place in that walk. Where nothing is behind it, the
 * page is that of the next date at once.
 */
export async function pageOfChanges(
  vendor: Vendor,
  ask: { module: CustomerModule; query: Query; since: number | null },
  cursor: string | null,
): Promise<RawPage> {
  const { timeZone } = settingsOf(vendor.settings)
  const streams = streamsOf(ask.module, ask.since, timeZone)
  const [column = '', ...place] = cursor === null ? [streams[0]!.column] : cursor.split(' ')
  const begin = streams.findIndex((one) => one.column === column)
  if (begin < 0) throw unreadable(TITLE, 'A cursor is none.')
  for (const [at, stream] of streams.slice(begin).entries()) {
    const { column, backMs, where } = stream
    const since = fromOf(ask.since, backMs, timeZone)
    const inner = at === 0 && place.length > 0 ? place.join(' ') : null
    const page = await pageByChange(vendor, { ...ask.query, column, where, since }, inner)
    if (page.next !== null) return { body: page.body, next: `${column} ${page.next}` }
    if (stream === streams.at(-1)) return page
  }
  throw new Error('A walk has a last date.')
}
