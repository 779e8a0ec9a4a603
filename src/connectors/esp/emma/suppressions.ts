import {
  asObject,
  type JsonObject,
  type SuppressionsPart,
  type ReadPage,
  readRows,
  type RemoteSuppression,
  type RowClue,
} from '../../sdk/index.ts'
import { getPage, idOf, rowsIn } from './client.ts'
import { addressIn, OPTED_OUT, personIn, stateOf } from './members.ts'

/**
 * Emma has no listing of opt-outs by themselves and no moment of one among a member's facts, so all
 * members are walked, whatever since says, and those who opted out are told without a time.
 */
export const suppressions: SuppressionsPart = {
  async page(vendor, _since, cursor) {
    const { body, next } = await getPage(vendor, '/members', { cursor })
    return { body, next }
  },
  read: (bytes) => readMembers(rowsIn(bytes)),
  reader: 'emma/members@1',
  mend: {
    fields: { email: 'address' },
    readRecord: (record) => readMembers([record]),
  },
}

function readMembers(records: readonly unknown[]): ReadPage<RemoteSuppression> {
  return readRows(records.filter(isOut), readOptOut, clueOf)
}

/** What is no member at all is not left out: it is refused, and told. */
function isOut(record: unknown): boolean {
  const member = asObject(record)
  return !member || stateOf(member) === OPTED_OUT
}

function clueOf(member: JsonObject): RowClue | undefined {
  const contactId = idOf(member['member_id'])
  return contactId === null ? undefined : { contactId, occurredAt: null }
}

function readOptOut(member: JsonObject): RemoteSuppression {
  return { address: addressIn(member), occurredAt: null, reason: '', by: '', ...personIn(member) }
}
