import type { Metric } from '../../connectors/index.ts'

/** A metric in the words of the screens. */
export const METRIC_WORDS: Record<Metric, string> = {
  sent: 'Sent',
  delivered: 'Delivered',
  uniqueOpens: 'People who opened',
  opens: 'Opens in all',
  uniqueClicks: 'People who clicked',
  clicks: 'Clicks in all',
  forwards: 'Forwards',
  bounces: 'Bounces',
  optOuts: 'Opt-outs',
  complaints: 'Complaints',
}
