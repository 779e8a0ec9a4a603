import {
  type ConsentPart,
  Failure,
  type JsonObject,
  type RemoteConsent,
  type RemoteGroup,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { arrayOf, getJson, idOf, objectOf, pathId, send, TITLE } from './client.ts'
import { ACTIVE, OPTED_OUT, stateOf } from './members.ts'

export const consent: ConsentPart = {
  unmailableWords: [OPTED_OUT],
  rules: {
    optOut:
      'Emma sets the member to opted out: no mailing goes there any more. It keeps no reason.',
    leave: 'Emma takes the member out of the group; it stays a member, active as before.',
    resubscribe:
      'Homing asks Emma to set the member to active, and looks whether it is. Emma does not say '
      + 'whether it lets everybody back who opted out: where it does not, the person has to sign '
      + 'up again.',
    erase:
      'Emma deletes the member and keeps it among its deleted ones: ask Emma itself where it has '
      + 'to go for good.',
  },
  find,
  optOut: async (vendor, { address }) => {
    const path = `/members/email/optout/${encodeURIComponent(address)}`
    await send(vendor, { method: 'PUT', path })
  },
  leave: (vendor, contact, groups) =>
    groupsOf(vendor, contact, { verb: '/remove', ids: groups.map(({ id }) => id) }),
  resubscribe: { takes: 'at_once', call: resubscribe },
  replaceAddress,
  erase: {
    find: async (vendor, id) => {
      const member = await memberAt(vendor, `/members/${pathId(id)}`)
      return member && { address: addressOf(member) }
    },
    call: async (vendor, id) => {
      const json = { member_ids: [numberOf(id)] }
      await send(vendor, { method: 'PUT', path: '/members/delete', json })
    },
  },
}

async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const member = await memberAt(vendor, `/members/email/${encodeURIComponent(address)}`)
  if (member === null) return null
  const id = idOf(member['member_id'])
  if (id === null) throw unreadable(TITLE, 'A member has no member_id.')
  const permission = stateOf(member)
  return {
    id,
    address: addressOf(member),
    state: permission === OPTED_OUT ? 'opted_out' : 'mailable',
    permission,
    // A row of GET /members/{id}/optout is shown nowhere, so it is not read.
    optedOutAt: null,
    groups: await groupsAt(vendor, id),
    record: member,
  }
}

/** Null where there is none, or it was deleted. */
async function memberAt(vendor: Vendor, path: string): Promise<JsonObject | null> {
  try {
    const member = objectOf(await getJson(vendor, path))
    return (member['deleted_at'] ?? null) === null ? member : null
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}

function addressOf(member: JsonObject): string {
  if (typeof member['email'] === 'string') return member['email']
  throw unreadable(TITLE, 'A member has no email.')
}

async function groupsAt(vendor: Vendor, id: string): Promise<RemoteGroup[]> {
  const rows = arrayOf(await getJson(vendor, `/members/${id}/groups`))
  return rows.map((row) => {
    const group = idOf(objectOf(row)['member_group_id'])
    if (group === null) throw unreadable(TITLE, 'A group has no member_group_id.')
    return { kind: 'list', id: group }
  })
}

/** Of the two ways to set a state, the one that touches nothing else of the member. */
async function resubscribe(
  vendor: Vendor,
  contact: RemoteConsent,
  lists: readonly string[],
): Promise<void> {
  const json = { member_ids: [numberOf(contact.id)], status_to: ACTIVE }
  await send(vendor, { method: 'PUT', path: '/members/status', json })
  const member = await memberAt(vendor, `/members/${pathId(contact.id)}`)
  if (member === null || stateOf(member) === OPTED_OUT) {
    throw new Failure('refused', 'Emma left the member opted out.', {
      whoMustAct: 'you',
      remedy: 'Ask the person to sign up again through a form of Emma.',
    })
  }
  await groupsOf(vendor, contact, { verb: '', ids: lists })
}

async function groupsOf(
  vendor: Vendor,
  { id }: RemoteConsent,
  { verb, ids }: { verb: '' | '/remove'; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  const json = { group_ids: ids.map(numberOf) }
  await send(vendor, { method: 'PUT', path: `/members/${pathId(id)}/groups${verb}`, json })
}

/** Whether a PUT without fields would empty them is not said, so they are written back as read. */
async function replaceAddress(vendor: Vendor, contact: RemoteConsent, address: string) {
  const { fields } = objectOf(contact.record)
  const json = { email: address, ...(fields !== undefined && { fields }) }
  await send(vendor, { method: 'PUT', path: `/members/${pathId(contact.id)}`, json })
}

function numberOf(id: string): number {
  return Number(pathId(id))
}
