import {
  asObject,
  BETWEEN_ANSWERS,
  cleanText,
  type ContactField,
  Failure,
  type FieldValue,
  type JsonObject,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { getJson, pathId, putJson, TITLE } from './client.ts'
import { kept } from './consent.ts'
import { PHONE_KINDS, phoneId, STREET_KINDS, STREET_PARTS, streetId } from './contact-parts.ts'
import { INCLUDED } from './contacts.ts'

/**
 * PUT /contacts/{id}, for what an import cannot say. What is left out of it becomes null, but for
 * subresources, which stay unless they are told: each that is touched is told whole, as it was just
 * read. A deleted contact would come back to life, so it is not written to.
 */
export async function writeFields(
  vendor: Vendor,
  contactId: string,
  values: readonly FieldValue[],
): Promise<void> {
  const path = `/contacts/${pathId(contactId)}`
  const contact = asObject(await getJson(vendor, path, { include: INCLUDED }))
  if (!contact) throw unreadable(TITLE, 'A contact is no object.')
  if ((contact['deleted_at'] ?? null) !== null) {
    throw new Failure('not_found', `${TITLE} has deleted the contact.`, { whoMustAct: 'you' })
  }
  const json = { ...withValues(contact, values), update_source: 'Account' }
  await putJson(vendor, path, { json, isSafe: true })
}

/** What a PUT says of a contact that holds these values and is otherwise as it was read. Pure. */
export function withValues(contact: JsonObject, values: readonly FieldValue[]): JsonObject {
  const byId = new Map(values.map(({ field, value }) => [field.id, value]))
  const customs = values.filter(({ field }) => field.isCustom)
  const isTold = (ids: string[]) => ids.some((id) => byId.has(id))
  const streetIds = STREET_KINDS.flatMap((kind) => STREET_PARTS.map((part) => streetId(kind, part)))
  return {
    ...plain(kept(contact), byId),
    ...(customs.length > 0 && { custom_fields: customFields(contact, customs) }),
    ...(isTold(PHONE_KINDS.map(phoneId)) && { phone_numbers: phones(contact, byId) }),
    ...(isTold(streetIds) && { street_addresses: streets(contact, byId) }),
  }
}

const PLAIN = ['first_name', 'last_name', 'job_title', 'company_name', 'anniversary']

function plain(held: JsonObject, byId: ReadonlyMap<string, string>): JsonObject {
  const json = { ...held }
  for (const id of PLAIN) {
    const value = byId.get(id)
    if (value === '') delete json[id]
    else if (value !== undefined) json[id] = value
  }
  const birthday = byId.get('birthday')
  if (birthday === undefined) return json
  delete json['birthday_month']
  delete json['birthday_day']
  if (birthday === '') return json
  const [month, day] = birthday.split('-').map(Number)
  return { ...json, birthday_month: month, birthday_day: day }
}

function customFields(contact: JsonObject, values: readonly FieldValue[]): JsonObject[] {
  const told = new Set(values.map(({ field }) => field.id))
  const others = entriesOf(contact['custom_fields']).flatMap((entry) => {
    const { custom_field_id, value, choice_ids } = entry
    if (told.has(String(custom_field_id))) return []
    return [{ custom_field_id, ...given({ value, choice_ids }) }]
  })
  const now = values.flatMap(({ field, value }) =>
    value === '' ? [] : [{ custom_field_id: field.id, ...chosen(field, value) }],
  )
  return [...others, ...now]
}

/** Answers go by their ids (contract, ContactCustomField). */
function chosen({ kind, choices, label }: ContactField, value: string): JsonObject {
  if (kind !== 'choice' && kind !== 'choices') return { value }
  const labels = kind === 'choice' ? [value] : value.split(BETWEEN_ANSWERS)
  const found = labels.map((word) => choices?.find((one) => one.label === word.trim()))
  const ids = found.flatMap((one) => one?.id ?? [])
  if (ids.length === labels.length) return { choice_ids: ids }
  const sentence = `${TITLE} has no such answer of “${label}” any more.`
  throw new Failure('refused', sentence, { whoMustAct: 'you' })
}

function phones(contact: JsonObject, byId: ReadonlyMap<string, string>): JsonObject[] {
  const others = entriesOf(contact['phone_numbers']).flatMap(({ phone_number, kind }) =>
    byId.has(phoneId(String(kind))) ? [] : [{ phone_number, kind }],
  )
  const now = PHONE_KINDS.flatMap((kind) => {
    const phone_number = byId.get(phoneId(kind)) ?? ''
    return phone_number === '' ? [] : [{ phone_number, kind }]
  })
  return [...others, ...now]
}

function streets(contact: JsonObject, byId: ReadonlyMap<string, string>): JsonObject[] {
  const held = entriesOf(contact['street_addresses'])
  const missing = STREET_KINDS.filter((kind) => !held.some((one) => one['kind'] === kind))
  return [...held, ...missing.map((kind): JsonObject => ({ kind }))].flatMap((entry) => {
    const kind = String(entry['kind'])
    const parts = STREET_PARTS.flatMap((part) => {
      const value = byId.get(streetId(kind, part)) ?? cleanText(entry[part]) ?? ''
      return value === '' ? [] : [[part, value] as const]
    })
    return parts.length === 0 ? [] : [{ kind, ...Object.fromEntries(parts) }]
  })
}

function entriesOf(told: unknown): JsonObject[] {
  const entries: unknown[] = Array.isArray(told) ? told : []
  return entries.flatMap((one): JsonObject[] => {
    const entry = asObject(one)
    return entry === null ? [] : [entry]
  })
}

function given(entry: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => (value ?? null) !== null))
}
