import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

const SOURCE_KINDS = ['folder', 'sftp', 'https'] as const
/** A private key of 16,384 bits fits. */
const KEY_CHARS_MAX = 20_000

export const fileSource = z.object({
  id,
  connectionId: id,
  kind: z.enum(SOURCE_KINDS),
  /** What it is and where, as people say it. */
  title: z.string(),
  path: z.string(),
  host: z.string(),
  port: z.number().int().nullable(),
  user: z.string(),
  /** Without what its query holds. */
  address: z.string(),
  hasPassword: z.boolean(),
  hasPrivateKey: z.boolean(),
  pattern: z.string(),
  everyMinutes: z.number().int(),
  /** The subfolder a file is moved to after it was taken; empty: it is left. */
  moveTo: z.string(),
  /** The fingerprint an SFTP server is known by; empty before it was first seen. */
  hostKey: z.string(),
  isOn: z.boolean(),
  nextAt: time,
  lookedAt: time.nullable(),
  /** Why the last look failed, and what to do; empty: it did not. */
  fault: z.string(),
  remedy: z.string(),
  failingSince: time.nullable(),
})

export const foundFile = z.object({
  id,
  name: z.string(),
  bytes: z.number(),
  modifiedAt: time.nullable(),
  /** settling: it is taken once it has not changed for a minute. */
  status: z.enum(['settling', 'taken', 'refused']),
  settlesAt: time.nullable(),
  fault: z.string(),
  remedy: z.string(),
  tries: z.number().int(),
  /** As files.show has it; null before it was taken. */
  fileId: id.nullable(),
  rows: z.number().int(),
  /** The same bytes came before, under whatever name. */
  isRepeated: z.boolean(),
  waiting: z.number().int(),
  problems: z.number().int(),
  /** Where it lies now; empty: where it was found. */
  movedTo: z.string(),
  foundAt: time,
})

const settings = {
  path: z.string().max(1000).optional(),
  host: z.string().max(255).optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  user: z.string().max(200).optional(),
  /** Sealed, and never answered; empty takes it away. */
  password: z.string().max(1000).optional(),
  privateKey: z.string().max(KEY_CHARS_MAX).optional(),
  passphrase: z.string().max(1000).optional(),
  url: z.string().max(4000).optional(),
  /** Names with * and ?, parted by commas. */
  pattern: z.string().trim().min(1).max(200).optional(),
  everyMinutes: z.number().int().min(5).max(10_080).optional(),
  moveTo: z.string().max(100).optional(),
  /** Empty: the key the server shows next is believed. */
  hostKey: z.string().max(100).optional(),
  isOn: z.boolean().optional(),
}
const params = idParams('sourceId')

export const fileSources = {
  'fileSources.list': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/file-sources',
    summary: 'Where a connection fetches files from by itself, and how the last look went',
    permission: 'see',
    params: idParams('connectionId'),
    answer: z.object({ items: z.array(z.lazy(() => fileSource)) }),
  }),
  'fileSources.add': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/file-sources',
    summary: 'Fetch files from a folder of the server, by SFTP or from an https address',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({ kind: z.enum(SOURCE_KINDS), ...settings }),
    answer: z.lazy(() => fileSource),
    status: 201,
  }),
  'fileSources.change': route({
    method: 'PATCH',
    path: '/api/file-sources/{sourceId}',
    summary: 'Change a source; what is absent stays, secrets too while it stays where it is',
    permission: 'manage_connections',
    params,
    body: z.strictObject(settings),
    answer: z.lazy(() => fileSource),
  }),
  'fileSources.remove': route({
    method: 'DELETE',
    path: '/api/file-sources/{sourceId}',
    summary: 'Remove a source: its secrets are destroyed, what it brought stays',
    permission: 'manage_connections',
    params,
  }),
  'fileSources.look': route({
    method: 'POST',
    path: '/api/file-sources/{sourceId}/look',
    summary: 'Look at a source now; files that were refused are tried once more',
    permission: 'sync',
    params,
    answer: z.lazy(() => fileSource),
    status: 202,
  }),
  'fileSources.found': route({
    method: 'GET',
    path: '/api/file-sources/{sourceId}/files',
    summary: 'Files that were found at a source, newest first, with what became of each',
    permission: 'see',
    params,
    query: z.object({ ...pageQuery }),
    answer: page(z.lazy(() => foundFile)),
  }),
}
