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
import { addressesOf, type Module } from './modules.ts'
import { isOut } from './permission.ts'
import { pageOfAll, readPageOfAll } from './record-list.ts'
import { isBounced, textIn } from './values.ts'

/**
 * Who is not to be mailed, and whose mail comes back. All are read each time, and looked at here:
 * neither a moment nor a condition on a switch is something to rely on for an opt-out.
 */
export const suppressions: SuppressionsPart = {
  page: (vendor, _since, cursor) => pageOfAll(vendor, cursor),
  read(bytes) {
    const { module, records } = readPageOfAll(bytes)
    return readSuppressed(records.flatMap((record) => suppressedIn(module, record)))
  },
  reader: 'opencrm/people-flags@1',
  mend: {
    fields: { address: 'address' },
    readRecord: (record) => readSuppressed([record]),
  },
}

/** A person's wish holds for each address; that mail comes back is known of the first one. */
function suppressedIn(module: Module, told: unknown): unknown[] {
  const record = asObject(told)
  if (!record) return [told]
  const addresses = addressesOf(module, record)
  const of = { module: module.id, firstname: record['firstname'], lastname: record['lastname'] }
  return [
    ...(isOut(record) ? addresses.map((address) => ({ ...of, address, flag: 'opt_out' })) : []),
    ...(isBounced(record)
      ? addresses.slice(0, 1).map((address) => ({ ...of, address, flag: 'bounce' }))
      : []),
  ]
}

function readSuppressed(records: readonly unknown[]): ReadPage<RemoteSuppression> {
  return readRows(records, readOne)
}

function readOne(record: JsonObject): RemoteSuppression {
  const address = textIn(record['address'])
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused('address', problem)
  return {
    ...(record['flag'] === 'bounce' && { cause: 'bounce' }),
    address,
    occurredAt: null,
    reason: '',
    by: 'a user of OpenCRM, or the person',
  }
}
