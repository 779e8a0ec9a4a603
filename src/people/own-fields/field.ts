/** A field of a person that the firm defined itself. Pure, and known to the API's contract too. */

/** What an own field takes. */
export const OWN_KINDS = ['text', 'number', 'date', 'yes_no', 'choice'] as const
export type OwnKind = (typeof OWN_KINDS)[number]

/** Fields of a firm, retired ones included: they are answered whole. */
export const OWN_FIELDS_MAX = 100
export const OWN_LABEL_CHARS_MAX = 60
/** Of a text; the other kinds are shorter by what they are. */
export const OWN_TEXT_CHARS_MAX = 500
export const CHOICES_MAX = 100
export const CHOICE_CHARS_MAX = 100

/** A key as files, rules and segments write it. */
export const OWN_KEY = /^[a-z][a-z0-9_]{0,39}$/

export interface OwnField {
  /** Never changes, whatever the field is called. */
  key: string
  label: string
  kind: OwnKind
  /** Of a choice: what may be chosen, in order; empty for the other kinds. */
  choices: string[]
}

/** A person's values by key: only those that are not empty. */
export type OwnValues = Record<string, string>

/** The name of a field among those somebody wrote, and among what a mapping can tell. */
export type OwnName = `own:${string}`

/** How a field of the firm’s own is named among a person’s fields. */
export function ownName(key: string): OwnName {
  return `own:${key}`
}

/** The key in such a name; null for another name. */
export function keyOfOwnName(name: string): string | null {
  return name.startsWith('own:') ? name.slice('own:'.length) : null
}
