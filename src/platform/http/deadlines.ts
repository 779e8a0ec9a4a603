import { HttpFault, type HttpFaultKind } from './fault.ts'

/** How long each phase of one try may last, and how long a body may be. */
export interface HttpLimits {
  /** Name look-up, connecting and TLS. */
  connectMs: number
  /** From the request sent to the answer's headers. */
  headersMs: number
  /** Between two pieces of the body. */
  bodyStallMs: number
  /** The whole try. A body that drips ends here. */
  wholeMs: number
  bodyBytesMax: number
}

export const HTTP_LIMITS: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  bodyStallMs: 15_000,
  wholeMs: 90_000,
  bodyBytesMax: 8 * 1024 * 1024,
}

export interface Deadlines {
  connecting(): void
  waiting(): void
  reading(): void
  stop(): void
}

/** Watches one try; late is called once, with the fault of the phase that took too long. */
export function startDeadlines(
  host: string,
  limits: HttpLimits,
  late: (fault: HttpFault) => void,
): Deadlines {
  const whole = setTimeout(
    fail,
    limits.wholeMs,
    'whole_timeout',
    `${host} took too long to answer.`,
  )
  let phase: NodeJS.Timeout | undefined

  function begin(ms: number, kind: HttpFaultKind, sentence: string) {
    clearTimeout(phase)
    phase = setTimeout(fail, ms, kind, sentence)
  }
  function stop() {
    clearTimeout(whole)
    clearTimeout(phase)
  }
  function fail(kind: HttpFaultKind, sentence: string) {
    stop()
    late(new HttpFault(kind, sentence))
  }

  return {
    connecting: () =>
      begin(limits.connectMs, 'connect_timeout', `${host} could not be reached in time.`),
    waiting: () => begin(limits.headersMs, 'headers_timeout', `${host} did not answer in time.`),
    reading: () =>
      begin(limits.bodyStallMs, 'body_stall', `${host} stopped in the middle of its answer.`),
    stop,
  }
}
