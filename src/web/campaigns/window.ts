import { FIGURES } from '../../api/contract/index.ts'
import { BOUNCE_CLASSES, type Audience, type BounceClass, type FigureName } from './figures.ts'

export const TABS = ['overview', 'recipients', 'log', 'links'] as const
export type Tab = (typeof TABS)[number]

/**
 * What of the campaign window stands in the address: which tab, whose log, which filters. Whoever
 * is sent the address sees the same rows, and Back goes where one came from.
 */
export interface WindowSearch {
  tab?: Tab
  audience?: Audience
  figure?: FigureName
  search?: string
  owner?: string
  link?: number
  bounce?: BounceClass
  /** Recipients only. */
  only?: 'opened' | 'clicked' | 'bounced'
}

/** Reads an address somebody may have typed: what is not understood is left out. */
export function readWindowSearch(raw: Record<string, unknown>): WindowSearch {
  return withoutBlanks({
    tab: oneOf(TABS, raw['tab']),
    audience: oneOf(['all'] as const, raw['audience']),
    figure: oneOf(FIGURES, raw['figure']),
    search: text(raw['search']),
    owner: text(raw['owner']),
    link: whole(raw['link']),
    bounce: oneOf(BOUNCE_CLASSES, raw['bounce']),
    only: oneOf(['opened', 'clicked', 'bounced'] as const, raw['only']),
  })
}

/** The address of one figure's log: filters of another log do not carry over. */
export function logSearch(
  figure: FigureName,
  audience: Audience,
  filter: Pick<WindowSearch, 'link' | 'bounce'> = {},
): WindowSearch {
  return withoutBlanks({
    tab: 'log' as const,
    figure,
    audience: audience === 'all' ? 'all' : undefined,
    ...filter,
  })
}

function withoutBlanks<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

function oneOf<const T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value)
}

/** Longer text than the API admits is cut rather than refused. */
const TEXT_MAX = 200

function text(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const words = String(value).slice(0, TEXT_MAX)
  return words.trim() === '' ? undefined : words
}

function whole(value: unknown): number | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number > 0 ? number : undefined
}
