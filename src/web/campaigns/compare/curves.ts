import type { AnswerTo } from '../../api.ts'
import { counted, t } from '../../languages/messages.ts'

export type Compared = AnswerTo<'campaigns.compare'>
export type Curve = NonNullable<Compared['curves']>[number]

export interface Line {
  /** What names the campaign on the chart: A to H, in the order of the columns. */
  letter: string
  name: string
  curve: Curve
}

const LETTERS = 'ABCDEFGH'

export function letterOf(place: number): string {
  return LETTERS.charAt(place)
}

/** The curves with the letters and names of their campaigns, as the columns; hidden: none. */
export function drawn({ items, curves }: Compared): Line[] {
  if (curves === null) return []
  return items.map(({ id, name }, place) => ({
    letter: letterOf(place),
    name,
    curve: curves.find(({ campaignId }) => campaignId === id)!,
  }))
}

/** One point an hour: the share of each campaign's own sum, by its letter; 0 at the sending. */
export function pointsOf(lines: readonly Line[]): Record<string, number>[] {
  const hours = Math.max(0, ...lines.map(({ curve }) => curve.reached.length))
  return Array.from({ length: hours + 1 }, (_, hour) => {
    const shares = lines.flatMap(({ letter, curve: { of, reached } }) => {
      const count = hour === 0 ? 0 : reached[hour - 1]
      return of === 0 || count === undefined ? [] : [[letter, count / of] as const]
    })
    return { hour, ...Object.fromEntries(shares) }
  })
}

/** "1,355 opens, half of them within 5 hours". */
export function halfWords({ of, reached }: Curve, kind: 'opens' | 'clicks'): string {
  if (of === 0) return kind === 'opens' ? t`no opens yet` : t`no clicks yet`
  const sum = kind === 'opens' ? counted(of, 'open') : counted(of, 'click')
  const hours = reached.findIndex((count) => count * 2 >= of) + 1
  if (hours === 0) return t`${sum}, half of them after the first week`
  return hours === 1
    ? t`${sum}, half of them within an hour`
    : t`${sum}, half of them within ${hours} hours`
}
