import { redact } from './http/index.ts'
import { knownSecrets } from './secrets/index.ts'

/** What is deeper, longer or more than this is left out of a line. */
const DEPTH_MAX = 6
const ENTRIES_MAX = 100
const CAUSES_MAX = 5

/** Names under which something secret, or somebody's address, is kept. */
const TELLING_NAMES = new RegExp(
  'pass(word|wd|phrase)|secret|token|authori[sz]ation$|cookie|(^|api_?)key$|verifier|assertion'
    + '|signature|sealed|e_?mail|address$|canonical|phone|fax|^(to|from|recipients?)$',
  'i',
)

/** A run of letters and digits too long for a word: a token nobody told us about. */
const OPAQUE = /[\w-]{32,}/g
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * What may be logged of a value: the same, without what stands under a telling name, without known
 * secrets, and without what looks like an address or a token wherever it stands. Of an error, its
 * message, stack and causes; not the row or the request it carries.
 */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value
  }
  if (value instanceof Error) return scrubError(value)
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth >= DEPTH_MAX) return '[deeper]'
  if (Array.isArray(value)) {
    return value.slice(0, ENTRIES_MAX).map((item) => scrub(item, depth + 1))
  }
  const out: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value).slice(0, ENTRIES_MAX)) {
    out[scrubText(name)] = isTold(name, inner) ? '[redacted]' : scrub(inner, depth + 1)
  }
  return out
}

/** The same for a text. */
export function scrubText(text: string): string {
  return redact(text, knownSecrets()).replace(OPAQUE, (run) => {
    const isMixed = /\d/.test(run) && /[a-z]/i.test(run)
    return isMixed && !UUID.test(run) ? '[redacted]' : run
  })
}

/** A number or a yes is no secret, whatever it is called. */
function isTold(name: string, value: unknown): boolean {
  const isPlain = value === null || ['number', 'boolean', 'undefined'].includes(typeof value)
  return !isPlain && TELLING_NAMES.test(name)
}

function scrubError(error: Error): object {
  const causes: object[] = []
  let current: unknown = error
  while (current instanceof Error && causes.length < CAUSES_MAX) {
    const { name, message, stack = '' } = current
    const { code } = current as { code?: unknown }
    causes.push({
      type: name,
      ...(code === undefined ? {} : { code: scrubText(String(code)) }),
      message: scrubText(message),
      stack: scrubText(stack),
    })
    current = current.cause
  }
  const [first, ...rest] = causes
  return rest.length === 0 ? first! : { ...first, causes: rest }
}
