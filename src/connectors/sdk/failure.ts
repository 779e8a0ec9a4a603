/**
 * The world's errors as data. kind decides what the engine does next, whoMustAct decides wording
 * and alarm. Our own mistakes are ordinary errors and crash the job.
 */
export type FailureKind =
  /** Too fast: wait (waitMs, where the vendor says how long) and ask again. */
  | 'throttled'
  /** The day's budget is spent: nothing is asked until waitMs has passed. */
  | 'quota_exceeded'
  /** A fault at the vendor or on the way that may pass: 5xx, time-out, cut connection. */
  | 'temporary'
  /** The grant is gone or was never given: somebody must authorise again. */
  | 'unauthorised'
  /** The grant is good but lacks a permission (scope). */
  | 'forbidden'
  | 'not_found'
  /** The vendor understood and refused what was asked. */
  | 'refused'
  /** What came back is no answer of this API: truncated, HTML, too large. Nothing of it is used. */
  | 'unreadable'
  /** The address in the settings may not be called (SSRF guard). */
  | 'address_forbidden'

export type WhoMustAct = 'you' | 'vendor' | 'homing'

export class Failure extends Error {
  readonly kind: FailureKind
  readonly whoMustAct: WhoMustAct
  readonly waitMs: number | null
  readonly status: number | null
  readonly remedy: string
  /** The vendor's own code of it, where its table tells how that is read. */
  readonly code: number | null

  constructor(
    kind: FailureKind,
    sentence: string,
    options: {
      whoMustAct: WhoMustAct
      remedy?: string
      waitMs?: number
      status?: number
      code?: number
      cause?: unknown
    },
  ) {
    super(sentence, { cause: options.cause })
    this.name = 'Failure'
    this.kind = kind
    this.whoMustAct = options.whoMustAct
    this.remedy = options.remedy ?? ''
    this.waitMs = options.waitMs ?? null
    this.status = options.status ?? null
    this.code = options.code ?? null
  }
}

/** Whether asking again would be refused, too: no fault that passes, and none of the grant. */
export function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && ['refused', 'not_found', 'forbidden'].includes(error.kind)
}
