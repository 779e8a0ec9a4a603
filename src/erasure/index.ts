/** A person's rights over what is kept of them: everything in one archive, and erasure. */
export { carryOutErasures, startErasures } from './carry-out.ts'
export { listErasures, showErasure, type ErasureView } from './show.ts'
export { startErasure, type ErasureAsk } from './start.ts'
