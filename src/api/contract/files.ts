import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

/** A gigabyte: a year of a large firm's feedback. */
const UPLOAD_BYTES_MAX = 1024 * 1024 * 1024
/** A sample, as base64: the first 256 KB of a file. */
const SAMPLE_CHARS_MAX = 350_000

/** docs/files.md tells the members; the server checks each and names what is wrong. */
const rules = z.record(z.string(), z.unknown())

const kept = z.object({
  version: z.number().int(),
  name: z.string(),
  rules,
  madeBy: z.string(),
  madeAt: time,
})

const fileMappingState = z.object({
  /** What its files are, where they need no mapping. */
  ownFormat: z.string().nullable(),
  /** Null before one was saved: nothing can be read then. */
  inForce: kept.nullable(),
  presets: z.array(
    z.object({ id: z.string(), title: z.string(), note: z.string(), mapping: rules }),
  ),
})

const filePreview = z.object({
  format: z.object({
    name: z.string(),
    delimiter: z.string().nullable(),
    rows: z.string(),
  }),
  fields: z.array(z.object({ name: z.string(), example: z.string() })),
  /** The shipped preset whose fields are all there. */
  suggested: z.string().nullable(),
  rows: z.array(
    z.object({
      line: z.number().int(),
      outcome: z.enum(['event', 'opt_out', 'ignored', 'refused']),
      kind: z.string(),
      address: z.string(),
      at: time.nullable(),
      campaign: z.string(),
      detail: z.string(),
      field: z.string(),
      reason: z.string(),
    }),
  ),
})

export const feedbackFile = z.object({
  id,
  connectionId: id,
  name: z.string(),
  bytes: z.number(),
  mappingVersion: z.number().int(),
  status: z.enum(['taking', 'taken', 'failed']),
  message: z.string().nullable(),
  rows: z.number().int(),
  pieces: z.number().int(),
  repeated: z.number().int(),
  waiting: z.number().int(),
  problems: z.number().int(),
  broughtBy: z.string(),
  receivedAt: time,
})

export const files = {
  'files.mapping': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/file-mapping',
    summary: 'The mapping that reads the files of a connection, and presets to begin with',
    permission: 'see',
    params: idParams('connectionId'),
    answer: z.lazy(() => fileMappingState),
  }),
  'files.saveMapping': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/file-mapping',
    summary: 'Save a mapping as the next version',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      mapping: rules,
      /** The version it was made from; 0 where there is none. */
      from: z.number().int().min(0),
    }),
    answer: z.lazy(() => kept),
  }),
  'files.preview': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/file-mapping/preview',
    summary: 'What the first rows of a sample would become; nothing is kept',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({
      fileName: z.string().max(200).default(''),
      sample: z.base64().max(SAMPLE_CHARS_MAX),
      /** Null: the preset that fits. */
      mapping: rules.nullable().default(null),
    }),
    answer: z.lazy(() => filePreview),
  }),
  'files.list': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/files',
    summary: 'Files that were brought to a connection, newest first',
    permission: 'see',
    params: idParams('connectionId'),
    query: z.object({ ...pageQuery }),
    answer: page(z.lazy(() => feedbackFile)),
  }),
  'files.take': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/files',
    summary: 'Bring a file of feedback: the file is the body; answers when it is kept',
    permission: 'sync',
    params: idParams('connectionId'),
    query: z.object({ fileName: z.string().max(200).default('feedback') }),
    body: { upload: 'application/octet-stream', bytesMax: UPLOAD_BYTES_MAX },
    answer: z.lazy(() => feedbackFile),
    status: 202,
  }),
  'files.show': route({
    method: 'GET',
    path: '/api/files/{fileId}',
    summary: 'A file that was brought: its rows, what waits and what is wrong',
    permission: 'see',
    params: idParams('fileId'),
    answer: z.lazy(() => feedbackFile),
  }),
}
