import { readPublicKey } from './ecdsa.ts'
import { isStandardKey } from './header-hmac.ts'
import type { HookScheme } from './prove.ts'

/** What makes a text no key of this scheme, as a sentence; null where it may be one. Pure. */
export function keyProblem(scheme: HookScheme, key: string): string | null {
  switch (scheme.family) {
    case 'header_hmac': {
      const isKey = scheme.key === 'text' || isStandardKey(key)
      return isKey ? null : 'A signing secret begins with whsec_, a public key with whpk_.'
    }
    case 'body_hmac':
      return null
    case 'ecdsa':
      return readPublicKey(key) === null ? 'This is no public key as the sender shows it.' : null
    case 'sns':
      return /^arn:[\w-]+:sns:[\w-]+:\d+:[\w.-]+$/.test(key)
        ? null
        : 'A topic is an ARN: arn:aws:sns:…'
    case 'url_token':
      return /^[^:]+:.+$/.test(key) ? null : 'Write user name and password as user:password.'
  }
}
