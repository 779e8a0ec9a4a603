/**
 * What can go wrong between us and a server before there is a whole answer. An answer with a bad
 * status is no fault: it is an answer.
 */
export type HttpFaultKind =
  /** The SSRF guard said no. Nothing was sent. */
  | 'address_forbidden'
  /** The name has no address. Nothing was sent. */
  | 'unknown_host'
  /** No connection in time, name look-up and TLS included. Nothing was sent. */
  | 'connect_timeout'
  | 'headers_timeout'
  | 'body_stall'
  | 'whole_timeout'
  /** Refused, reset or cut short. */
  | 'connection'
  /** Longer than the cap, counted after decompression. */
  | 'too_large'
  /** No HTTP, a certificate that does not hold, or a content coding that cannot be undone. */
  | 'malformed'
  /** The caller's own signal. */
  | 'aborted'

/** A fault names host and path at most, never a query, a header or a body. */
export class HttpFault extends Error {
  readonly kind: HttpFaultKind

  constructor(kind: HttpFaultKind, sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options)
    this.name = 'HttpFault'
    this.kind = kind
  }
}

const MAY_PASS: readonly HttpFaultKind[] = [
  'unknown_host',
  'connect_timeout',
  'headers_timeout',
  'body_stall',
  'whole_timeout',
  'connection',
]

/** Whether asking again may go better. A forbidden address or an endless body stays what it is. */
export function mayPass(fault: HttpFault): boolean {
  return MAY_PASS.includes(fault.kind)
}
