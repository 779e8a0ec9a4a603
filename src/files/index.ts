/** Feedback that comes as files: the mapping that reads them, and how they are taken in. */
export { listFiles, showFile, type FileView } from './files.ts'
export {
  fileState,
  previewMapping,
  readMapping,
  saveMapping,
  type MappingState,
} from './mapping.ts'
export { takeFile, FILE_BYTES_MAX } from './take.ts'
