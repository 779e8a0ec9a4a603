import {
  childrenOf,
  type ContactField,
  type FieldsPart,
  type FieldValue,
  type JsonObject,
  textOf,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, numericId } from './client.ts'
import { CUSTOM, CUSTOM_MAX, HOLDS, LABELS, ORDER, READ_AS } from './field-names.ts'
import { groupsOf } from './groups.ts'
import { findRecipients, readRecipient } from './recipients.ts'
import { plain, textIn } from './values.ts'

/** How long a value may be is not documented. */
const CHARS_MAX = 255

export const fields: FieldsPart = {
  limits: {
    customMax: CUSTOM_MAX,
    valuesMax: CUSTOM_MAX,
    labelCharsMax: 50,
    source: 'MagnetMail, WSDL: custom1 to custom30; how long values may be is a careful guess',
  },
  rules: [
    'A recipient has thirty fields of the account’s own; what they are called is set there.',
    'Of a recipient who is there, all fields are written back as they were just read, with what '
      + 'changed: whether MagnetMail leaves alone what it is not told is not documented.',
  ],
  fixed: Object.entries(LABELS).map(([id, label]) =>
    field(id, { label, holds: HOLDS[id] ?? null }),
  ),
  custom,
  find: async (vendor, address) => {
    const [row] = await findRecipients(vendor, address)
    if (row === undefined) return null
    const contact = readRecipient(row)
    return { ...contact, lists: await groupsOf(vendor, contact.id) }
  },
  write: (vendor, id, values) => editRecipient(vendor, id, valuesOf(values)),
}

function field(id: string, { label, holds }: Pick<ContactField, 'label' | 'holds'>): ContactField {
  const isCustom = CUSTOM.test(id)
  return { id, label, kind: 'text', charsMax: CHARS_MAX, isCustom, tag: null, holds }
}

async function custom(vendor: Vendor): Promise<ContactField[]> {
  const told = await ask(vendor, 'getRecipientFields', (user_id) => ({ user_id }))
  const found = childrenOf(told, 'fieldDefn').flatMap((row) => {
    const id = textOf(row, 'fieldNamevalue')
    if (!CUSTOM.test(id)) return []
    return [field(id, { label: textOf(row, 'fieldNameText') || id, holds: null })]
  })
  return [...new Map(found.map((one) => [one.id, one])).values()]
}

/** What goes out of values, by the names of fields. */
export function valuesOf(values: readonly FieldValue[]): Record<string, string> {
  return Object.fromEntries(values.map(({ field, value }) => [field.id, value]))
}

/**
 * Writes a recipient as it is now with these changes. Whether a field that is left out stays is not
 * documented, so all of them go along.
 */
export async function editRecipient(
  vendor: Vendor,
  id: string,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const recipient_id = numericId(id)
  const ofWhom = (user_id: string) => ({ user_id, recipient_id })
  const held = plain(await ask(vendor, 'getRecipientDetails', ofWhom))
  const now = ORDER.map((name) => [name, changes[name] ?? heldIn(held, name)] as const)
  await ask(vendor, 'editRecipient', (user_id) => ({
    ...ofWhom(user_id),
    ...Object.fromEntries(now),
  }))
}

function heldIn(held: JsonObject | null, name: string): string | undefined {
  const value = textIn(held, READ_AS[name] ?? name)
  // It must stand there; empty is no word of it.
  if (name === 'text_only') return value.toLowerCase() === 'true' ? 'true' : 'false'
  return value === '' ? undefined : value
}
