/** Everybody's reactions, or those judged human. */
export type Audience = 'human' | 'all'

export type FigureName =
  'sent' | 'delivered' | 'opens' | 'clicks' | 'forwards' | 'bounces' | 'optOuts' | 'complaints'

export interface Figure {
  /** People; equals the rows of the figure's log. */
  count: number
  /** Their events. */
  total: number
  /** count / of.count; null where there is nothing to divide by, or where it would exceed one. */
  rate: number | null
  of: { name: string; count: number } | null
}

/** A row of campaign_count. kind 0 is delivered as Homing defines it. */
export interface CountRow {
  kind: number
  people: number
  events: number
  human_people: number
  human_events: number
  proxy_people: number
  proxy_events: number
}

/**
 * The figures of a campaign with rates and denominators, as docs/vocabulary.md defines them:
 * delivered, bounces of sent; opens, clicks, opt-outs, complaints of delivered. Pure.
 */
export function figuresOf(
  rows: readonly CountRow[],
  audience: Audience,
): Record<FigureName, Figure> {
  const byKind = new Map(rows.map((row) => [row.kind, row]))
  const side = (kind: number) => {
    const row = byKind.get(kind)
    if (row === undefined) return { count: 0, total: 0 }
    const isHuman = audience === 'human'
    return {
      count: isHuman ? row.human_people : row.people,
      total: Number(isHuman ? row.human_events : row.events),
    }
  }
  const sent = side(1)
  const delivered = side(0)
  const of = (name: 'sent' | 'delivered', part: { count: number; total: number }): Figure => {
    const count = name === 'sent' ? sent.count : delivered.count
    const rate = count > 0 && part.count <= count ? part.count / count : null
    return { ...part, rate, of: { name, count } }
  }
  return {
    sent: { ...sent, rate: null, of: null },
    delivered: of('sent', delivered),
    opens: of('delivered', side(3)),
    clicks: of('delivered', side(4)),
    forwards: { ...side(5), rate: null, of: null },
    bounces: of('sent', side(6)),
    optOuts: of('delivered', side(7)),
    complaints: of('delivered', side(8)),
  }
}
