const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof ENCODINGS)[number]

/**
 * Decides a file's encoding while its pieces go by, for good: a byte order mark says it; without
 * one it is UTF-8 if every byte of the file is valid UTF-8, and Windows-1252 if not. The same
 * bytes always give the same answer, however they are cut.
 */
export class EncodingProbe {
  readonly #strict = new TextDecoder('utf-8', { fatal: true })
  #first = new Uint8Array(0)
  #isUtf8 = true

  take(bytes: Uint8Array): void {
    if (this.#first.length < 2) this.#first = Buffer.concat([this.#first, bytes.subarray(0, 2)])
    if (!this.#isUtf8) return
    this.#isUtf8 = isValid(() => this.#strict.decode(bytes, { stream: true }))
  }

  /** The answer, once every piece has been taken. */
  encoding(): Encoding {
    const [one, two] = this.#first
    if (one === 0xff && two === 0xfe) return 'utf-16le'
    if (one === 0xfe && two === 0xff) return 'utf-16be'
    // Flushed: a character that is cut off at the end is none.
    this.#isUtf8 &&= isValid(() => this.#strict.decode())
    return this.#isUtf8 ? 'utf-8' : 'windows-1252'
  }
}

/** Turns the pieces of a file into text, without its byte order mark. */
export async function* decode(
  pieces: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string> {
  if (encoding === 'windows-1252') {
    for await (const bytes of pieces) yield windows1252(bytes)
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const bytes of pieces) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

/** A text that is in memory whole, in whatever encoding it is. */
export function decodeWhole(bytes: Uint8Array): string {
  const probe = new EncodingProbe()
  probe.take(bytes)
  const encoding = probe.encoding()
  return encoding === 'windows-1252' ? windows1252(bytes) : new TextDecoder(encoding).decode(bytes)
}

/** Bytes 0x80 to 0x9f; the rest of Windows-1252 is Latin 1. */
const HIGH = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

// Some releases of Node 20 to 23 decode 'windows-1252' as Latin 1, so the table is our own.
function windows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => HIGH[character.charCodeAt(0) - 0x80]!)
}

function isValid(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
