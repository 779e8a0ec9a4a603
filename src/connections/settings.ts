/**
 * A connection's settings as somebody typed them: checked by the connector's own schema and the
 * address rule, then parted into what may be read and what is sealed.
 */
import type { z } from 'zod'
import { type Connector, type Settings, type Tokens, secretKeysOf } from '../connectors/index.ts'
import { type Http, HttpFault } from '../platform/http/index.ts'
import { Refused } from '../platform/refused.ts'
import type { Sealed } from './sealed.ts'

/** The whole of the settings, as JSON, holds no more characters than this. */
const SETTINGS_CHARS_MAX = 64_000

/** Tokens may be given among the settings under these keys, for connections without a browser. */
const TOKEN_KEYS = ['accessToken', 'refreshToken', 'accessTokenExpiresAt']

export interface ReadSettings {
  /** Readable: stored as they are, answered, shown. */
  open: Settings
  sealed: Sealed
}

/**
 * Reads settings. Throws Refused 422 whose field names the setting at fault: one the schema does
 * not accept or does not know, or an address that may not be called.
 */
export function readSettings(
  connector: Connector,
  given: Record<string, unknown>,
  { http, now }: { http: Pick<Http, 'check'>; now: number },
): ReadSettings {
  if (JSON.stringify(given).length > SETTINGS_CHARS_MAX) {
    throw refused('settings', `Settings may be ${SETTINGS_CHARS_MAX} characters long at most.`)
  }
  const known = Object.keys(connector.settings.shape)
  const stranger = Object.keys(given).find((key) => !known.includes(key))
  if (stranger !== undefined) {
    const remedy = `${connector.title} knows: ${known.join(', ')}.`
    throw refused(
      `settings.${stranger}`,
      `There is no setting “${stranger.slice(0, 100)}”.`,
      remedy,
    )
  }
  const parsed = connector.settings.safeParse(given)
  if (!parsed.success) throw refuseIssue(parsed.error.issues[0]!)

  const secretKeys = secretKeysOf(connector)
  const entries = Object.entries(parsed.data).filter(([, value]) => value !== undefined)
  const open = Object.fromEntries(
    entries.filter(([key]) => !secretKeys.includes(key) && !TOKEN_KEYS.includes(key)),
  )
  const secrets = Object.fromEntries(
    entries.filter(([key]) => secretKeys.includes(key) && !TOKEN_KEYS.includes(key)),
  )
  checkAddresses(connector, open, http)
  const tokens = tokensAmong(parsed.data)
  return { open, sealed: { secrets, grant: tokens && { ...tokens, receivedAt: now } } }
}

/**
 * Whom the settings speak to, and as which application. What was entrusted to one must not be sent
 * to another.
 */
export function counterpartOf(connector: Connector, settings: Settings): string {
  const { oauth2 } = connector
  return JSON.stringify([
    connector.baseUrls(settings),
    oauth2 && [oauth2.authorizeUrl(settings), oauth2.tokenUrl(settings), oauth2.clientId(settings)],
  ])
}

function checkAddresses(connector: Connector, open: Settings, http: Pick<Http, 'check'>): void {
  const { oauth2 } = connector
  const urls = [
    ...connector.baseUrls(open),
    ...(oauth2 ? [oauth2.authorizeUrl(open), oauth2.tokenUrl(open)] : []),
  ]
  for (const url of urls) {
    try {
      http.check(url)
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error
      const key = Object.keys(open).find((name) => {
        const value = open[name]
        return typeof value === 'string' && value !== '' && url.startsWith(value)
      })
      throw refused(
        key === undefined ? 'settings' : `settings.${key}`,
        error.message,
        'Use a public https address, or ask the operator to allow this host and port.',
      )
    }
  }
}

function tokensAmong(settings: Record<string, unknown>): Tokens | null {
  const { accessToken, refreshToken, accessTokenExpiresAt: expires } = settings
  const access = typeof accessToken === 'string' && accessToken !== '' ? accessToken : null
  const refresh = typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : null
  if (access === null && refresh === null) return null
  return {
    accessToken: access ?? '',
    refreshToken: refresh,
    // A refresh token alone is as good as an access token that has just expired.
    expiresAt: access === null ? 0 : momentOf(expires),
    scopes: null,
  }
}

function momentOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(parsed) ? null : parsed
}

function refuseIssue(issue: z.core.$ZodIssue): Refused {
  // zod's message tells what was expected, and never quotes the value, which may be a secret.
  return refused(['settings', ...issue.path.map(String)].join('.'), issue.message)
}

function refused(field: string, sentence: string, remedy?: string): Refused {
  return new Refused(422, sentence, { field, ...(remedy === undefined ? {} : { remedy }) })
}
