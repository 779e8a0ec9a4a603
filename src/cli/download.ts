import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { Complaint } from './complaint.ts'
import type { Terminal } from './terminal.ts'

/** Streams a file the API answers to the named file, or to standard output. */
export async function download(
  response: Response,
  terminal: Terminal,
  file?: string,
): Promise<void> {
  if (response.body === null) throw new Complaint(1, 'The server answered an empty file.')
  const body = Readable.fromWeb(response.body as ReadableStream)
  if (file !== undefined) {
    await pipeline(body, createWriteStream(file))
    terminal.err(`Written to ${file}.\n`)
    return
  }
  const decoder = new TextDecoder()
  for await (const chunk of body)
    terminal.out(decoder.decode(chunk as Uint8Array, { stream: true }))
  terminal.out(decoder.decode())
}
