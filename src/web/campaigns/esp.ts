import { t } from '../languages/messages.ts'
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
    [t`Sent`, all.sent.count, esp.sent],
    [t`Delivered`, all.delivered?.count, esp.delivered],
    [t`People who opened`, all.opens?.count, esp.uniqueOpens],
    [t`Opens in all`, all.opens?.total, esp.opens],
    [t`People who clicked`, all.clicks?.count, esp.uniqueClicks],
    [t`Clicks in all`, all.clicks?.total, esp.clicks],
    [t`Forwards`, all.forwards?.total, esp.forwards],
    [t`Bounces`, all.bounces?.count, esp.bounces],
    [t`Opt-outs`, all.optOuts?.count, esp.optOuts],
    [t`Complaints`, all.complaints?.count, esp.complaints],
  ]
  return pairs.flatMap(([label, ours, theirs]) =>
    typeof ours === 'number' && typeof theirs === 'number' ? [{ label, ours, theirs }] : [],
  )
}
