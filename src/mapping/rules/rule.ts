/** What a mapping is made of. Pure, and known to the API's contract too. */
import { keyOfOwnName, type OwnName } from '../../people/own-fields/index.ts'

/** What Homing knows of every person that a field can be filled with. */
export const SOURCES = [
  'first_name',
  'last_name',
  'name',
  'job_title',
  'phone',
  'city',
  'country',
  'external_id',
  'company',
  'company_city',
  'company_country',
  'household',
  'owner_name',
  'owner_email',
] as const
type KnownOfAll = (typeof SOURCES)[number]
/** One of these, or a field of the firm's own by its name, own:key. */
export type Source = KnownOfAll | OwnName

export const SOURCE_LABELS: Record<KnownOfAll, string> = {
  first_name: 'First name',
  last_name: 'Last name',
  name: 'Whole name',
  job_title: 'Job title',
  phone: 'Telephone',
  city: 'City',
  country: 'Country',
  external_id: 'Number in your CRM',
  company: 'Company',
  company_city: 'City of the company',
  company_country: 'Country of the company',
  household: 'Household',
  owner_name: 'Owner',
  owner_email: 'E-mail of the owner',
}

/** A source in words; a field of the firm's own by its key. Pure. */
export function wordsOfSource(source: Source): string {
  const key = keyOfOwnName(source)
  return key === null ? SOURCE_LABELS[source as KnownOfAll] : `Your field “${key}”`
}

/** What a CRM says of a person's own fields. */
const CRM_SAYS = [
  'name',
  'first_name',
  'last_name',
  'job_title',
  'phone',
  'city',
  'country',
] as const
export type CrmSays = (typeof CRM_SAYS)[number]

/** Of one person; what is not known is empty, and the firm's own fields are only there if known. */
export type Facts = Record<KnownOfAll, string> & Partial<Record<OwnName, string>>

/** A person as Homing has it, and as the CRM last said it; nothing, where no CRM has the person. */
export interface Known {
  facts: Facts
  said: Partial<Record<CrmSays, string>>
}

/** What can be written into a person; company and owner are memberships, and no fields of it. */
export const TAKEN_HOME = [
  'first_name',
  'last_name',
  'job_title',
  'phone',
  'city',
  'country',
] as const
export type TakenHome = (typeof TAKEN_HOME)[number] | OwnName

export const DATE_FORMATS = ['YYYY-MM-DD', 'MM/DD/YYYY', 'DD.MM.YYYY', 'DD/MM/YYYY'] as const
export type DateFormat = (typeof DATE_FORMATS)[number]

/** Characters of a text a rule holds, and of values it maps at most. */
export const TEXT_CHARS_MAX = 255
export const MAPPED_MAX = 200
export const STEPS_MAX = 10
export const RULES_MAX = 60

/** One transformation, applied in order. The list is closed: nothing a person types is run. */
export type Step =
  | { do: 'trim' }
  | { do: 'upper' }
  | { do: 'lower' }
  | { do: 'title' }
  | { do: 'first'; chars: number }
  | { do: 'date'; format: DateFormat }
  | { do: 'number'; decimals: number }
  | { do: 'yes_no'; yes: string; no: string }
  | { do: 'words'; words: { from: string; to: string }[]; otherwise: 'as_it_is' | 'nothing' }
  | { do: 'before'; text: string }
  | { do: 'after'; text: string }
  | { do: 'join'; source: Source; between: string }

/** What a field takes, as connectors/sdk/fields.ts means it. */
export const FIELD_KINDS = [
  'text',
  'number',
  'date',
  'birthday',
  'phone',
  'choice',
  'choices',
  'other',
] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** The field as it was when the rule was saved. */
export interface RuleField {
  id: string
  label: string
  kind: FieldKind
  charsMax: number
  isCustom: boolean
  tag: string | null
  holds: 'firstName' | 'lastName' | 'jobTitle' | 'company' | null
  /** Of a choice, or of several: the answers, by what a contact holds of them. */
  choices?: { id: string; label: string }[] | undefined
}

/**
 * Who is right about a field: Homing with what stands in the person; the CRM with what it last
 * said, whatever stands here (where no CRM knows the person, Homing); the ESP with what its contact
 * holds.
 */
export const OWNERS = ['homing', 'crm', 'esp'] as const
export type Owner = (typeof OWNERS)[number]

export interface Rule {
  field: RuleField
  /** constant: the same text for everybody. */
  from: { source: Source } | { constant: string }
  steps: Step[]
  /** What goes out where nothing is known; empty: nothing does. */
  fallback: string
  /** Who is right where the two differ. Where it is the ESP, only an empty field is filled. */
  owner: Owner
  /** What the ESP's contact holds is written into the person; only where the ESP is the owner. */
  comesHome: boolean
}
