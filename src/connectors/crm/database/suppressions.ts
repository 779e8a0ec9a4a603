import {
  addressProblem,
  asObject,
  FieldRefused,
  type JsonObject,
  type ReadPage,
  readRows,
  type RemoteSuppression,
  type SuppressionsPart,
} from '../../sdk/index.ts'
import { packed, pageByChange, rowsIn, unpacked } from './pages.ts'
import { addressesIn, PEOPLE } from './people.ts'
import { idIn, isYes, momentIn, momentOf, textIn } from './values.ts'

/** As people.ts has it. */
const OVERLAP_MS = 10 * 60_000

/** Who is not to be mailed, and at whose first address nothing arrives, changed since a moment. */
export const suppressions: SuppressionsPart = {
  async page(vendor, since, cursor) {
    const from = since === null ? null : momentOf(Math.max(0, since - OVERLAP_MS))
    const { rows, next } = await pageByChange(vendor, PEOPLE, { since: from, cursor })
    return { body: packed({ rows }), next }
  },
  read(bytes) {
    return readSuppressed(rowsIn(unpacked(bytes)).flatMap(suppressedIn))
  },
  reader: 'database/people-flags@1',
  mend: {
    fields: { address: 'address' },
    readRecord: (record) => readSuppressed([record]),
  },
}

/**
 * A person's wish holds for each address of theirs. A row of which that cannot be told is left as
 * it is, so that it is refused and shown.
 */
function suppressedIn(told: unknown): unknown[] {
  const record = asObject(told)
  if (!record) return [told]
  try {
    if (isYes(record, 'deleted')) return []
    const isOut = isYes(record, 'opted_out')
    const isInvalid = isYes(record, 'invalid')
    if (!isOut && !isInvalid) return []
    const addresses = addressesIn(record)
    const of = { id: record['id'], at: record['opted_out_at'] }
    return isOut
      ? addresses.map((address) => ({ ...of, address, flag: 'opt_out' }))
      : addresses.slice(0, 1).map((address) => ({ ...of, address, flag: 'bounce' }))
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error
    return [record]
  }
}

function readSuppressed(records: readonly unknown[]): ReadPage<RemoteSuppression> {
  return readRows(records, readOne)
}

function readOne(record: JsonObject): RemoteSuppression {
  // A row of the view itself is here for what is wrong with it, and says so once more.
  if (!('flag' in record)) refuse(record)
  const address = textIn(record, 'address')
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused('address', problem)
  return {
    ...(record['flag'] === 'bounce' && { cause: 'bounce' }),
    address,
    occurredAt: record['flag'] === 'bounce' ? null : momentIn(record['at']),
    reason: '',
    by: 'the CRM, or a user of it',
    contactId: idIn(record),
  }
}

function refuse(record: JsonObject): never {
  for (const field of ['deleted', 'opted_out', 'invalid']) isYes(record, field)
  addressesIn(record)
  throw new FieldRefused('', 'This is no row of people.')
}
