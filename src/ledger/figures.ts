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

/** Where each figure's counts are kept (campaign_count.kind), and what its rate is of. */
export const FIGURE_KINDS: Record<FigureName, { kind: number; of: 'sent' | 'delivered' | null }> = {
  sent: { kind: 1, of: null },
  delivered: { kind: 0, of: 'sent' },
  opens: { kind: 3, of: 'delivered' },
  clicks: { kind: 4, of: 'delivered' },
  forwards: { kind: 5, of: null },
  bounces: { kind: 6, of: 'sent' },
  optOuts: { kind: 7, of: 'delivered' },
  complaints: { kind: 8, of: 'delivered' },
}

/** The figures with rates and denominators, as docs/vocabulary.md defines them. Pure. */
export function figuresOf(
  rows: readonly CountRow[],
  audience: Audience,
): Record<FigureName, Figure> {
  const byKind = new Map(rows.map((row) => [row.kind, row]))
  const side = (name: FigureName) => {
    const row = byKind.get(FIGURE_KINDS[name].kind)
    if (row === undefined) return { count: 0, total: 0 }
    const isHuman = audience === 'human'
    return {
      count: isHuman ? row.human_people : row.people,
      total: Number(isHuman ? row.human_events : row.events),
    }
  }
  const figure = (name: FigureName): Figure => {
    const { of } = FIGURE_KINDS[name]
    const part = side(name)
    if (of === null) return { ...part, rate: null, of: null }
    const { count } = side(of)
    return { ...part, rate: rateOf(part.count, count), of: { name: of, count } }
  }
  return {
    sent: figure('sent'),
    delivered: figure('delivered'),
    opens: figure('opens'),
    clicks: figure('clicks'),
    forwards: figure('forwards'),
    bounces: figure('bounces'),
    optOuts: figure('optOuts'),
    complaints: figure('complaints'),
  }
}

/** The counts of several campaigns added up, kind by kind; rates are made of them afterwards. */
export function addCountRows(campaigns: readonly (readonly CountRow[])[]): CountRow[] {
  const sums = new Map<number, CountRow>()
  for (const row of campaigns.flat()) {
    const sum = sums.get(row.kind)
    sums.set(row.kind, {
      kind: row.kind,
      people: (sum?.people ?? 0) + row.people,
      events: (sum?.events ?? 0) + Number(row.events),
      human_people: (sum?.human_people ?? 0) + row.human_people,
      human_events: (sum?.human_events ?? 0) + Number(row.human_events),
      proxy_people: (sum?.proxy_people ?? 0) + row.proxy_people,
      proxy_events: (sum?.proxy_events ?? 0) + Number(row.proxy_events),
    })
  }
  return [...sums.values()]
}

/** Null where there is nothing to divide by, and where it would exceed one. */
function rateOf(part: number, whole: number): number | null {
  return whole > 0 && part <= whole ? part / whole : null
}
