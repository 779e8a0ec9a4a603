import pino, { type DestinationStream, type Logger } from 'pino'

/** Names under which something secret or somebody's address could reach a log by mistake. */
const SECRET_NAMES = [
  'password',
  'secret',
  'token',
  'key',
  'authorization',
  'cookie',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'email',
  'address',
]

/** The log: JSON lines on standard error, secrets and addresses blacked out two levels deep. */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      serializers: { err: errorForLog },
    },
    destination,
  )
}

const CAUSES_MAX = 5
const E_MAIL = /[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+\.[^\s@<>"'(),;:]+/g

/** Message and stack of an error and its causes; a database error's row values are left out. */
function errorForLog(error: unknown): object {
  const causes: object[] = []
  let current: unknown = error
  while (current instanceof Error && causes.length < CAUSES_MAX) {
    const { name, message, stack } = current
    const { code } = current as { code?: unknown }
    causes.push({ type: name, code, message: masked(message), stack: masked(stack ?? '') })
    current = current.cause
  }
  const [first = { message: masked(String(error)) }, ...rest] = causes
  return rest.length === 0 ? first : { ...first, causes: rest }
}

function masked(text: string): string {
  return text.replace(E_MAIL, '[address]')
}
