/** What a firm's own fields of a person are and take. Pure; knows no database. */
export {
  CHOICE_CHARS_MAX,
  CHOICES_MAX,
  keyOfOwnName,
  OWN_FIELDS_MAX,
  OWN_KEY,
  OWN_KINDS,
  OWN_LABEL_CHARS_MAX,
  OWN_TEXT_CHARS_MAX,
  ownName,
  type OwnField,
  type OwnKind,
  type OwnName,
  type OwnValues,
} from './field.ts'
export { readOwnValue } from './value.ts'
