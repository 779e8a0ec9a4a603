import type { EventKind, RemoteTotals } from './feedback.ts'

/** The metrics a vendor may count by itself, each with the kind of event it counts. */
export const METRICS = {
  sent: 'sent',
  delivered: 'delivered',
  uniqueOpens: 'open',
  opens: 'open',
  uniqueClicks: 'click',
  clicks: 'click',
  forwards: 'forward',
  bounces: 'bounce',
  optOuts: 'opt_out',
  complaints: 'complaint',
} as const satisfies Record<Exclude<keyof RemoteTotals, 'campaignId' | 'countedAt'>, EventKind>

export type Metric = keyof typeof METRICS

export const METRIC_NAMES = Object.keys(METRICS) as Metric[]

/**
 * What a vendor's total counts. Differences are explained from this, so it is data of the connector
 * and says where it was read; isDocumented is false where the vendor leaves it open.
 */
export type TotalDefinition = {
  /** Opens and clicks of scanners and privacy proxies: in the total, or filtered by the vendor. */
  machines: 'included' | 'excluded'
  /** Where the definition stands: the document and the field. */
  source: string
  /** What the source leaves open, and what is taken instead. */
  open?: string
} & (
  | {
      /** Everybody once over the whole campaign, whatever was sent again. */
      counts: 'people'
      resends: 'once'
      /** How the vendor tells people apart; a contact may have changed its address in between. */
      by: 'contact' | 'address'
    }
  | {
      /** Everything that happened; a resend adds its own. */
      counts: 'events'
      resends: 'each'
    }
)

export type TotalDefinitions = Readonly<Partial<Record<Metric, TotalDefinition>>>
