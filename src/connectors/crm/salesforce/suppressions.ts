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
import { BOUNCED_AT, BOUNCED_WHY, flagsOf, OPT_OUT, reachable, seenOf } from './modules.ts'
import { BOUNCED, flaggedShape, OPTED_OUT, pageOfPersons, permissionOf } from './permission.ts'
import { pageById, recordsIn } from './query.ts'
import { markIn, momentIn, momentOf, textIn } from './values.ts'

/**
 * Persons who are opted out or whose mail bounced, changed since a moment. Of an opt-out Salesforce
 * tells no moment: the last change of the person is taken, which is never before it. Who is both
 * has opted out; once that is lifted, the person has changed and comes home as a bounce.
 */
export const suppressions: SuppressionsPart = {
  page: (vendor, since, cursor) =>
    pageOfPersons(cursor, async (module, inner) => {
      const shape = await flaggedShape(vendor, module)
      const flags = [
        `${OPT_OUT} = true`,
        ...seenOf(shape, [BOUNCED_AT]).map((field) => `${field} != null`),
      ].join(' OR ')
      const flagged = reachable(module, `Email != null AND (${flags})`)
      const where = since === null ? '' : ` AND SystemModstamp >= ${momentOf(since)}`
      const fields = ['Id', 'Email', 'SystemModstamp', ...flagsOf(shape)]
      return pageById(vendor, { object: module, fields, where: `${flagged}${where}` }, inner)
    }),
  read: (bytes) => readFlagged(recordsIn(bytes)),
  reader: 'salesforce/persons@2',
  mend: {
    fields: { Email: 'address' },
    readRecord: (record) => readFlagged([record]),
  },
}

function readFlagged(records: readonly unknown[]): ReadPage<RemoteSuppression> {
  return readRows(records.filter(isFlagged), readSuppressed)
}

/** What is no record at all is not left out: it is refused, and told. */
function isFlagged(record: unknown): boolean {
  const person = asObject(record)
  return !person || [OPTED_OUT, BOUNCED].includes(permissionOf(person))
}

function readSuppressed(record: JsonObject): RemoteSuppression {
  const isOut = permissionOf(record) === OPTED_OUT
  const mark = isOut ? undefined : markIn(record[BOUNCED_WHY])
  return {
    ...(!isOut && { cause: 'bounce' }),
    address: addressIn(record),
    occurredAt: momentIn(record[isOut ? 'SystemModstamp' : BOUNCED_AT]),
    reason: isOut ? '' : textIn(record[BOUNCED_WHY]),
    ...(mark !== undefined && { mark }),
    by: isOut ? 'a user or a form of Salesforce' : 'Salesforce, or a user of it',
  }
}

/** Throws FieldRefused where it holds none. */
export function addressIn(record: JsonObject): string {
  const address = textIn(record['Email'])
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused('Email', problem)
  return address
}
