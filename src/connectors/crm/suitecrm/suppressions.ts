import {
  asObject,
  type JsonObject,
  type SuppressionsPart,
  type ReadPage,
  readRows,
  type RemoteSuppression,
} from '../../sdk/index.ts'
import { addresses, addressIn, INVALID, OPTED_OUT, permissionOf } from './addresses.ts'
import { pageById, recordsIn } from './entry-list.ts'
import { literal, momentIn, momentOf } from './values.ts'

const IS_FLAGGED = '(email_addresses.opt_out = 1 or email_addresses.invalid_email = 1)'

/**
 * Addresses that are opted out or invalid, changed since a moment. SuiteCRM tells no moment of
 * either: the last change of the address is taken, which is never before it. Who is both has opted
 * out; once that is lifted, the address has changed and comes home as a dead one.
 */
export const suppressions: SuppressionsPart = {
  page(vendor, since, cursor) {
    const changed = `email_addresses.date_modified >= ${literal(momentOf(since ?? 0))}`
    const where = since === null ? IS_FLAGGED : `${IS_FLAGGED} and ${changed}`
    return pageById(vendor, { ...addresses, where }, cursor)
  },
  read: (bytes) => readFlagged(recordsIn(bytes)),
  reader: 'suitecrm/addresses@2',
  mend: {
    fields: { email_address: 'address' },
    readRecord: (record) => readFlagged([record]),
  },
}

function readFlagged(records: readonly unknown[]): ReadPage<RemoteSuppression> {
  return readRows(records.filter(isFlagged), readSuppressed)
}

/** What is no record at all is not left out: it is refused, and told. */
function isFlagged(record: unknown): boolean {
  const address = asObject(record)
  return !address || [OPTED_OUT, INVALID].includes(permissionOf(address))
}

function readSuppressed(record: JsonObject): RemoteSuppression {
  const isOut = permissionOf(record) === OPTED_OUT
  return {
    ...(!isOut && { cause: 'bounce' }),
    address: addressIn(record),
    occurredAt: momentIn(record['date_modified']),
    reason: '',
    by: isOut ? 'a user or a form of SuiteCRM' : 'SuiteCRM, or a user of it',
  }
}
