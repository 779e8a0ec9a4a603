/** Which requests a fault is for. A string matches anywhere in path and query. */
export interface FaultMatch {
  method?: string
  path?: RegExp | string
  /** What is asked for, where all requests go to one address; a string is its whole name. */
  operation?: RegExp | string
}

interface Common {
  match?: FaultMatch
  /** How many matching requests meet the fault; once unless told otherwise. */
  times?: number
  /** How many matching requests are let through before. */
  after?: number
}

/** Answers given instead of the real one. */
export type AnswerFault =
  | { kind: 'throttle' }
  | { kind: 'quota' }
  | { kind: 'missing-scope' }
  /** The access token that was shown is dead from now on. */
  | { kind: 'expired-token' }
  | { kind: 'html200' }
  /** With `applied` the request was processed all the same, as with any `lost-answer`. */
  | { kind: 'server-error'; status?: 500 | 502 | 503 | 504; applied?: boolean }
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }

/** What can go wrong on the wire. */
export type WireFault =
  /** Nothing is ever answered; the connection stays open for `holdMs` or until the client tires. */
  | { kind: 'timeout'; holdMs?: number; applied?: boolean }
  | { kind: 'slow-body'; totalMs?: number; chunks?: number }
  /** The connection ends after this share of the body, though more was announced. */
  | { kind: 'truncated-body'; keep?: number }
  /** The connection dies before the request is processed. */
  | { kind: 'reset' }
  /** The request is processed, and the connection dies before the answer. */
  | { kind: 'lost-answer' }
  /** Somebody on the way sends the request twice; the second answer is the one that comes. */
  | { kind: 'repeated-request' }

/** True answers whose page was spoilt. */
export type PageFault =
  | { kind: 'duplicate-rows'; count?: number }
  /** The page served before on this path comes once more, with its own next link. */
  | { kind: 'duplicate-page' }
  | { kind: 'self-next' }
  | { kind: 'reordered-rows' }
  /**
   * What paging by offset does while rows arrive: a later page begins with the last rows of the one
   * before. And while rows are taken away: it leaves some out, which are there when asked again.
   */
  | { kind: 'drifted-rows'; count?: number }
  | { kind: 'skipped-rows'; count?: number }
  /** Every n-th row (never the newest) is held back while the fault lasts, and is there after. */
  | { kind: 'late-rows'; every?: number }
  | { kind: 'malformed-row'; variant: MalformedVariant; replace?: boolean }
  | { kind: 'empty-source' }
  /** The vendor's own totals are off by so much, as its counters sometimes are. */
  | { kind: 'skewed-totals'; stats: Record<string, number> }
  /** A campaign does not list its activities of this role, though they count in its totals. */
  | { kind: 'hidden-activity'; role: 'resend' | 'primary_email' }

export type MalformedVariant =
  | 'missing-contact-id'
  | 'impossible-date'
  | 'unknown-type'
  | 'unparseable-address'
  | 'future-date'
  | 'epoch-date'
  | 'no-object'

export type TokenFault =
  /** All refresh tokens are revoked before the request is processed. */
  { kind: 'revoke-refresh-token' } | { kind: 'lost-rotated-answer' }

/** What can happen to a webhook on its way; `match.path` is looked for in its event's name. */
export type WebhookFault =
  /** It is never delivered: nobody documents that it would be tried again. */
  { kind: 'lost-webhook' } | { kind: 'repeated-webhook' }

export type Fault = Common & (AnswerFault | WireFault | PageFault | TokenFault | WebhookFault)
export type FaultKind = Fault['kind']
