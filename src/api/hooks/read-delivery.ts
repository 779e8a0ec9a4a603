import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Context } from 'hono'
import { Refused } from '../../platform/refused.ts'

export interface BodyLimits {
  /** Bytes a body holds at most, counted as they arrive and again after a coding is undone. */
  bytesMax: number
  /** Milliseconds the whole of it may take to arrive. */
  msMax: number
}

/** Vendors send less than a megabyte at a time; none waits longer than 30 seconds for an answer. */
export const BODY_LIMITS: BodyLimits = { bytesMax: 4 * 1024 * 1024, msMax: 10_000 }

const unpack = promisify(gunzip)

/** The media type is one of those the vendor sends; throws Refused 415. */
export function refuseOtherTypes(c: Context, types: readonly string[]): void {
  const given = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!types.includes(given)) throw new Refused(415, `This address takes ${types.join(' or ')}.`)
}

/**
 * Reads a body to its end, a content coding undone, and never holds more than it may: throws
 * Refused 413, 408 for one that drips in, 400 for an empty or a broken one, 415 for a coding that
 * is not known. grow is told of every byte that is held.
 */
export async function readBody(
  c: Context,
  limits: BodyLimits,
  grow: (bytes: number) => void,
): Promise<Uint8Array> {
  const coding = (c.req.header('content-encoding') ?? 'identity').trim().toLowerCase()
  const isPacked = coding === 'gzip' || coding === 'x-gzip'
  if (!isPacked && coding !== 'identity') {
    throw new Refused(415, 'The body is packed in a way that is not known here.')
  }
  const stated = c.req.header('content-length')
  if (Number(stated ?? 0) > limits.bytesMax) throw tooLarge(limits)
  const arrived = await (stated === undefined
    ? arriving(c.req.raw.body, limits, grow)
    : whole(c.req.raw, limits, () => grow(Number(stated))))
  const body = isPacked ? await unpacked(arrived, limits) : arrived
  if (isPacked) grow(body.byteLength)
  if (body.byteLength === 0) throw new Refused(400, 'The delivery is empty.')
  return body
}

/**
 * A body whose length was stated, as nearly all are: the HTTP server holds it to that length, and
 * reading it in one piece costs half of reading it as a stream.
 */
async function whole(
  request: Request,
  limits: BodyLimits,
  reserve: () => void,
): Promise<Uint8Array> {
  reserve()
  let late: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(tooSlow()), limits.msMax)
  })
  const reading = request.arrayBuffer()
  // Given up or not, it ends some time; nobody may be listening by then.
  reading.catch(() => undefined)
  try {
    return new Uint8Array(await Promise.race([reading, tooLate]))
  } catch (error) {
    if (error instanceof Refused) throw error
    throw cutOff(error)
  } finally {
    clearTimeout(late)
  }
}

async function arriving(
  stream: ReadableStream<Uint8Array> | null,
  limits: BodyLimits,
  grow: (bytes: number) => void,
): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array()
  const reader = stream.getReader()
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    reader.cancel().catch(() => undefined)
  }, limits.msMax)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (isLate) throw tooSlow()
      if (done) return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)
      size += value.byteLength
      if (size > limits.bytesMax) throw tooLarge(limits)
      grow(value.byteLength)
      chunks.push(value)
    }
  } catch (error) {
    if (error instanceof Refused) throw error
    throw isLate ? tooSlow() : cutOff(error)
  } finally {
    clearTimeout(late)
  }
}

/** The caps of gunzip stop it before it has made more than may be held. */
async function unpacked(packed: Uint8Array, limits: BodyLimits): Promise<Uint8Array> {
  try {
    return await unpack(packed, { maxOutputLength: limits.bytesMax })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits)
    throw new Refused(400, 'The body cannot be unpacked.', { cause: error })
  }
}

function tooSlow(): Refused {
  return new Refused(408, 'The delivery took too long to arrive.')
}

function cutOff(cause: unknown): Refused {
  return new Refused(400, 'The delivery was cut off.', { cause })
}

function tooLarge({ bytesMax }: BodyLimits): Refused {
  return new Refused(413, `A delivery may hold ${bytesMax} bytes at most.`)
}
