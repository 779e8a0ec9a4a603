/** What was told of addresses, whether anything arrives, and what holds of it and of the view. */
import { FieldRefused, type JsonObject, unreadable, type Vendor } from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { isThere } from './outbox.ts'
import { rowsWith } from './pages.ts'
import { isYes, momentIn, textIn } from './values.ts'

/** Of the persons of one page at most: each bounce and each return is a row. */
const ROWS_MAX = 20_000

/** One row of the table. */
export interface ToldState {
  state: 'invalid' | 'valid'
  /** In small letters. */
  address: string
  /** The how-manieth it is of its person and address: the last one holds, whatever clocks say. */
  turn: number
  /** By which our own mark is known again; empty where it was taken off. */
  word: string
  toldAt: number | null
  /** When the firm's side applied it; null: not yet. */
  takenAt: number | null
}

/** What was told of these persons, by their ids, the last first; nothing without the table. */
export async function toldOf(
  vendor: Vendor,
  ids: readonly string[],
): Promise<Map<string, ToldState[]>> {
  const told = new Map<string, ToldState[]>()
  if (ids.length === 0 || !(await isThere(vendor, 'validity'))) return told
  const asked = { column: 'person_id', values: ids, rowsMax: ROWS_MAX }
  const rows = await rowsWith(vendor, 'validity', asked)
  if (rows.length === ROWS_MAX) throw unreadable(TITLE, 'More was told of them than can be.')
  for (const row of rows) {
    const id = String(row['person_id'])
    told.set(id, [...(told.get(id) ?? []), stateIn(row)])
  }
  for (const states of told.values()) states.sort((a, b) => b.turn - a.turn)
  return told
}

function stateIn(row: JsonObject): ToldState {
  const state = textIn(row, 'state')
  if (state !== 'invalid' && state !== 'valid') {
    throw new FieldRefused('state', 'An address is invalid or valid.')
  }
  return {
    state,
    address: textIn(row, 'email').toLowerCase(),
    turn: Number(textIn(row, 'turn')),
    word: textIn(row, 'word'),
    toldAt: momentIn(row['told_at']),
    takenAt: momentIn(row['taken_at']),
  }
}

/** What the view itself says of a first address; isInvalid null: it does not tell. */
export interface SeenMark<Tells = boolean> {
  isInvalid: Tells
  at: number | null
}

export function seenMarkIn(row: JsonObject): SeenMark<boolean | null> {
  const isInvalid = 'invalid' in row ? isYes(row, 'invalid') : null
  return { isInvalid, at: isInvalid === true ? momentIn(row['invalid_at']) : null }
}

/**
 * How an address stands, by the view and by what was told of it, the last first. What was not taken
 * over yet holds against the view; a mark that is set there is the CRM's own, unless it came with
 * our row. word: it is ours. Pure.
 */
export function validityOf(
  { isInvalid, at }: SeenMark<boolean | null>,
  [last]: readonly ToldState[],
): SeenMark & { word?: string } {
  if (last === undefined) return { isInvalid: isInvalid ?? false, at }
  const { state, word, toldAt, takenAt } = last
  const good = { isInvalid: false, at: null }
  if (takenAt === null) {
    if (state === 'invalid')
      return isInvalid ? { isInvalid, at } : { isInvalid: true, at: toldAt, word }
    const isNewer = isInvalid === true && at !== null && at > (toldAt ?? 0)
    return isNewer ? { isInvalid: true, at } : good
  }
  if (isInvalid === null) return state === 'invalid' ? { isInvalid: true, at: takenAt, word } : good
  if (!isInvalid) return good
  const isOurs = state === 'invalid' && (at === null || at <= takenAt)
  return { isInvalid, at, ...(isOurs && { word }) }
}

/**
 * By which word a mark of the view is known for ours, one that is being taken off included;
 * undefined: it is the CRM's own. Pure.
 */
export function wordOf(
  seen: SeenMark<boolean | null>,
  states: readonly ToldState[],
): string | undefined {
  const stands = validityOf(seen, states)
  if (stands.isInvalid) return stands.word
  return states.find(({ state }) => state === 'invalid')?.word
}
