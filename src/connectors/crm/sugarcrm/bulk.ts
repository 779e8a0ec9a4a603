/** Many requests in one. */
import {
  asObject,
  Failure,
  judgeAnswer,
  type JsonObject,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { call, TITLE } from './client.ts'
import { errors } from './errors.ts'
import { VERSION } from './settings.ts'

/** Requests of one bulk. They go one after the other: a server needs a while for each. */
export const BULK_MAX = 50

export interface BulkRequest {
  method: 'POST' | 'PUT'
  /** Below the address of the service. */
  path: string
  values: Readonly<JsonObject>
}

/**
 * What each request answered, in their order: a record, or why it was refused. Whatever is no word
 * about a single record (a fault, the end of the session) is thrown. A bulk that makes records is
 * sent once only: whoever does not know whether it arrived must look.
 */
export async function bulk(
  vendor: Vendor,
  requests: readonly BulkRequest[],
): Promise<(JsonObject | Failure)[]> {
  const outcomes: (JsonObject | Failure)[] = []
  for (let from = 0; from < requests.length; from += BULK_MAX) {
    outcomes.push(...(await oneBulk(vendor, requests.slice(from, from + BULK_MAX))))
  }
  return outcomes
}

async function oneBulk(
  vendor: Vendor,
  requests: readonly BulkRequest[],
): Promise<(JsonObject | Failure)[]> {
  const answer = await call(vendor, {
    method: 'POST',
    path: 'bulk',
    json: {
      requests: requests.map(({ method, path, values }) => ({
        url: `${VERSION}/${path}`,
        method,
        // A text of JSON within the JSON: an object would not be looked at.
        data: JSON.stringify(values),
      })),
    },
    isSafe: requests.every(({ method }) => method === 'PUT'),
  })
  const told = answer.json()
  if (!Array.isArray(told) || told.length !== requests.length) {
    throw unreadable(TITLE, 'It does not say of each request how it went.')
  }
  return told.map((one) => outcomeOf(vendor, asObject(one) ?? {}))
}

const OF_ONE_RECORD: readonly string[] = ['refused', 'forbidden', 'not_found']

function outcomeOf(vendor: Vendor, { status, contents }: JsonObject): JsonObject | Failure {
  if (typeof status !== 'number') throw unreadable(TITLE, 'It has no status for a request.')
  const record = asObject(contents)
  if (status >= 200 && status < 300 && record) return record
  const failure = judgeAnswer(TITLE, errors, {
    status,
    headers: new Headers(),
    body: contents,
    now: vendor.now(),
  })
  if (OF_ONE_RECORD.includes(failure.kind)) return failure
  throw failure
}
