import type { AnswerTo, Given } from '../api.ts'
import { t, tc } from '../languages/messages.ts'

export type Dashboard = AnswerTo<'dashboards.show'>
export type Tile = Dashboard['tiles'][number]
export type DashboardBody = Given<'dashboards.change'>['body']

export const KINDS: { value: Tile['as']; label: string }[] = [
  { value: 'number', label: tc('value')`Number` },
  { value: 'chart', label: t`Chart` },
  { value: 'table', label: t`Table` },
]

/** What is read again once a dashboard was changed. */
export const DASHBOARDS_KEPT = ['dashboards.list', 'dashboards.show', 'dashboards.home'] as const

/** The whole of a dashboard as a change sends it. */
export function bodyOf(dashboard: Dashboard, part: Partial<DashboardBody>): DashboardBody {
  const { name, tiles, seenBy, roles, version } = dashboard
  return { name, tiles, seenBy, roles, version, ...part }
}

/** The tiles with one put elsewhere; a place outside is the nearest. Pure. */
export function moved<T>(tiles: readonly T[], from: number, to: number): T[] {
  const others = tiles.filter((_, at) => at !== from)
  const place = Math.max(0, Math.min(others.length, to))
  return [...others.slice(0, place), tiles[from]!, ...others.slice(place)]
}
