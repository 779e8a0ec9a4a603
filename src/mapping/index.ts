/** Which field of an ESP's contact is filled from where, and what that makes of a person. */
export { comeHome } from './come-home.ts'
export { factsOf, saidOf } from './facts.ts'
export { fieldsPartOf, fieldsThere, makeField } from './fields.ts'
export {
  CONTACT_COLUMNS,
  fillsIt,
  heldColumn,
  heldIn,
  type FilledContact,
  type HeldContact,
} from './held.ts'
export {
  mappingOf,
  restoreMapping,
  saveMapping,
  versions,
  type Mapping,
  type MappingOf,
  type NewMapping,
} from './mapping.ts'
export { liveRules } from './live.ts'
export { tellMisfits, type Misfit } from './misfits.ts'
export { previewOf, type FieldPreview, type Preview } from './preview.ts'
export { tagWarnings } from './tag-warnings.ts'
