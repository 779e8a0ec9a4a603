import { figuresOf } from './figures.ts'
import type { Campaign } from './useWindow.ts'
import type { Window } from './window.ts'

/** What the log is asked for, on screen and as CSV alike. Filters a figure cannot use are off. */
export function logQuery(window: Window) {
  const { figure, audience, search, owner, linkId, ruleId, bounceClass, bounceId } = window
  const isRead = figure === 'opens' || figure === 'clicks'
  return {
    figure,
    audience,
    search: search || undefined,
    owner: owner || undefined,
    linkId: figure === 'clicks' ? linkId : undefined,
    ruleId: figure === 'clicks' ? ruleId : undefined,
    bounceClass: figure === 'bounces' ? bounceClass : undefined,
    bounceId: figure === 'bounces' ? bounceId : undefined,
    domain: window.domain || undefined,
    readWith: isRead ? window.readWith || undefined : undefined,
  }
}

interface Known {
  window: Window
  campaign: Campaign
  /** What the log is filtered by, where its number is known: link, rule, domain, program. */
  by?: { people: number } | undefined
  loaded: { count: number; isAll: boolean }
}

/** How many rows the log holds under its filters; null while only the server could say. */
export function rowsKnown({ window, campaign, by, loaded }: Known): number | null {
  const query = logQuery(window)
  if (loaded.isAll) return loaded.count
  if (query.search !== undefined || query.owner !== undefined) return null
  const { linkId, ruleId, domain, readWith } = query
  const apart = [linkId, ruleId, domain, readWith].filter((one) => one !== undefined).length
  const isOfBounces = query.bounceClass !== undefined || query.bounceId !== undefined
  if (apart > 1 || (apart === 1 && isOfBounces)) return null
  if (apart === 1) return by?.people ?? null
  if (isOfBounces) {
    return (campaign.bounceClasses ?? [])
      .filter((row) => row.class === (query.bounceClass ?? row.class))
      .filter((row) => row.id === (query.bounceId ?? row.id))
      .reduce((sum, row) => sum + row.count, 0)
  }
  return figuresOf(campaign, window.audience)[window.figure]?.count ?? null
}
