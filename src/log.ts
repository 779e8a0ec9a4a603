import pino, { type DestinationStream, type Logger } from 'pino'
import { scrub, scrubText } from './platform/scrub.ts'
import { workAtHand } from './platform/work.ts'

/**
 * The log: JSON lines on standard error. Every line carries the names of the work it belongs to
 * (request, job, run); everything that goes into one, message, values and errors at any depth, has
 * passed scrub before the logger sees it.
 */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  const log = pino(
    {
      level,
      base: null,
      mixin: () => ({ ...workAtHand() }),
      // Errors are plain objects by then.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(given, method) {
          const [first, ...rest] = given as unknown as [unknown, ...unknown[]]
          // An error alone would have its message taken as it is.
          const safe =
            first instanceof Error
              ? [{ err: scrub(first) }, scrub(rest[0] ?? first.message), ...rest.slice(1).map(word)]
              : [word(first), ...rest.map(word)]
          method.apply(this, safe as Parameters<typeof method>)
        },
      },
    },
    destination,
  )
  // A child's own children come this way too.
  const child = log.child
  log.child = function (this: Logger, bindings: object, options?: never) {
    return child.call(this, scrub(bindings) as typeof bindings, options)
  } as typeof log.child
  return log
}

function word(value: unknown): unknown {
  return typeof value === 'string' ? scrubText(value) : scrub(value)
}
