/** What OpenCRM holds of whether a person may be written to: it belongs to the person. */
import type { JsonObject } from '../../sdk/index.ts'
import { isBounced, isYes } from './values.ts'

/** Words of ours: OpenCRM has two switches and no word. */
export const OPTED_OUT = 'do_not_email'
const BOUNCED = 'email_bounced'
const OK = 'ok'

/** Whoever is not to be mailed is so first, whatever else is known of the address. */
export function permissionOf(record: JsonObject): string {
  if (isOut(record)) return OPTED_OUT
  return isBounced(record) ? BOUNCED : OK
}

export function isOut(record: JsonObject): boolean {
  return isYes(record['do_not_email'])
}
