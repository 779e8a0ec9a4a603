export { parseEmail, type ParsedEmail } from './email.ts'
export { identifyAddresses, type AddressMet } from './identify.ts'
export { receiveImport, type NewImport } from './import/receive.ts'
export { carryOutImport, resumeImports, startImports } from './import/work.ts'
