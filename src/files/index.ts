/** Feedback that comes as files: the mapping that reads them, and how they are taken in. */
export { SILENT_MS, tellCutShort } from './cut-short.ts'
export { listFiles, showFile, type FileView } from './files.ts'
export {
  fileState,
  previewMapping,
  readMapping,
  saveMapping,
  type MappingState,
} from './mapping.ts'
export { FILE_BYTES_MAX } from './spool.ts'
export { takeFile } from './take.ts'
export { addSource, changeSource, lookNow, removeSource } from './sources/arrange.ts'
export { STILL_MS } from './sources/judge.ts'
export { lookAtSource } from './sources/look.ts'
export type { Wanted } from './sources/settings.ts'
export { listFound, listSources, viewOf, type FoundView, type SourceView } from './sources/show.ts'
export { findSource } from './sources/source.ts'
export { askToLookAtSources, startSources } from './sources/work.ts'
