export {
  addressesOfPerson,
  confirmAddress,
  personName,
  replaceAddress,
  type AddressChange,
  type AddressOfPerson,
} from './addresses.ts'
export { parseEmail, type ParsedEmail } from './email.ts'
export { exportPeople, type ExportedRow } from './export.ts'
export { countPeople, listOwners, type PeopleFigures } from './figures.ts'
export { identifyAddresses, type AddressMet } from './identify.ts'
export { KnownAddresses } from './known-addresses.ts'
export { COLUMNS } from './import/columns.ts'
export {
  importById,
  listImports,
  listRefusals,
  refusalColumns,
  type ImportRun,
  type RefusedRow,
} from './import/imports.ts'
export { receiveImport, type NewImport } from './import/receive.ts'
export { carryOutImport, resumeImports, startImports } from './import/work.ts'
export { listPeople, type PeopleQuery, type PersonRow } from './list.ts'
export { personById, type Person } from './person.ts'
export { whyInvalid } from './validity.ts'
