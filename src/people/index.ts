export { parseEmail } from './email.ts'
export { identifyAddresses } from './identify.ts'
