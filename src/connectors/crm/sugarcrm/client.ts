/** What is common to all requests. */
import {
  asObject,
  type JsonObject,
  unreadable,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from '../../sdk/index.ts'
import { serviceOf } from './settings.ts'

export const TITLE = 'SugarCRM'

/** What is asked, below the address of the service. Only what makes records may not go twice. */
export type Asked = Pick<VendorRequest, 'method' | 'query' | 'json' | 'isSafe'> & { path: string }

export function call(vendor: Vendor, { path, ...asked }: Asked): Promise<VendorAnswer> {
  return vendor.http.request({
    isSafe: true,
    ...asked,
    url: `${serviceOf(vendor.settings)}/${path}`,
  })
}

/** What was answered, read at once. Throws Failure. */
export async function ask(vendor: Vendor, asked: Asked): Promise<JsonObject> {
  return objectOf((await call(vendor, asked)).json())
}

export function objectOf(body: unknown): JsonObject {
  const object = asObject(body)
  if (!object) throw unreadable(TITLE, 'It is no object.')
  return object
}
