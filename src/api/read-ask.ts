import type { Context } from 'hono'
import { z } from 'zod'
import { BadJson, parseJson } from '../platform/http/index.ts'
import { readAs } from '../platform/read-as.ts'
import { Refused } from '../platform/refused.ts'
import type { Route } from './contract/index.ts'
import { BadRequest } from './problem.ts'

/** A JSON body holds at most this; files go up as streams. */
const JSON_BODY_BYTES_MAX = 1024 * 1024
/** An upload holds at most this: 100,000 rows with room for long fields. */
export const UPLOAD_BYTES_MAX = 512 * 1024 * 1024
/** Wrong fields told at once. */
const ERRORS_MAX = 20

export interface Read {
  params: unknown
  query: unknown
  body: unknown
}

/** Reads and checks everything a request says. Refuses with every wrong field and its reason. */
export async function readAsk(c: Context, route: Route): Promise<Read> {
  const params = checked(route.params, c.req.param(), 400)
  const query = checked(route.query?.strict() ?? z.strictObject({}), singles(c), 400)
  return { params, query, body: await readBody(c, route) }
}

async function readBody(c: Context, route: Route): Promise<unknown> {
  if (route.body === undefined) return undefined
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if ('upload' in route.body) {
    refuseOtherType(type, route.body.upload)
    const { bytesMax = UPLOAD_BYTES_MAX } = route.body
    refuseDeclaredTooLarge(c, bytesMax)
    return capped(c.req.raw.body, bytesMax)
  }
  refuseOtherType(type, 'application/json')
  refuseDeclaredTooLarge(c, JSON_BODY_BYTES_MAX)
  const bytes = await whole(capped(c.req.raw.body, JSON_BODY_BYTES_MAX))
  return checked(route.body, json(bytes), 422)
}

function refuseOtherType(type: string | undefined, wanted: string): void {
  if (type === wanted) return
  throw new Refused(415, `This route takes ${wanted}.`, {
    remedy: `Send the header content-type: ${wanted}.`,
  })
}

function refuseDeclaredTooLarge(c: Context, bytesMax: number): void {
  if (Number(c.req.header('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax)
}

function tooLarge(bytesMax: number): Refused {
  return new Refused(413, `The body may hold ${bytesMax / 1024 / 1024} MB at most.`)
}

/** The body as a stream that fails once it is longer than allowed, whatever was declared. */
function capped(body: ReadableStream<Uint8Array> | null, bytesMax: number) {
  let bytes = 0
  const source = body ?? new Blob([]).stream()
  return source.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > bytesMax) controller.error(tooLarge(bytesMax))
        else controller.enqueue(chunk)
      },
    }),
  )
}

async function whole(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function json(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) throw new Refused(400, 'The body is empty; this route takes JSON.')
  try {
    return parseJson(bytes, JSON_BODY_BYTES_MAX)
  } catch (error) {
    if (!(error instanceof BadJson)) throw error
    throw new Refused(400, `The body cannot be read. ${error.message}`, { cause: error })
  }
}

/** A name given twice means two things to two readers: it is refused. */
function singles(c: Context): Record<string, string> {
  const given = Object.entries(c.req.queries())
  const twice = given.filter(([, values]) => values.length > 1)
  if (twice.length > 0) {
    throw new BadRequest(
      400,
      twice.map(([field]) => ({ field, reason: 'It is given twice.' })),
    )
  }
  return Object.fromEntries(given.map(([name, values]) => [name, values[0]!]))
}

function checked(schema: z.ZodType | undefined, given: unknown, status: 400 | 422): unknown {
  if (schema === undefined) return undefined
  const read = readAs(schema, given)
  if ('faults' in read) {
    const told = read.faults.map(({ path, reason }) => ({ field: path.join('.'), reason }))
    throw new BadRequest(status, told.slice(0, ERRORS_MAX))
  }
  const field = fieldWithNul(read.data)
  if (field !== null) {
    throw new BadRequest(status, [{ field, reason: 'It holds a NUL character.' }])
  }
  return read.data
}

/** PostgreSQL's text has no NUL; found here, it is the caller's mistake and not a fault of ours. */
function fieldWithNul(value: unknown, path: string[] = []): string | null {
  if (typeof value === 'string') return value.includes('\0') ? path.join('.') : null
  if (value === null || typeof value !== 'object') return null
  for (const [name, inner] of Object.entries(value)) {
    const found = name.includes('\0') ? path.join('.') : fieldWithNul(inner, [...path, name])
    if (found !== null) return found
  }
  return null
}
