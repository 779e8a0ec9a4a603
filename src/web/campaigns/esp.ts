import type { Figures } from './figures.ts'
import type { Campaign } from './useWindow.ts'

export interface EspRow {
  label: string
  ours: number
  theirs: number
}

type Totals = NonNullable<Campaign['esp']>

/** null: hidden. */
type Seen = number | null | undefined

/** Each total of the service against the figure that counts the same thing; no total, no row. */
export function espRows(all: Figures, esp: Totals): EspRow[] {
  const pairs: [label: string, ours: Seen, theirs: Seen][] = [
    ['Sent', all.sent.count, esp.sent],
    ['Delivered', all.delivered?.count, esp.delivered],
    ['People who opened', all.opens?.count, esp.uniqueOpens],
    ['Opens in all', all.opens?.total, esp.opens],
    ['People who clicked', all.clicks?.count, esp.uniqueClicks],
    ['Clicks in all', all.clicks?.total, esp.clicks],
    ['Forwards', all.forwards?.total, esp.forwards],
    ['Bounces', all.bounces?.count, esp.bounces],
    ['Opt-outs', all.optOuts?.count, esp.optOuts],
    ['Complaints', all.complaints?.count, esp.complaints],
  ]
  return pairs.flatMap(([label, ours, theirs]) =>
    typeof ours === 'number' && typeof theirs === 'number' ? [{ label, ours, theirs }] : [],
  )
}
