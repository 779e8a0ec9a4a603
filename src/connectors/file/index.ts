import { decodeWhole } from '../../platform/encoding.ts'
import {
  EVENT_KINDS,
  Failure,
  FileFault,
  readPiece,
  URL_TOKEN,
  type Connector,
  type ReaderPart,
} from '../sdk/index.ts'
import { readText } from './formats/index.ts'
import { fileMapping, type FileMapping } from './mapping.ts'
import { readMapped } from './read-rows.ts'
import { fileSettings } from './settings.ts'
import { sources } from './sources.ts'

export * from './formats/index.ts'
export { fileMapping, type FileMapping } from './mapping.ts'
export { PRESETS, type Preset } from './presets/index.ts'
export { fieldsOf, fittingPreset, type FoundField } from './sample.ts'
export { readMapped, readRow } from './read-rows.ts'

const TITLE = 'Files and generic webhook'
const UNMAPPED = 'Nobody has said yet what the columns of these files mean.'

/** Before a mapping is saved nothing can be read; what came meanwhile waits. */
const unmapped = (): never => {
  throw new Failure('unreadable', UNMAPPED, {
    whoMustAct: 'you',
    remedy: 'Save a mapping for the connection; then read the receipts again.',
  })
}

/**
 * A service without an API of its own: its news comes as files or is posted to a secret address,
 * and is read by a mapping that is made on screen.
 */
export const file: Connector = {
  id: 'file',
  title: TITLE,
  sources,
  settings: fileSettings,
  needsNoGrant: true,
  pace: () => ({ budget: 'file', perSecond: 5, perDay: 10_000, dayStartsAtUtcHour: 0 }),
  errors: [],
  baseUrls: () => [],
  check: async () => {
    const sentence = 'Files are brought by hand, by the API or to the hook address.'
    return { ok: true, account: '', checks: [{ name: 'files', ok: true, sentence }] }
  },
  files: { read: unmapped, reader: 'file/mapping@0' },
  hooks: { ...hooksPart(unmapped, 0) },
  readBy: { schema: fileMapping, bind },
}

function hooksPart(read: () => never, version: number): NonNullable<Connector['hooks']> {
  return {
    kinds: EVENT_KINDS,
    scheme: URL_TOKEN,
    keys: {
      title: 'User and password',
      help: 'Where the sender can send them: written as user:password.',
      isNeeded: false,
    },
    repeatsBy: 'body',
    contentTypes: [
      ...['application/json', 'application/x-ndjson', 'text/csv', 'text/plain'],
      ...['text/tab-separated-values', 'application/xml', 'text/xml'],
    ],
    read,
    reader: `file/mapping@${version}`,
  }
}

/** The parts that read, by one version of a mapping. */
function bind(mapping: unknown, version: number): ReturnType<ReaderPart['bind']> {
  const known: FileMapping = fileMapping.parse(mapping)
  const reader = `file/mapping@${version}`
  return {
    files: { read: (body) => readMapped(readPiece(body), known), reader },
    hooks: { ...hooksPart(unmapped, version), read: (body) => readDelivery(body, known) },
  }
}

/** A delivery is a small file of the mapping's format; one object is one row. */
function readDelivery(body: Uint8Array, mapping: FileMapping) {
  try {
    return readMapped(readText(decodeWhole(body), mapping.format), mapping)
  } catch (error) {
    if (!(error instanceof FileFault)) throw error
    throw new Failure('unreadable', error.message, { whoMustAct: 'you', cause: error })
  }
}
