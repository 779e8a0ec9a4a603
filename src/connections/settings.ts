/**
 * A connection's settings as somebody typed them: checked by the connector's own schema and the
 * address rule, then parted into what may be read and what is sealed.
 */
import {
  type Connector,
  placesOf,
  secretKeysOf,
  type Settings,
  type Tokens,
} from '../connectors/index.ts'
import { type Http, HttpFault } from '../platform/http/index.ts'
import { readAs, type Fault } from '../platform/read-as.ts'
import { Refused } from '../platform/refused.ts'
import type { Sql } from '../platform/sql/index.ts'
import type { Sealed } from './sealed.ts'

/** The whole of the settings, as JSON, holds no more characters than this. */
const SETTINGS_CHARS_MAX = 64_000
/** Of settings that nobody knows, so many are named. */
const STRANGERS_NAMED_MAX = 5

/** Tokens may be given among the settings under these keys, for connections without a browser. */
const TOKEN_KEYS = ['accessToken', 'refreshToken']

export interface ReadSettings {
  /** Readable: stored as they are, answered, shown. */
  open: Settings
  sealed: Sealed
}

/** Which addresses may be called as they are written. */
interface AddressRules {
  http: Pick<Http, 'check'>
  sql?: Pick<Sql, 'check'> | undefined
}

/**
 * Reads settings. Throws Refused 422 whose field names the setting at fault: one the schema does
 * not accept or does not know, or an address that may not be called.
 */
export function readSettings(
  connector: Connector,
  given: Record<string, unknown>,
  { http, sql, now }: AddressRules & { now: number },
): ReadSettings {
  if (JSON.stringify(given).length > SETTINGS_CHARS_MAX) {
    throw refused('settings', `Settings may be ${SETTINGS_CHARS_MAX} characters long at most.`)
  }
  const known = Object.keys(connector.settings.shape)
  const strangers = Object.keys(given).filter((key) => !known.includes(key))
  if (strangers.length > 0) {
    const named = strangers.slice(0, STRANGERS_NAMED_MAX).map((key) => `“${key.slice(0, 100)}”`)
    throw refused(
      `settings.${strangers[0]!.slice(0, 100)}`,
      `${connector.title} has no setting ${named.join(', ')}.`,
      `There are: ${known.join(', ')}.`,
    )
  }
  // What was given is not quoted: it may be a secret.
  const parsed = readAs(connector.settings, given, false)
  if ('faults' in parsed) {
    const [{ path, reason }] = parsed.faults as [Fault]
    throw refused(['settings', ...path].join('.'), reason)
  }

  const secretKeys = secretKeysOf(connector)
  const entries = Object.entries(parsed.data).filter(([, value]) => value !== undefined)
  const open = Object.fromEntries(
    entries.filter(([key]) => !secretKeys.includes(key) && !TOKEN_KEYS.includes(key)),
  )
  const secrets = Object.fromEntries(
    entries.filter(([key]) => secretKeys.includes(key) && !TOKEN_KEYS.includes(key)),
  )
  checkAddresses(connector, open, { http, sql })
  const tokens = tokensAmong(parsed.data) ?? tokensToCome(connector, parsed.data)
  return { open, sealed: { secrets, grant: tokens && { ...tokens, receivedAt: now } } }
}

/**
 * Whom the settings speak to, and as which application. What was entrusted to one must not be sent
 * to another.
 */
export function counterpartOf(connector: Connector, settings: Settings): string {
  const { oauth2 } = connector
  return JSON.stringify([
    placesOf(connector, settings),
    oauth2 && [
      oauth2.authorizeUrl?.(settings),
      oauth2.tokenUrl(settings),
      oauth2.clientId(settings),
    ],
  ])
}

function checkAddresses(connector: Connector, open: Settings, { http, sql }: AddressRules): void {
  const { oauth2 } = connector
  const urls = [
    ...connector.baseUrls(open),
    ...(oauth2?.authorizeUrl ? [oauth2.authorizeUrl(open)] : []),
    ...(oauth2 ? [oauth2.tokenUrl(open)] : []),
  ]
  if (connector.sql !== undefined) checkServer(sql, connector.sql.target(open))
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

function checkServer(sql: AddressRules['sql'], place: { host: string; port: number }): void {
  if (sql === undefined) throw refused('settings', 'This Homing asks no databases.')
  try {
    sql.check(place)
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error
    const remedy = 'Use a public address, or ask the operator to allow this host and port.'
    throw refused('settings.host', error.message, remedy)
  }
}

function tokensAmong(settings: Record<string, unknown>): Tokens | null {
  const { accessToken, refreshToken } = settings
  const access = typeof accessToken === 'string' && accessToken !== '' ? accessToken : null
  const refresh = typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : null
  if (access === null && refresh === null) return null
  return {
    accessToken: access ?? '',
    refreshToken: refresh,
    // A refresh token alone is as good as an access token that has expired; when one that was given
    // by hand does, the vendor's refusal will tell.
    expiresAt: access === null ? 0 : null,
    scopes: null,
  }
}

/**
 * With keys, or a user name and a password, nobody need authorise anything: tokens that have ended
 * already stand for those the first request will ask for.
 */
function tokensToCome(connector: Connector, settings: Settings): Tokens | null {
  const { signIn } = connector.oauth2 ?? {}
  const needed = connector.keys?.names ?? (signIn ? [signIn.userKey, signIn.passwordKey] : [])
  if (needed.length === 0 || needed.some((name) => !settings[name])) return null
  return { accessToken: '', refreshToken: null, expiresAt: 0, scopes: null }
}

function refused(field: string, sentence: string, remedy?: string): Refused {
  return new Refused(422, sentence, { field, ...(remedy === undefined ? {} : { remedy }) })
}
