import type { Fault } from '../../sandbox/index.ts'
import type { Wire } from './esp.ts'

/** Bodies with a good status that are no JSON, or none that two readers read in the same way. */
export const NO_JSON: Wire['noPages'] = {
  'an empty body': '',
  'the word null': 'null',
  'a number without bound': '{"result": [1e999], "tracking_activities": [1e999]}',
  'the same key twice': '{"a":1,"a":2}',
  'bytes that are no text': '\ufeff{"result":[]}',
  'nesting without end': '['.repeat(100_000),
}

/** No vendor of these says how it tells a client that is too fast: what any service answers. */
export function withoutWords(retryAfter: string): Fault {
  return { kind: 'status', status: 429, body: '', headers: { 'retry-after': retryAfter } }
}

const OF_ITS_OWN = /not available|a fault of its own/

/** What every service that is asked over HTTP may do for long. */
export const OUTAGES: Wire['outages'] = {
  // Not every vendor's table of errors has a row for 503 alone.
  'nothing but 503': { fault: { kind: 'server-error', status: 503 }, shows: OF_ITS_OWN },
  'nothing but 500': { fault: { kind: 'server-error', status: 500 }, shows: OF_ITS_OWN },
  'nothing but resets': { fault: { kind: 'reset' }, shows: /connection .* failed/ },
}

export const JSON_OUTAGES: Wire['outages'] = {
  ...OUTAGES,
  'nothing but HTML': { fault: { kind: 'html200' }, shows: /cannot be read|no JSON|not JSON/ },
}
