/** What is common to all requests: the version of the API, and JSON there and back. */
import {
  asObject,
  type JsonObject,
  unreadable,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from '../../sdk/index.ts'
import { settingsOf } from './settings.ts'
import { TITLE } from './values.ts'

/** Each version lives for years; this one has all that is asked for here. */
const VERSION = 'v59.0'

export interface Ask extends Pick<VendorRequest, 'query' | 'json' | 'text'> {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Behind the version, such as "/query". */
  path: string
  /** Present where it may be asked twice without harm, though it is no GET. */
  isSafe?: boolean
}

/** Asks the API, and answers what it said, parsed. Throws Failure. */
export async function ask(vendor: Vendor, asked: Ask): Promise<unknown> {
  return (await askRaw(vendor, asked)).json()
}

/** The same, where the answer is no JSON. */
export function askRaw(vendor: Vendor, { path, ...asked }: Ask): Promise<VendorAnswer> {
  const url = `${settingsOf(vendor.settings).siteUrl}/services/data/${VERSION}${path}`
  return vendor.http.request({ method: 'GET', ...asked, url })
}

export function objectOf(body: unknown): JsonObject {
  const object = asObject(body)
  if (!object) throw unreadable(TITLE, 'It is no object.')
  return object
}
