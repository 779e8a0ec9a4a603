import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { HttpFault } from './fault.ts'

/**
 * Reads an answer's body to its end, decompressed, and never holds more than bytesMax of it: a
 * longer one (or a small one that unpacks to a longer one) is HttpFault('too_large').
 * onChunk is called whenever something arrived.
 */
export async function readBody(
  response: IncomingMessage,
  bytesMax: number,
  onChunk: () => void,
): Promise<Uint8Array> {
  const stated = Number(response.headers['content-length'] ?? 0)
  if (stated > bytesMax) throw tooLarge(bytesMax)
  const chunks: Uint8Array[] = []
  let size = 0
  response.on('data', onChunk)
  for await (const chunk of decoded(response)) {
    size += (chunk as Uint8Array).byteLength
    if (size > bytesMax) throw tooLarge(bytesMax)
    chunks.push(chunk as Uint8Array)
  }
  return Buffer.concat(chunks, size)
}

function decoded(response: IncomingMessage): Readable {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (coding === 'identity' || coding === '') return response
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw new HttpFault('malformed', 'The answer is packed in a way that was not asked for.')
  }
  const gunzip = createGunzip()
  response.on('error', (error) => gunzip.destroy(error))
  gunzip.on('close', () => response.destroy())
  return response.pipe(gunzip)
}

function tooLarge(bytesMax: number): HttpFault {
  return new HttpFault('too_large', `The answer is longer than ${bytesMax} bytes.`)
}
