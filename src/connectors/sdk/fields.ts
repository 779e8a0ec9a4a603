import type { Vendor } from './connector.ts'
import type { RemoteContact } from './feedback.ts'

/**
 * What a field of a contact takes. birthday: a day of every year, MM-DD; phone: a telephone number,
 * whose blanks and dashes do not matter; choice: one of a few answers; choices: any of them;
 * other: something Homing cannot write.
 */
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
/** Kinds a custom field is made of. */
export type NewFieldKind = 'text' | 'number' | 'date'

/** One answer of a field with a choice of them. */
export interface FieldChoice {
  /** The ESP's own id, which is what a contact holds. */
  id: string
  label: string
}

/** A field of a contact at an ESP. */
export interface ContactField {
  /** The ESP's own id; the fixed ones have theirs. Never changes, whatever the field is called. */
  id: string
  label: string
  kind: FieldKind
  charsMax: number
  isCustom: boolean
  /** Its personal tag, as MailingsPart.tags names it; null where a mail cannot show it. */
  tag: string | null
  /** Which part of RemoteContact it is; null: it is among its values, by the id. */
  holds: 'firstName' | 'lastName' | 'jobTitle' | 'company' | null
  /**
   * One thing it is a part of at the ESP, such as an address. Of a contact that is there, all parts
   * are told with one that changes, each as it was seen a moment before, for an ESP may take what
   * it is told for the whole.
   */
  partOf?: string
  /** Of a choice, or of several: the answers. None has a semicolon in its label or id. */
  choices?: FieldChoice[]
}

/**
 * Between several answers of one field: labels where a value is told, ids where a contact holds it.
 */
export const BETWEEN_ANSWERS = ';'

/**
 * A value for one field of one contact, of a choice its label, of several theirs with semicolons
 * between; empty only in FieldsPart.write.
 */
export interface FieldValue {
  field: ContactField
  value: string
}

/**
 * Which fields an ESP's contact has. Values go out with AudiencePart.putOn, but for a choice and
 * for what becomes empty, and come home in RemoteContact.values. Throws Failure.
 */
export interface FieldsPart {
  limits: FieldLimits
  /** How the ESP behaves, in sentences for people, shown beside the mapping. */
  rules: readonly string[]
  /** The fields every contact has: known without asking. */
  fixed: readonly ContactField[]
  /** The custom fields of the account, as they are now. */
  custom(vendor: Vendor): Promise<ContactField[]>
  /** One contact as it is now, opted out or not; null where there is none of the address. */
  find(vendor: Vendor, address: string): Promise<RemoteContact | null>
  /**
   * Writes fields of one contact that is there, by the ESP's id of it: what is empty is emptied,
   * and what is not named stays. Twice is as good as once. A contact that was deleted is not found.
   */
  write(vendor: Vendor, contactId: string, values: readonly FieldValue[]): Promise<void>
  /** Makes a custom field; absent: it is made in the ESP's own pages. */
  create?(vendor: Vendor, wanted: NewField): Promise<ContactField | 'label_taken'>
}

export interface NewField {
  label: string
  kind: NewFieldKind
}

export interface FieldLimits {
  /** Custom fields of an account. */
  customMax: number
  /** Custom fields with a value, of one contact. */
  valuesMax: number
  labelCharsMax: number
  source: string
}
