/** A person's rights over what is kept of them: everything in one archive, and erasure. */
export { erasureLog, LOG_COLUMNS, repeatErasures, type LoggedErasure } from './again.ts'
export { archiveOf, type ArchiveAsk } from './archive/archive.ts'
export { SECTIONS } from './archive/sections.ts'
export { carryOutErasures, startErasures } from './carry-out.ts'
export type { ErasedElsewhere, WouldErase } from './elsewhere.ts'
export { previewErasure, type ErasurePreview } from './preview.ts'
export { listErasures, showErasure, type ErasureView } from './show.ts'
export { startErasure, type ErasureAsk } from './start.ts'
