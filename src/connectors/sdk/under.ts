import type { Connector, Settings } from './connector.ts'
import { Failure } from './failure.ts'
import type { VendorRequest } from './vendor-http.ts'

/**
 * The address of a request with its query, provided it lies under one of the connection's own base
 * URLs: the account's token goes nowhere else. Otherwise Failure('address_forbidden').
 */
export function addressOf(
  ask: Pick<VendorRequest, 'url' | 'query'>,
  connector: Pick<Connector, 'title' | 'baseUrls'>,
  settings: Settings,
): URL {
  const url = URL.canParse(ask.url) ? new URL(ask.url) : null
  if (!url || !connector.baseUrls(settings).some((base) => isUnder(url, base))) {
    throw new Failure(
      'address_forbidden',
      `${connector.title}: a request was about to leave the account's own addresses.`,
      { whoMustAct: 'homing' },
    )
  }
  for (const [name, value] of Object.entries(ask.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

/** Same scheme, host and port, and the base's path or one below it. */
export function isUnder(url: URL, baseText: string): boolean {
  if (!URL.canParse(baseText) || url.username || url.password) return false
  const base = new URL(baseText)
  const basePath = base.pathname.replace(/\/+$/, '')
  if (url.origin !== base.origin) return false
  return url.pathname === basePath || url.pathname.startsWith(`${basePath}/`)
}
