import type { z } from 'zod'
import type { FieldId } from '../../accounts/fields/index.ts'

/** What a caller must be allowed to do. Roles are sets of these (accounts/roles.ts). */
export const PERMISSIONS = [
  /** No sign-in needed: the few routes before it. */
  'public',
  /** Any signed-in user. */
  'see',
  'export',
  'edit_people',
  'import_people',
  /** Write campaigns, and have their e-mail service hold them. */
  'edit_campaigns',
  /** Have them sent, and take that back. */
  'send_campaigns',
  /** Save views, and share them. */
  'keep_views',
  'sync',
  'manage_connections',
  'administer',
] as const
export type Permission = (typeof PERMISSIONS)[number]

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Streams that are files to keep, not pages to look at. */
export const FILE_TYPES = [
  'text/csv',
  'application/zip',
  'application/pdf',
  'application/vnd.apache.parquet',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const

/** Answers that are not JSON. */
export type Stream = { stream: 'text/html' | 'text/plain' | (typeof FILE_TYPES)[number] }

export interface Route {
  method: Method
  /** With parameters in braces: /api/campaigns/{campaignId}. */
  path: string
  /** One line for the readable page and the CLI. */
  summary: string
  permission: Permission
  /** Fields it tells as a whole: refused where one is hidden from the caller's role. */
  tells?: readonly FieldId[]
  params?: z.ZodObject
  query?: z.ZodObject
  /** JSON body; or the marker of a raw upload, read as a stream. */
  body?: z.ZodType | { upload: 'text/csv' | 'application/octet-stream'; bytesMax?: number }
  /** Absent: 204. */
  answer?: z.ZodType | Stream
  /** Success status, 200 unless told. */
  status?: 200 | 201 | 202
}

/** Describes a route once: server, OpenAPI document and clients are made from it. */
export function route<const R extends Route>(description: R): R {
  return description
}

type Shape<T> = T extends z.ZodType ? z.output<T> : undefined
type Sent<T> = T extends z.ZodType ? z.input<T> : undefined

export type ParamsOf<R extends Route> = R extends { params: infer P } ? Shape<P> : undefined
export type QueryOf<R extends Route> = R extends { query: infer Q } ? Shape<Q> : undefined
export type QuerySent<R extends Route> = R extends { query: infer Q } ? Sent<Q> : undefined
export type BodyOf<R extends Route> = R extends { body: infer B }
  ? B extends { upload: string }
    ? ReadableStream<Uint8Array>
    : Shape<B>
  : undefined
export type BodySent<R extends Route> = R extends { body: infer B }
  ? B extends { upload: string }
    ? Blob | ReadableStream<Uint8Array>
    : Sent<B>
  : undefined
export type AnswerOf<R extends Route> = R extends { answer: infer A }
  ? A extends { stream: string }
    ? AsyncIterable<string | Uint8Array>
    : A extends z.ZodType
      ? z.input<A>
      : undefined
  : undefined
