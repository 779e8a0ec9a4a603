/**
 * Makes text safe to log or to show. Whatever passes through here loses bearer tokens, JWTs, values
 * of fields that sound secret, credentials in URLs and e-mail addresses.
 */
const SECRET_NAMES =
  'token|secret|password|passwd|api_?key|authorization|code_verifier|assertion|signature'

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 [redacted]'],
  [/\beyJ[\w-]{8,}(\.[\w-]*){0,4}/g, '[redacted]'],
  [
    new RegExp(`\\b([\\w-]*(?:${SECRET_NAMES}))(["']?\\s*[=:]\\s*["']?)[^"'&\\s,;}]+`, 'gi'),
    '$1$2[redacted]',
  ],
  [/([?&]code=)[^&\s]+/gi, '$1[redacted]'],
  [/:\/\/[^/\s@]+@/g, '://[redacted]@'],
  [/[^\s@<>"'(),;:/?&=]{1,128}(@|%40)[^\s@<>"'(),;:/?&=]{1,255}/gi, '[address]'],
]

const TEXT_MAX = 4_000
/** What is looked at beyond it: a secret or an address that is cut in two is known by its whole. */
const EDGE = 1_000

/** secrets: values known to be secret, cut out wherever they stand, whatever surrounds them. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let out = text.slice(0, TEXT_MAX + EDGE)
  for (const secret of secrets) {
    if (secret.length >= 4) out = out.replaceAll(secret, '[redacted]')
  }
  for (const [pattern, replacement] of PATTERNS) out = out.replace(pattern, replacement)
  return out.slice(0, TEXT_MAX)
}

/** A URL for the log: origin, path and the names in its query, no values. */
export function describeUrl(url: URL): string {
  const names = [...new Set(url.searchParams.keys())].map((name) => `${redact(name)}=…`)
  return redact(`${url.origin}${url.pathname}`) + (names.length > 0 ? `?${names.join('&')}` : '')
}
