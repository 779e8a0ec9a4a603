/** A member, as the member pages and the rows of a mailing's responses tell of one. */
import {
  addressProblem,
  asObject,
  cleanText,
  FieldRefused,
  type JsonObject,
} from '../../sdk/index.ts'
import { idOf } from './client.ts'

/** Official client, MemberStatus: a active, e error, f forwarded, o optout. */
export const ACTIVE = 'a'
export const OPTED_OUT = 'o'

/** The letter of a member's state, whether a letter or the word was told; empty: nothing was. */
export function stateOf(member: JsonObject): string {
  const told = cleanText(member['member_status_id']) ?? cleanText(member['status']) ?? ''
  return told.slice(0, 1).toLowerCase()
}

/** Throws FieldRefused where there is none. */
export function addressIn(row: JsonObject): string {
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  return row['email'] as string
}

/** Fields are the account's own; these two names stand in the vendor's examples. */
export const FIRST_NAME = 'first_name'
export const LAST_NAME = 'last_name'

/** What is told of somebody besides the address, as part of an event or an opt-out. */
export function personIn(row: JsonObject) {
  const fields = asObject(row['fields'])
  const first = cleanText(fields?.[FIRST_NAME])
  const last = cleanText(fields?.[LAST_NAME])
  const contactId = idOf(row['member_id'])
  return {
    ...((first || last) && { name: { ...(first && { first }), ...(last && { last }) } }),
    ...(contactId !== null && { contactId }),
  }
}
