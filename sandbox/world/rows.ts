import type { BounceCode, Device } from './definition.ts'

/** What Constant Contact reports row by row; complaints it only counts. */
export type RowKind = 'sends' | 'opens' | 'clicks' | 'forwards' | 'optouts' | 'bounces' | 'abuse'

export const rowKinds: readonly RowKind[] = [
  'sends',
  'opens',
  'clicks',
  'forwards',
  'optouts',
  'bounces',
  'abuse',
]

/** Who caused a row: known to the sandbox, never told by the API. */
export type Cause = 'person' | 'scanner' | 'proxy' | 'system'

export interface Row {
  /** The place in time order among the rows of one activity and kind. */
  seq: number
  at: number
  kind: RowKind
  contactId: string
  /** The address at that moment. */
  address: string
  cause: Cause
  device?: Device
  urlId?: string
  url?: string
  bounceCode?: BounceCode
  reason?: string
}

/** Rows in time order, of which only those up to now can be seen. */
export function visible(rows: readonly Row[], now: number): readonly Row[] {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle] as Row).at <= now) low = middle + 1
    else high = middle
  }
  return rows.slice(0, low)
}

/** Sorts and numbers rows; equal times keep the order in which they were made. */
export function inOrder(rows: Row[]): Row[] {
  rows.sort((a, b) => a.at - b.at)
  rows.forEach((row, seq) => {
    row.seq = seq
  })
  return rows
}
