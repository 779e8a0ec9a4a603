import type { FaultKind, MalformedVariant } from './fault.ts'

/** A request as far as a fault must know it. */
export interface Asked {
  /** The path with its query, so that one page of a walk can be singled out. */
  target: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  text: string
  /** What it asks for, where all requests go to one address. */
  operation?: string
}

/** What a fault looks like at one vendor: its words, its paths and its pages. */
export interface FaultFace {
  /** Faults without a match are for requests whose target contains this, or the token's. */
  api: RegExp | string
  /** Absent where there are no tokens. */
  token?: string
  /** What a request asks for, where its address does not say it. */
  operation?(asked: Asked): string | undefined
  /** What a request shows to say who sends it, where that is not a bearer's token. */
  shown?(asked: Asked): string | undefined
  /** The type of the answers below; JSON unless told otherwise. */
  contentType?: string
  /** The answers given in the vendor's own words, which may depend on what is asked. */
  answers: FaultAnswers | ((asked: Asked) => FaultAnswers)
  pages: PageRules
  /** Kinds that would mean nothing here: adding one is refused. */
  lacks: readonly FaultKind[]
}

export interface FaultAnswers {
  throttle?: GivenAnswer
  quota?: GivenAnswer
  'missing-scope'?: GivenAnswer
  'expired-token': GivenAnswer
  /** The body of a server error, whatever its status. */
  'server-error': (status: number) => unknown
}

export interface GivenAnswer {
  status: number
  body: unknown
}

export type Line = Record<string, unknown>
export type Page = Record<string, unknown>

/** How the vendor's pages are made. */
export interface PageRules {
  /** The names under which a page holds its rows; a page that is an array is its rows itself. */
  rows: readonly string[]
  /** Whether a request is for the beginning of a walk. */
  first(target: string, asked: Asked): boolean
  /** The walk a page belongs to, where that is not the path alone. */
  walk?(asked: Asked): string
  /** Reads a page, and writes it again; JSON unless told otherwise. */
  read?(body: string): Page | undefined
  write?(page: Page): string
  /** Makes the page say that the next one is the very page that was asked for. */
  endless(page: Page, target: string): void
  /** Makes a page without rows say that it is the last. */
  last(page: Page): void
  mangle(line: Line, variant: MalformedVariant): Line
  /** The vendor's own totals are off by so much: in a row, or in an answer without rows. */
  skew(line: Line, by: Readonly<Record<string, number>>): Line
}

/** Counters that are wrong by so much, never below nothing. */
export function skewed(told: Line, by: Readonly<Record<string, number>>): Line {
  const changed = Object.entries(by).map(([name, more]) => [
    name,
    Math.max(0, Number(told[name] ?? 0) + more),
  ])
  return { ...told, ...Object.fromEntries(changed) } as Line
}
