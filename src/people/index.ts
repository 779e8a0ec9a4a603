export {
  canonicalOfName,
  kindOfName,
  nameOfAddress,
  parseAddress,
  type AddressKind,
} from './address-name.ts'
export { addressesOfPerson, personName, type AddressOfPerson } from './addresses.ts'
export {
  addAddress,
  confirmAddress,
  endLink,
  makeAddressPrimary,
  replaceAddress,
  type AddressChange,
  type PersonChange,
} from './change-addresses.ts'
export { changeOwnValues, ownOfPerson } from './change-own-values.ts'
export { parseEmail, type ParsedEmail } from './email.ts'
export {
  ERASED_DOMAIN,
  ERASED_REASON,
  erasedAmong,
  erasedHash,
  erasedOf,
  refuseErased,
  type Erased,
} from './erased.ts'
export { exportPeople, type ExportedRow } from './export.ts'
export { countPeople, listOwners, type PeopleFigures } from './figures.ts'
export {
  addressIdsOf,
  allAddresses,
  findAddresses,
  identifyAddresses,
  meetAddresses,
  type AddressMet,
} from './identify.ts'
export { shareAddresses } from './share-addresses.ts'
export { holdUsers, lockIdentity } from './lock.ts'
export { KnownAddresses } from './known-addresses.ts'
export { COLUMNS, PEOPLE_COLUMNS, PREFERENCE_LINK } from './import/columns.ts'
export {
  importById,
  listImports,
  listRefusals,
  refusalColumns,
  type ImportRun,
  type RefusedRow,
} from './import/imports.ts'
export { receiveImport } from './import/receive.ts'
export {
  type ConsentTally,
  type ImportedConsent,
  type TakenFrom,
  type TakesConsent,
} from './import/take-consent.ts'
export { absentRecords, livingRecords, noteReturned } from './import/census.ts'
export {
  newestRecord,
  takeRecords,
  type RecordsOf,
  type RecordsTaken,
} from './import/take-records.ts'
export { type ImportedInterest, type TakesInterests } from './import/take-interests.ts'
export { carryOutImport, resumeImports, startImports } from './import/work.ts'
export { findDuplicates } from './duplicates/find.ts'
export { likeness } from './duplicates/similar-names.ts'
export { stateNotSame } from './duplicates/not-same.ts'
export { mergedFrom, personsAsOne, personStandingFor, type MergedPerson } from './merged.ts'
export { MERGE_FIELDS, type MergeField } from './merge/fields.ts'
export { mergePersons } from './merge/merge.ts'
export { openMerge, undoOutlook, type OpenMerge, type UndoOutlook } from './merge/open-merge.ts'
export { mergeSides } from './merge/sides.ts'
export { partPersons, type Undoing } from './merge/undo.ts'
export { decideReplacement, replaceAddresses, type Replacement } from './replace-addresses.ts'
export type { FollowReplaced, ReplacedAddress } from './replaced-address.ts'
export { interestedIn, whoseClicksRaised } from './interested.ts'
export {
  listPeople,
  personRows,
  personsMatching,
  type PeopleQuery,
  type PersonRow,
} from './list.ts'
export {
  changeOwnField,
  defineOwnField,
  listOwnFields,
  ownFieldsInUse,
  unknownOwnField,
  type KeptOwnField,
} from './own-field-list.ts'
export { organizationById, type Organization } from './organization.ts'
export { personById, type Person } from './person.ts'
export { findSpelled, spellingsIn, spellingsOf, type Spelling } from './spellings.ts'
export { takeFieldsHome, type TakenFields } from './take-home.ts'
export { validityOf, whyInvalid, type Validity } from './validity.ts'
export { ofAddresses, usersOf, type OfAddresses } from './users-of.ts'
