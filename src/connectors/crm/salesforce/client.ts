/** What is common to all requests: the version of the API, and JSON there and back. */
import { asObject, type JsonObject, unreadable, type Vendor } from '../../sdk/index.ts'
import { settingsOf } from './settings.ts'
import { TITLE } from './values.ts'

/** Each version lives for years; this one has all that is asked for here. */
const VERSION = 'v59.0'

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH'
  /** Behind the version, such as "/query". */
  path: string
  query?: Record<string, string>
  json?: unknown
  /** Present where it may be asked twice without harm, though it is no GET. */
  isSafe?: boolean
}

/** Asks the API, and answers what it said, parsed. Throws Failure. */
export async function ask(vendor: Vendor, { path, ...asked }: Ask): Promise<unknown> {
  const url = `${settingsOf(vendor.settings).siteUrl}/services/data/${VERSION}${path}`
  return (await vendor.http.request({ method: 'GET', ...asked, url })).json()
}

export function objectOf(body: unknown): JsonObject {
  const object = asObject(body)
  if (!object) throw unreadable(TITLE, 'It is no object.')
  return object
}
