import { audit } from '../accounts/index.ts'
import {
  connectorOf,
  findConnection,
  mappingInForce,
  type By,
  type KeptMapping,
} from '../connections/index.ts'
import {
  FieldRefused,
  fieldsOf,
  fileMapping,
  fittingPreset,
  guessFormat,
  PRESETS,
  readRow,
  readStart,
  type FileFormat,
  type FileMapping,
  type FileRow,
  type FoundField,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { decodeWhole } from '../platform/encoding.ts'
import type { Tx } from '../platform/database/index.ts'
import { readAs, type Fault } from '../platform/read-as.ts'
import { Refused } from '../platform/refused.ts'

/** Rows a preview shows. */
const SHOWN_MAX = 50

export interface MappingState {
  /** Where the connector knows its files itself: what they are, as a sentence. No mapping then. */
  ownFormat: string | null
  inForce: KeptMapping | null
  presets: { id: string; title: string; note: string; mapping: FileMapping }[]
}

/** How a connection's files are read, and what one may begin with. Throws Refused. */
export async function fileState(tx: Tx, homing: Homing, id: number): Promise<MappingState> {
  const { connector } = await findConnection(tx, id)
  const { ownFormat } = connectorOf(homing, connector).files ?? {}
  if (ownFormat !== undefined) {
    return { ownFormat: ownFormat.sentence, inForce: null, presets: [] }
  }
  await refuseOthers(tx, homing, id)
  return { ownFormat: null, inForce: await mappingInForce(tx, id), presets: [...PRESETS] }
}

export interface Preview {
  format: FileFormat
  fields: FoundField[]
  /** The id of the shipped preset that fits. */
  suggested: string | null
  rows: PreviewRow[]
}

export interface PreviewRow {
  line: number
  outcome: 'event' | 'opt_out' | 'ignored' | 'refused'
  kind: string
  address: string
  /** ISO 8601. */
  at: string | null
  campaign: string
  detail: string
  /** Of a refused row: the field at fault, and why. */
  field: string
  reason: string
}

/** A mapping as somebody wrote it. Refuses it with the member at fault. */
export function readMapping(given: unknown): FileMapping {
  const read = readAs(fileMapping, given)
  if ('data' in read) return read.data
  const [{ path, reason }] = read.faults as [Fault]
  throw new Refused(422, reason, { field: ['mapping', ...path].join('.') })
}

/** What the first rows of a sample would become. Pure; nothing is kept. */
export function previewMapping(
  sample: Uint8Array,
  fileName: string,
  mapping: FileMapping | null,
): Preview {
  const text = decodeWhole(sample)
  const format = mapping?.format ?? guessFormat(fileName, text)
  const ended = /[\r\n]$/.test(text) ? text : `${text}\n`
  const rows = readStart(ended, format).slice(0, SHOWN_MAX)
  const fields = fieldsOf(rows)
  const preset = fittingPreset(fields)
  const by = mapping ?? preset?.mapping
  return {
    format,
    fields,
    suggested: preset?.id ?? null,
    rows: by === undefined ? [] : rows.map((row) => previewRow(row, by)),
  }
}

function previewRow(row: FileRow, mapping: FileMapping): PreviewRow {
  const nothing = { kind: '', address: '', at: null, campaign: '', detail: '' }
  const bare = { line: row.line, ...nothing, field: '', reason: '' }
  try {
    const read = readRow(row, mapping)
    if (read === 'ignored') return { ...bare, outcome: 'ignored' }
    const told = 'event' in read ? read.event : { ...read.optOut, kind: 'opt_out' as const }
    const at = told.occurredAt === null ? null : new Date(told.occurredAt).toISOString()
    const shown = { ...bare, kind: told.kind, address: told.address, at }
    if (!('event' in read)) return { ...shown, outcome: 'opt_out', detail: read.optOut.reason }
    const { link, bounce, reason = '' } = read.event
    const detail = link?.url ?? (bounce && `${bounce.class} ${bounce.code}`) ?? reason
    return { ...shown, outcome: 'event', campaign: read.campaign.name, detail }
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error
    return { ...bare, outcome: 'refused', field: error.field, reason: error.message }
  }
}

/**
 * Saves a mapping as the next version. Refuses where somebody else
 * saved one since the version it was made from.
 */
export async function saveMapping(
  homing: Homing,
  by: By,
  connectionId: number,
  wanted: { name: string; rules: FileMapping; from: number },
): Promise<KeptMapping> {
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { name } = await refuseOthers(tx, homing, connectionId)
    await tx
      .selectFrom('connection')
      .select('id')
      .where('id', '=', connectionId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const before = await mappingInForce(tx, connectionId)
    if ((before?.version ?? 0) !== wanted.from) {
      throw new Refused(409, 'Somebody else changed this mapping meanwhile.', {
        remedy: 'Look at it again, and save then.',
      })
    }
    const version = wanted.from + 1
    await tx
      .insertInto('file_mapping')
      .values({
        workspace_id: by.workspaceId,
        connection_id: connectionId,
        version,
        name: wanted.name,
        rules: JSON.stringify(wanted.rules),
        made_by: by.name,
        made_at: new Date(homing.now()),
      })
      .execute()
    await audit(tx, {
      actor: by,
      action: 'save_file_mapping',
      subject: 'connection',
      subjectId: connectionId,
      sentence: `Saved version ${version} of the mapping that reads the files of “${name}”.`,
      at: homing.now(),
    })
    return (await mappingInForce(tx, connectionId))!
  })
}

async function refuseOthers(tx: Tx, homing: Homing, id: number) {
  const connection = await findConnection(tx, id)
  if (connectorOf(homing, connection.connector).readBy !== undefined) return connection
  throw new Refused(409, 'This connection is not read from files.', {
    remedy: 'Add a connection of the kind “Files and generic webhook”.',
  })
}
