import {
  asObject,
  cleanText,
  type ConsentPart,
  Failure,
  isoTime,
  type JsonObject,
  type OptOutAsk,
  type RemoteConsent,
  type RemoteGroup,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { arrayOf, deletePath, getJson, pathId, putJson, TITLE } from './client.ts'

/** Contract, EmailAddressPut. */
const REASON_CHARS_MAX = 255
/** Addresses are unique there; a spelling in another case may still be found beside. */
const FOUND_MAX = 10

export const consent: ConsentPart = {
  unmailableWords: ['unsubscribed', 'pending_confirmation'],
  rules: {
    optOut:
      'Constant Contact unsubscribes the contact from everything and keeps it, with the reason.',
    leave: 'Constant Contact takes the contact off the list; it stays subscribed to the others.',
    resubscribe:
      'Constant Contact sends the person a mail to confirm, once for each contact and never again. '
      + 'The contact stays unsubscribed until the person has confirmed there.',
    erase:
      'Constant Contact deletes the contact and sends it nothing more. It can bring deleted '
      + 'contacts back: ask Constant Contact itself where they have to go for good.',
  },
  find,
  optOut,
  leave,
  resubscribe: { takes: 'confirmation', call: resubscribe },
  replaceAddress,
  erase: { find: findById, call: remove },
}

/** Deleted contacts are not among what is answered: they get no mail, and none is revived. */
async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const query = { email: address, include: 'list_memberships', limit: FOUND_MAX }
  const body = await getJson(vendor, '/contacts', query)
  const wanted = address.toLowerCase()
  for (const entry of arrayOf(body, 'contacts')) {
    const contact = asObject(entry)
    if (!contact) throw unreadable(TITLE, 'A contact is no object.')
    const found = readContact(contact)
    if (found?.address.toLowerCase() === wanted) return found
  }
  return null
}

function readContact(contact: JsonObject): RemoteConsent | null {
  const email = asObject(contact['email_address'])
  const address = cleanText(email?.['address'])
  if (!email || !address) return null
  const id = cleanText(contact['contact_id'])
  if (!id) throw unreadable(TITLE, 'A contact has no contact_id.')
  const permission = cleanText(email['permission_to_send']) ?? ''
  const memberships = contact['list_memberships']
  const lists = Array.isArray(memberships) ? memberships : []
  const mark = markOf(email)
  return {
    id,
    address,
    state:
      permission === 'unsubscribed'
        ? 'opted_out'
        : permission === 'pending_confirmation'
          ? 'pending'
          : 'mailable',
    permission,
    optedOutAt: permission === 'unsubscribed' ? isoTime(email['opt_out_date']) : null,
    groups: lists
      .filter((list) => typeof list === 'string')
      .map((list): RemoteGroup => ({ kind: 'list', id: list })),
    ...(mark !== undefined && { mark }),
    record: contact,
  }
}

async function optOut(vendor: Vendor, contact: RemoteConsent, ask: OptOutAsk): Promise<void> {
  await put(vendor, contact, {
    email_address: {
      address: contact.address,
      permission_to_send: 'unsubscribed',
      opt_out_reason: markedReason(ask),
    },
  })
}

/** What is not told of the address stays as it is, whatever happened to it since it was read. */
async function leave(
  vendor: Vendor,
  contact: RemoteConsent,
  groups: readonly RemoteGroup[],
): Promise<void> {
  const left = new Set(groups.map(({ id }) => id))
  const lists = contact.groups.map(({ id }) => id).filter((id) => !left.has(id))
  await put(vendor, contact, { list_memberships: lists })
}

async function resubscribe(
  vendor: Vendor,
  contact: RemoteConsent,
  lists: readonly string[],
): Promise<void> {
  await putJson(vendor, `/contacts/resubscribe/${pathId(contact.id)}`, {
    json: { list_ids: lists },
    // The mail to confirm goes out once only.
    isSafe: false,
  })
}

async function replaceAddress(
  vendor: Vendor,
  contact: RemoteConsent,
  address: string,
): Promise<void> {
  await put(vendor, contact, { email_address: { address } })
}

/** A deleted contact may still be told by its id, with the day it was deleted. */
async function findById(vendor: Vendor, id: string): Promise<{ address: string } | null> {
  try {
    const contact = asObject(await getJson(vendor, `/contacts/${pathId(id)}`))
    if (!contact) throw unreadable(TITLE, 'A contact is no object.')
    if ((contact['deleted_at'] ?? null) !== null) return null
    return { address: cleanText(asObject(contact['email_address'])?.['address']) ?? '' }
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}

async function remove(vendor: Vendor, id: string): Promise<void> {
  try {
    await deletePath(vendor, `/contacts/${pathId(id)}`)
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'not_found')) throw error
  }
}

/** PUT /contacts/{id}: what is left out becomes null, but for subresources, which then stay. */
async function put(vendor: Vendor, contact: RemoteConsent, changes: JsonObject): Promise<void> {
  const json = { ...kept(contact.record as JsonObject), ...changes, update_source: 'Account' }
  await putJson(vendor, `/contacts/${pathId(contact.id)}`, { json, isSafe: true })
}

const PLAIN_FIELDS = [
  'first_name',
  'last_name',
  'job_title',
  'company_name',
  'birthday_month',
  'birthday_day',
  'anniversary',
]

/** The fields a PUT would empty, as they were read. */
export function kept(record: JsonObject): JsonObject {
  const fields = PLAIN_FIELDS.filter((name) => (record[name] ?? null) !== null)
  const sms = keptSms(asObject(record['sms_channel']))
  return {
    ...Object.fromEntries(fields.map((name) => [name, record[name]])),
    ...(sms && { sms_channel: sms }),
  }
}

/** Told in one shape and taken in another (contract: ContactResource, ContactSmsChannel). */
function keptSms(channel: JsonObject | null): JsonObject | null {
  const number = cleanText(channel?.['sms_address'])
  const consents = channel?.['sms_channel_consents']
  if (!channel || !number || !Array.isArray(consents)) return null
  return {
    full_sms_address: (cleanText(channel['dial_code']) ?? '') + number,
    sms_channel_consents: consents.flatMap((entry) => {
      const consent = asObject(entry)
      const { consent_type, sms_consent_permission } = consent ?? {}
      if (consent_type === undefined || sms_consent_permission === undefined) return []
      return [{ consent_type, sms_consent_permission }]
    }),
  }
}

/** The reason, cut to what is kept, with our mark at its end. */
export function markedReason({ reason, mark }: OptOutAsk): string {
  const tail = `(Homing ${mark})`
  const words = reason.trim().slice(0, REASON_CHARS_MAX - tail.length - 1)
  return words === '' ? tail : `${words} ${tail}`
}

/**
 * Our mark in the reason of an opt-out; undefined where somebody else said it. What the contact did
 * is never ours, even if the vendor still shows the reason of an opt-out before.
 */
export function markOf(email: JsonObject): string | undefined {
  const reason = cleanText(email['opt_out_reason'])
  if (reason === null || email['opt_out_source'] === 'Contact') return undefined
  return /\(Homing ([\w-]{1,40})\)$/.exec(reason)?.[1]
}
