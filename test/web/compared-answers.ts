import type { AnswerTo, RowOf } from '../../src/web/api.ts'
import { figuresOf, type CountRow, FIGURE_KINDS } from '../../src/ledger/figures.ts'
import { bestOf, curveOf } from '../../src/ledger/comparison.ts'
import { figuresAt } from '../../src/api/handlers/figures.ts'
import { connectors } from '../../src/connectors/index.ts'
import type { Campaign, FeedbackWorld } from './feedback-world.ts'

/** The list as the address asks for it, each row with its first days. */
export function listedCampaigns(
  campaigns: Campaign[],
  query: URLSearchParams,
): RowOf<'campaigns.list'>[] {
  const sort = query.get('sort')
  const from = query.get('sentFrom') ?? ''
  const until = query.get('sentUntil') ?? '9'
  const key = ({ name, sentAt, figures }: Campaign): string | number => {
    if (sort === 'name') return name
    if (sort === 'sentAt' || sort === null) return sentAt ?? ''
    const { rate, count } = figures[sort as keyof typeof figures]!
    return rate ?? count
  }
  const sign = query.get('order') === 'asc' ? 1 : -1
  return campaigns
    .filter(({ sentAt }) => (sentAt ?? '') >= from && (sentAt ?? '') < until)
    .sort((a, b) => (key(a) < key(b) ? -sign : sign))
    .map((campaign) => ({ ...campaign, pulse: pulseOf(campaign) }))
}

/** Fewer each three hours, and fewer by night. */
function pulseOf({ figures }: Campaign): number[] {
  return Array.from({ length: 24 }, (_, step) =>
    Math.round(
      (figures.opens!.total / (step + 2) ** 1.3) * (step % 8 > 3 && step % 8 < 7 ? 0.1 : 0.6),
    ),
  )
}

export function comparisonOf(
  world: FeedbackWorld,
  query: URLSearchParams,
): AnswerTo<'campaigns.compare'> | undefined {
  const ids = query.get('ids')!.split(',').map(Number)
  const items = ids.flatMap((id) => world.campaigns.find((one) => one.id === id) ?? [])
  if (items.length < ids.length) return undefined
  const kind = query.get('curve') === 'clicks' ? 'clicks' : 'opens'
  const curves = items.map(({ id, figures, sentAt }, place) => {
    const hours = (world.now - Date.parse(sentAt!)) / 3_600_000
    const each = Array.from({ length: Math.min(169, Math.ceil(hours)) }, (_, hour) => ({
      hour,
      events: Math.round(figures[kind]!.total / (hour + 1 + place) ** 1.5 / 2),
    }))
    return { campaignId: id, ...curveOf(each, Math.ceil(hours)) }
  })
  return {
    items,
    together: figuresOf(countsOf(items), 'human'),
    best: bestOf(items as Parameters<typeof bestOf>[0]),
    curves,
  }
}

export function sumOf(world: FeedbackWorld, query: URLSearchParams): AnswerTo<'campaigns.sum'> {
  const sent = listedCampaigns(world.campaigns, query)
  return { campaigns: sent.length, figures: figuresOf(countsOf(sent), 'human') }
}

/** Kept counts that would give the figures of these campaigns added up. */
function countsOf(campaigns: readonly Pick<Campaign, 'figures'>[]): CountRow[] {
  return Object.entries(FIGURE_KINDS).map(([name, { kind }]) => {
    const figures = campaigns.map((one) => one.figures[name as keyof typeof one.figures]!)
    const people = figures.reduce((sum, { count }) => sum + count, 0)
    const events = figures.reduce((sum, { total }) => sum + total, 0)
    const all = { people, events, human_people: people, human_events: events }
    return { kind, ...all, proxy_people: 0, proxy_events: 0 }
  })
}

export const FIGURES_DEFINED = figuresAt(connectors.filter(({ id }) => id === 'constant-contact'))
