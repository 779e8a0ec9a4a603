import {
  asObject,
  BETWEEN_ANSWERS,
  cleanText,
  type ContactField,
  Failure,
  type FieldChoice,
  type FieldKind,
  type FieldValue,
  type FieldsPart,
  type NewField,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { arrayOf, getPage, postJson, TITLE } from './client.ts'
import { choiceId, findContact } from './contacts.ts'
import {
  LABELS,
  PHONE_KINDS,
  PHONE_LABELS,
  phoneId,
  STREET_KINDS,
  STREET_LABELS,
  STREET_PARTS,
  streetId,
} from './contact-parts.ts'
import { writeFields } from './write-fields.ts'

/** Contract, CustomFields: of one page. */
const PAGE_LIMIT = 100
/** More pages than an account can have fields. */
const PAGES_MAX = 5
/** Contract, JsonImportContact and ContactCustomField. */
const FIXED_CHARS_MAX = 50
const CUSTOM_CHARS_MAX = 255
/** Contract, CustomField: 100 answers at most, of 255 characters each. */
const ANSWERS_CHARS_MAX = 100 * (255 + 2)
const STREET_CHARS_MAX = 255
/** Contract, PhoneNumber: what comes back has no more, though an import takes 50. */
const PHONE_CHARS_MAX = 25
/** A day, however it is written. */
const DAY_CHARS_MAX = 10

const noTag = { isCustom: false, tag: null, holds: null }

const FIXED: readonly ContactField[] = [
  fixed('first_name', { tag: 'FirstName', holds: 'firstName' }),
  fixed('last_name', { tag: 'LastName', holds: 'lastName' }),
  fixed('job_title', { tag: 'JobTitle', holds: 'jobTitle' }),
  fixed('company_name', { tag: 'CompanyName', holds: 'company' }),
  ...PHONE_KINDS.map(phone),
  day('birthday', 'birthday'),
  day('anniversary', 'date'),
  ...STREET_KINDS.flatMap(address),
]

export const fields: FieldsPart = {
  limits: {
    customMax: 100,
    valuesMax: 25,
    labelCharsMax: 50,
    source: 'Constant Contact, API contract (contact_custom_fields, contacts_json_import)',
  },
  rules: [
    'A value that Homing told and that becomes empty here is emptied, one contact at a time.',
    'A contact has 25 custom fields with a value at most, an account 100.',
    'Telephone numbers of other countries are not taken by its import.',
    'Choices are told one contact at a time, with the details after a contact’s first list.',
    'Several answers are told together: an answer that is not among them is taken off.',
    'Dates with a time are filled at Constant Contact.',
  ],
  fixed: FIXED,
  custom,
  find: findContact,
  write: writeFields,
  create,
}

function fixed(id: keyof typeof LABELS, more: Pick<ContactField, 'tag' | 'holds'>): ContactField {
  return {
    id,
    label: LABELS[id],
    kind: 'text',
    charsMax: FIXED_CHARS_MAX,
    isCustom: false,
    ...more,
  }
}

function phone(kind: (typeof PHONE_KINDS)[number]): ContactField {
  const id = phoneId(kind)
  return { id, label: PHONE_LABELS[kind], kind: 'phone', charsMax: PHONE_CHARS_MAX, ...noTag }
}

function day(id: keyof typeof LABELS, kind: 'birthday' | 'date'): ContactField {
  return { id, label: LABELS[id], kind, charsMax: DAY_CHARS_MAX, ...noTag }
}

/** The contract does not say what an import of a part of an address makes of the rest of it. */
function address(kind: (typeof STREET_KINDS)[number]): ContactField[] {
  return STREET_PARTS.map((part) => ({
    id: streetId(kind, part),
    label: STREET_LABELS[kind][part],
    kind: 'text',
    charsMax: part === 'street' ? STREET_CHARS_MAX : FIXED_CHARS_MAX,
    ...noTag,
    partOf: `${kind} address`,
  }))
}

async function custom(vendor: Vendor): Promise<ContactField[]> {
  const found: ContactField[] = []
  let cursor: string | null = null
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { limit: PAGE_LIMIT }
    const answer = await getPage(vendor, '/contact_custom_fields', { query, cursor })
    found.push(...arrayOf(answer.body, 'custom_fields').map(readField))
    cursor = answer.next
    if (cursor === null) return found
  }
  throw unreadable(TITLE, `It has more than ${PAGES_MAX} pages of custom fields.`)
}

const KINDS: Record<string, FieldKind> = {
  string: 'text',
  number: 'number',
  currency: 'number',
  date: 'date',
  single_select: 'choice',
  multi_select: 'choices',
}

function readField(value: unknown): ContactField {
  const field = asObject(value)
  const id = cleanText(field?.['custom_field_id'])
  const name = cleanText(field?.['name'])
  if (!field || !id || !name) throw unreadable(TITLE, 'A custom field has no id or no name.')
  const choices = choicesOf(field['choices'])
  const kind = kindOf(cleanText(field['type']), choices)
  const hasAnswers = kind === 'choice' || kind === 'choices'
  return {
    id,
    label: cleanText(field['label']) ?? name,
    kind,
    charsMax: kind === 'choices' ? ANSWERS_CHARS_MAX : CUSTOM_CHARS_MAX,
    isCustom: true,
    tag: `Custom.${name}`,
    holds: null,
    ...(hasAnswers && { choices }),
  }
}

/** Several answers stand in one text, so none may have in it what stands between them. */
function kindOf(type: string | null, choices: readonly FieldChoice[]): FieldKind {
  const kind = KINDS[type ?? ''] ?? 'other'
  const isMixed = choices.some(({ label }) => label.includes(BETWEEN_ANSWERS))
  return kind === 'choices' && isMixed ? 'other' : kind
}

/** Those that may be chosen still. */
function choicesOf(told: unknown): FieldChoice[] {
  return (Array.isArray(told) ? told : []).flatMap((one) => {
    const choice = asObject(one)
    const id = choiceId(choice?.['choice_id'])
    const label = cleanText(choice?.['choice_label'])
    const isGone = (choice?.['deleted_at'] ?? null) !== null
    return id && label && !isGone ? [{ id, label }] : []
  })
}

/** Fields that came before the vendor's kinds were told apart are strings by that name. */
const TYPES = { text: 'string', number: 'number', date: 'date' } as const

async function create(vendor: Vendor, wanted: NewField): Promise<ContactField | 'label_taken'> {
  const json = { label: wanted.label, type: TYPES[wanted.kind], ...DETAILS[wanted.kind] }
  try {
    return readField(await postJson(vendor, '/contact_custom_fields', { json, isSafe: false }))
  } catch (error) {
    // Contract: 409, a field of this label is there already.
    if (error instanceof Failure && error.status === 409) return 'label_taken'
    throw error
  }
}

/** Contract, CustomFieldMetadata: without it a number has no sign and no decimals. */
const DETAILS = {
  text: {},
  number: { metadata: { allow_negative: true, integer: false, decimal_places: 4 } },
  date: { version: 2 },
} as const

/**
 * What an import says of a field: a custom one goes by its name, which follows from its label; a
 * birthday is a month and a day. The contract writes "home country" with a blank; its "country" is
 * the home address's, too.
 */
export function columnsOf({ field, value }: FieldValue): [string, string | number][] {
  const { id, isCustom, tag } = field
  if (isCustom) return [[`cf:${tag!.slice('Custom.'.length)}`, value]]
  if (id === 'birthday') {
    const [month, day] = value.split('-').map(Number) as [number, number]
    return [
      ['birthday_month', month],
      ['birthday_day', day],
    ]
  }
  if (id === 'home_country') return [['country', value]]
  return [[id, value]]
}
