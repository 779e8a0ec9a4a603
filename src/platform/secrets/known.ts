/** Values shorter than this would be cut out of innocent words. */
const LENGTH_MIN = 8
/** Values remembered at once; the longest unused give way. */
const KNOWN_MAX = 500
/** What is sealed beside secrets and is none. */
const NOT_SECRET: ReadonlySet<string> = new Set(['scopes', 'counterpart', 'tokenType'])

const known = new Set<string>()

/**
 * Remembers every text in a secret value, so that the log can cut it out wherever it turns up: a
 * vendor that quotes our token in its error message does not get it into the log.
 */
export function rememberSecret(value: unknown): void {
  if (typeof value === 'string') {
    if (value.length < LENGTH_MIN) return
    known.delete(value)
    known.add(value)
    if (known.size > KNOWN_MAX) known.delete(known.values().next().value!)
    return
  }
  if (value === null || typeof value !== 'object') return
  for (const [name, inner] of Object.entries(value)) {
    if (!NOT_SECRET.has(name)) rememberSecret(inner)
  }
}

/** The secrets this process has seen. */
export function knownSecrets(): readonly string[] {
  return [...known]
}
