import { FIGURES } from '../../api/contract/index.ts'
import type { FigureName, FigureValue } from './figures.ts'

export interface FunnelStage {
  figure: FigureName
  label: string
  count: number
  /** Share of the first stage, 0 to 1: the length of the bar. Never above 1. */
  share: number
  /** Share of the stage before, null for the first and where that is zero. */
  ofPrevious: number | null
}

const STAGES = [
  ['sent', 'Sent'],
  ['delivered', 'Delivered'],
  ['opens', 'Opened'],
  ['clicks', 'Clicked'],
] as const

/**
 * Sent, delivered, opened, clicked, as far as there can be such: each with its share of the sent
 * and of the stage before.
 */
export function funnel(
  figures: Record<FigureName, FigureValue>,
  present: readonly FigureName[] = FIGURES,
): FunnelStage[] {
  const whole = figures.sent.count
  return STAGES.filter(([figure]) => present.includes(figure)).map(([figure, label], index) => {
    const { count } = figures[figure]
    const before = index === 0 ? null : figures[STAGES[index - 1]![0]].count
    return {
      figure,
      label,
      count,
      share: whole === 0 ? 0 : Math.min(1, count / whole),
      ofPrevious: before === null || before === 0 ? null : count / before,
    }
  })
}
