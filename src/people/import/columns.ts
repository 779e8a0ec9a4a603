import { ownName, type OwnField, type OwnName } from '../own-fields/index.ts'

/** What a people file says of people, in the order the export writes it. */
export const PEOPLE_COLUMNS = [
  'external_id',
  'kind',
  'name',
  'first_name',
  'last_name',
  'job_title',
  'email',
  'other_emails',
  'fax',
  'organization',
  'organization_kind',
  'owner',
  'owner_email',
  'phone',
  'city',
  'country',
] as const
/** What a row may say of consent, beside; the export leaves it out. */
const CONSENT_COLUMNS = [
  'consent',
  'consent_topic',
  'consent_date',
  'consent_until',
  'consent_evidence',
] as const
/** What a row may state of interests, beside; the export leaves it out too. */
const INTEREST_COLUMNS = ['interests'] as const
export const COLUMNS = [...PEOPLE_COLUMNS, ...INTEREST_COLUMNS, ...CONSENT_COLUMNS] as const
export type Column = (typeof COLUMNS)[number]

/** What a downloaded file of refusals says about each row; passed over when it is sent again. */
export const REFUSAL_COLUMNS = [
  'refused_line',
  'refused_field',
  'refused_reason',
  /** A row that could not be split into cells, as it stands in the file. */
  'refused_text',
] as const

/** The column of links that an export may have; an import passes over it. */
export const PREFERENCE_LINK = 'preference_link'

/** Other names the columns go by, as CRMs and mail programs export them. */
const SYNONYMS: Readonly<Record<Column, readonly string[]>> = {
  external_id: ['id', 'person_id', 'contact_id', 'record_id', 'crm_id'],
  kind: ['type', 'record_type'],
  name: ['full_name', 'display_name', 'contact_name'],
  first_name: ['firstname', 'given_name', 'forename'],
  last_name: ['lastname', 'surname', 'family_name'],
  job_title: ['title', 'position', 'role'],
  email: ['e_mail', 'email_address', 'e_mail_address', 'primary_email', 'mail'],
  other_emails: ['other_email', 'additional_emails', 'secondary_email', 'secondary_emails'],
  fax: ['fax_number', 'fax_numbers', 'business_fax', 'telefax'],
  organization: ['organisation', 'company', 'company_name', 'account', 'account_name', 'client'],
  organization_kind: ['organisation_kind', 'organization_type', 'organisation_type'],
  owner: ['primary', 'attorney', 'responsible', 'owner_name'],
  owner_email: ['primary_owner_email', 'responsible_email'],
  phone: ['telephone', 'phone_number', 'mobile'],
  city: ['town'],
  country: ['country_name'],
  interests: ['interest', 'interest_codes', 'interest_code'],
  consent: ['consent_state', 'email_consent', 'marketing_consent'],
  consent_topic: ['consent_topics', 'mailing_type', 'mailing_types'],
  consent_date: ['consented_at', 'consent_given'],
  consent_until: ['consent_expires', 'consent_expiry'],
  consent_evidence: ['consent_source', 'consent_basis', 'consent_proof'],
}

/** Columns a header may have at most. */
const COLUMNS_MAX = 500

export interface Header {
  /** The names as they stand in the file. */
  names: string[]
  /** What each place of a row holds; null is passed over. */
  columns: (Column | OwnName | null)[]
  /** The firm's own fields among them. */
  own: OwnField[]
  /** Names nothing is known by. */
  unknown: string[]
}

const MEANING = new Map<string, Column>(
  COLUMNS.flatMap((column) => [column, ...SYNONYMS[column]].map((name) => [name, column] as const)),
)

/**
 * Reads a header; capitals, spaces, dashes and dots in names do not matter, nor does the order. A
 * field of the firm's own goes by its key.
 * Answers a sentence instead where the file cannot be read by it: a column given twice, no column
 * that could name anybody.
 */
export function readHeader(
  cells: string[],
  ownFields: readonly OwnField[] = [],
): Header | { problem: string } {
  if (cells.length > COLUMNS_MAX) {
    return { problem: `The header has more than ${COLUMNS_MAX} columns.` }
  }
  if (cells.some((cell) => cell.includes('\0'))) {
    return {
      problem:
        'The file holds NUL characters. Save it as UTF-8, or as UTF-16 with a byte order mark.',
    }
  }
  const names = cells.map((cell) => cell.trim())
  const folded = names.map(foldName)
  const own = ownFields.filter(({ key }) => folded.includes(key) && !isColumnName(key))
  const keys = new Set(own.map(({ key }) => key))
  const columns = folded.map((name) => MEANING.get(name) ?? (keys.has(name) ? ownName(name) : null))
  const twice = repeated(
    names,
    folded.map((name, place) => columns[place] ?? name),
  )
  if (twice !== null) return { problem: twice }
  if (!columns.some((column) => NAMING.includes(column))) {
    return {
      problem:
        'The first row names none of the columns external_id, name, first_name, last_name, email, '
        + 'organization. It has to be a header.',
    }
  }
  const unknown = names.filter(
    (name, place) =>
      columns[place] === null
      && name !== ''
      && !(REFUSAL_COLUMNS as readonly string[]).includes(folded[place]!),
  )
  return { names, columns, own, unknown }
}

/** A file must have one of these to say who is meant. */
const NAMING: Header['columns'] = [
  'external_id',
  'name',
  'first_name',
  'last_name',
  'email',
  'organization',
]

/** Whether a file's column of this name means something else than a field of the firm's own. */
export function isColumnName(name: string): boolean {
  return MEANING.has(name) || TOLD_COLUMNS.includes(name) || name === PREFERENCE_LINK
}

const TOLD_COLUMNS: readonly string[] = REFUSAL_COLUMNS

function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}

function repeated(names: string[], meanings: string[]): string | null {
  const seen = new Map<string, string>()
  for (const [place, meaning] of meanings.entries()) {
    if (meaning === '') continue
    const earlier = seen.get(meaning)
    const name = names[place]!.slice(0, 60)
    if (earlier === name) return `The column “${name}” is there twice. Remove one of them.`
    if (earlier !== undefined) {
      return `The columns “${earlier}” and “${name}” both mean ${meaning}. Remove one of them.`
    }
    seen.set(meaning, name)
  }
  return null
}
