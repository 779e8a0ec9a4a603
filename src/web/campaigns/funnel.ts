import { FIGURES } from '../../api/contract/index.ts'
import { t } from '../languages/messages.ts'
import type { FigureName, Figures } from './figures.ts'

export type StageName = 'sent' | 'delivered' | 'opens' | 'clicks'

export interface FunnelStage {
  figure: StageName
  label: string
  count: number
  /** Share of the first stage, 0 to 1: the length of the bar. Never above 1. */
  share: number
  /** Share of the stage before, null for the first and where that is zero. */
  ofPrevious: number | null
}

const STAGES = [
  ['sent', t`Sent`],
  ['delivered', t`Delivered`],
  ['opens', t`Opened`],
  ['clicks', t`Clicked`],
] as const

/**
 * Sent, delivered, opened, clicked, as far as there can be such: each with its share of the sent
 * and of the stage before. A hidden figure is no stage.
 */
export function funnel(figures: Figures, present: readonly FigureName[] = FIGURES): FunnelStage[] {
  const whole = figures.sent.count
  const seen = STAGES.flatMap(([figure, label]) => {
    const value = figures[figure]
    return value === null || !present.includes(figure)
      ? []
      : [{ figure, label, count: value.count }]
  })
  return seen.map(({ figure, label, count }, index) => {
    const before = seen[index - 1]?.count ?? null
    return {
      figure,
      label,
      count,
      share: whole === 0 ? 0 : Math.min(1, count / whole),
      ofPrevious: before === null || before === 0 ? null : count / before,
    }
  })
}
