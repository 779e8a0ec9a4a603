import { FIGURES } from '../../api/contract/index.ts'
import type { ActivityStep } from './activity.ts'
import { BOUNCE_CLASSES, type Audience, type BounceClass, type FigureName } from './figures.ts'

export const TABS = [
  ...(['overview', 'recipients', 'log', 'links', 'domains', 'habits', 'actions'] as const),
  ...(['bounces', 'audience', 'reconciliation'] as const),
]
export type Tab = (typeof TABS)[number]
const ONLY = ['opened', 'clicked', 'bounced'] as const

/**
 * What of the campaign window stands in its address: which tab, whose log, which filters. Whoever
 * is sent the address sees the same rows, and Back goes where one came from.
 */
export interface Window {
  tab: Tab
  audience: Audience
  /** The log's. */
  figure: FigureName
  search: string
  owner: string
  linkId: number | undefined
  /** Of clicks: those that counted for one click rule. */
  ruleId: number | undefined
  bounceClass: BounceClass | undefined
  /** One code of the bounces. */
  bounceId: number | undefined
  /** Of any log: whose address stands there. */
  domain: string
  /** Of opens and clicks: with what, as the server tells it. */
  readWith: string
  /** The recipients'. */
  only: (typeof ONLY)[number] | undefined
  /** The chart's; undefined leaves it to the server. */
  step: ActivityStep | undefined
}

export type WindowWords = Partial<
  Record<Exclude<keyof Window, 'only'> | (typeof ONLY)[number], string>
>

/** Reads an address somebody may have typed: what is not understood is as if left out. */
export function readWindow(words: Record<string, unknown>): Window {
  return {
    tab: oneOf(TABS, words['tab']) ?? 'overview',
    audience: oneOf(['human', 'all'] as const, words['audience']) ?? 'human',
    figure: oneOf(FIGURES, words['figure']) ?? 'sent',
    search: text(words['search']),
    owner: text(words['owner']),
    linkId: wholeId(words['linkId']),
    ruleId: wholeId(words['ruleId']),
    bounceClass: oneOf(BOUNCE_CLASSES, words['bounceClass']),
    bounceId: wholeId(words['bounceId']),
    domain: text(words['domain']),
    readWith: text(words['readWith']).slice(0, READ_WITH_MAX),
    only: ONLY.find((name) => words[name] === 'true'),
    step: oneOf(['hour', 'day'] as const, words['step']),
  }
}

/** The words of an address; what is as it would be anyway is left out. */
export function windowWords(part: Partial<Window>): WindowWords {
  const { only, ...plain } = part
  const usual = readWindow({}) as unknown as Record<string, unknown>
  const words = Object.entries(plain)
    .filter(([name, value]) => value !== undefined && value !== usual[name])
    .map(([name, value]) => [name, String(value)])
  return { ...Object.fromEntries(words), ...(only ? { [only]: 'true' } : {}) }
}

/** What a door narrows the log it leads to by. */
export type LogFilter = Partial<
  Pick<Window, 'linkId' | 'ruleId' | 'bounceClass' | 'bounceId' | 'domain' | 'readWith'>
>

/** The address of one figure's log: filters of another log do not carry over. */
export function logWords(
  figure: FigureName,
  audience: Audience,
  filter: LogFilter = {},
): WindowWords {
  return windowWords({ tab: 'log', audience, ...filter, figure })
}

function oneOf<const T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value)
}

/** Longer text than the API admits is cut rather than refused. */
const TEXT_MAX = 200
const READ_WITH_MAX = 80

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, TEXT_MAX) : ''
}

function wholeId(value: unknown): number | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number > 0 ? number : undefined
}
