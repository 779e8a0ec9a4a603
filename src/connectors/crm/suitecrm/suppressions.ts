import {
  asObject,
  type JsonObject,
  type SuppressionsPart,
  type ReadPage,
  readRows,
  type RemoteSuppression,
} from '../../sdk/index.ts'
import { addresses, addressIn, OPTED_OUT, permissionOf } from './addresses.ts'
import { pageById, recordsIn } from './entry-list.ts'
import { literal, momentIn, momentOf } from './values.ts'

const IS_OUT = 'email_addresses.opt_out = 1'

/**
 * Addresses that are opted out, changed since a moment. SuiteCRM keeps no moment of an opt-out that
 * it tells: the last change of the address is taken, which is never before it.
 */
export const suppressions: SuppressionsPart = {
  page(vendor, since, cursor) {
    const changed = `email_addresses.date_modified >= ${literal(momentOf(since ?? 0))}`
    const where = since === null ? IS_OUT : `${IS_OUT} and ${changed}`
    return pageById(vendor, { ...addresses, where }, cursor)
  },
  read: (bytes) => readOptOuts(recordsIn(bytes)),
  reader: 'suitecrm/addresses@1',
  mend: {
    fields: { email_address: 'address' },
    readRecord: (record) => readOptOuts([record]),
  },
}

function readOptOuts(records: readonly unknown[]): ReadPage<RemoteSuppression> {
  return readRows(records.filter(isOut), readOptOut)
}

/** What is no record at all is not left out: it is refused, and told. */
function isOut(record: unknown): boolean {
  const address = asObject(record)
  return !address || permissionOf(address) === OPTED_OUT
}

function readOptOut(record: JsonObject): RemoteSuppression {
  return {
    address: addressIn(record),
    occurredAt: momentIn(record['date_modified']),
    reason: '',
    by: 'a user or a form of SuiteCRM',
  }
}
