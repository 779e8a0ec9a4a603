import {
  type JsonObject,
  type ReadPage,
  readRows,
  type RemoteSuppression,
  type SuppressionsPart,
} from '../../sdk/index.ts'
import { addresses, addressIn, INVALID, OPTED_OUT, permissionOf } from './addresses.ts'
import { pageByKey, rowsIn } from './query.ts'
import { settingsOf } from './settings.ts'
import { isYes, literal, momentIn, momentOf } from './values.ts'

const IS_FLAGGED = '(cst_no_email_flag = 1 or eml_invalid_flag = 1)'

/** The moment of a change is taken before it is written. */
const OVERLAP_MS = 10 * 60_000

/**
 * Addresses of customers who want no e-mail, and addresses nothing arrives at, where one of both
 * changed since a moment. netFORUM tells no moment of either flag: the last change of what has it
 * is taken, which is never before it.
 */
export function suppressionsBy(zone: string): SuppressionsPart {
  return {
    page(vendor, since, cursor) {
      const where = since === null ? [IS_FLAGGED] : [IS_FLAGGED, changedSince(vendor, since)]
      return pageByKey(vendor, { ...addresses, where }, cursor)
    },
    read: (bytes) => readFlagged(rowsIn(bytes), zone),
    reader: 'netforum/addresses@1',
    mend: {
      fields: { eml_address: 'address' },
      readRecord: (record) => readFlagged([record as JsonObject], zone),
    },
  }

  function changedSince({ settings }: { settings: Record<string, unknown> }, since: number) {
    const at = literal(momentOf(since - OVERLAP_MS, settingsOf(settings).timeZone))
    return `(cst_change_date >= ${at} or eml_change_date >= ${at})`
  }
}

/** A wish stays one where its address was deleted; that nothing arrives there is then nobody's. */
function readFlagged(rows: readonly JsonObject[], zone: string): ReadPage<RemoteSuppression> {
  const told = rows.filter(
    (row) =>
      permissionOf(row) === OPTED_OUT
      || (permissionOf(row) === INVALID && !isYes(row['eml_delete_flag'])),
  )
  return readRows(told, (row) => readSuppressed(row, zone))
}

function readSuppressed(row: JsonObject, zone: string): RemoteSuppression {
  const isOut = permissionOf(row) === OPTED_OUT
  return {
    ...(!isOut && { cause: 'bounce' }),
    address: addressIn(row),
    occurredAt: momentIn(row[isOut ? 'cst_change_date' : 'eml_change_date'], zone),
    reason: '',
    by: 'netFORUM, or a user of it',
  }
}
