/** What is common to all requests: the one address, the form, and the session first in it. */
import {
  asObject,
  type JsonObject,
  unreadable,
  type Vendor,
  type VendorAnswer,
} from '../../sdk/index.ts'
import { serviceOf } from './settings.ts'

export const TITLE = 'SuiteCRM'

/**
 * Calls a method of the service; args in the order in which it declares them, without the session.
 * Almost all that Homing does here may be done twice: it reads, opens a session, or says what
 * holds. isSafe false: it may not, because it makes records.
 */
export function call(
  vendor: Vendor,
  method: string,
  args: JsonObject,
  isSafe = true,
): Promise<VendorAnswer> {
  return vendor.http.request({
    method: 'POST',
    url: serviceOf(vendor.settings),
    text: {
      type: 'application/x-www-form-urlencoded',
      body: (proof) => formOf(method, proof === '' ? args : { session: proof, ...args }),
    },
    isSafe,
  })
}

/** What a method answered, read at once. Throws Failure. */
export async function ask(
  vendor: Vendor,
  method: string,
  args: JsonObject,
  isSafe = true,
): Promise<JsonObject> {
  return objectOf((await call(vendor, method, args, isSafe)).json())
}

export function objectOf(body: unknown): JsonObject {
  const object = asObject(body)
  if (!object) throw unreadable(TITLE, 'It is no object.')
  return object
}

function formOf(method: string, args: JsonObject): string {
  return new URLSearchParams({
    method,
    input_type: 'JSON',
    response_type: 'JSON',
    rest_data: JSON.stringify(args),
  }).toString()
}
