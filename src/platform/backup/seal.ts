/**
 * A backup under a passphrase: scrypt makes the key, AES-256-GCM seals it piece by piece. The nonce
 * of a piece is its number and whether it is the last (the STREAM construction), so that pieces can
 * neither be swapped, left out nor cut off unseen, and no more than one is in memory.
 *
 *   magic (10) · log2 N (1) · r (1) · p (1) · salt (16) · prefix (7) · pieces (each with its tag)
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'

const MAGIC = Buffer.from('HOMINGBK1\n')
const PIECE_BYTES = 1024 * 1024
const TAG_BYTES = 16
const SALT_BYTES = 16
const PREFIX_BYTES = 7
const HEADER_BYTES = MAGIC.length + 3 + SALT_BYTES + PREFIX_BYTES
/** 128 MB and about half a second for each guess. */
const COST = { log2N: 17, r: 8, p: 1 }
/** What a file may ask of us: a forged one must not take all memory. */
const LOG2_N_MAX = 20
const PIECES_MAX = 2 ** 32 - 1

/** The passphrase is another, or the file was changed. */
export class WrongPassphrase extends Error {}

/** Seals a stream. */
export async function* seal(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  const header = Buffer.concat([
    MAGIC,
    Buffer.of(COST.log2N, COST.r, COST.p),
    randomBytes(SALT_BYTES + PREFIX_BYTES),
  ])
  const key = await keyOf(passphrase, header)
  yield header
  for await (const { piece, number, isLast } of pieces(source, PIECE_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(header, number, isLast))
    cipher.setAAD(header)
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  }
}

/** Whether a file that begins so is sealed. */
export function isSealed(begin: Uint8Array): boolean {
  return MAGIC.equals(begin.subarray(0, MAGIC.length))
}

/** Opens a sealed stream. Throws WrongPassphrase for another passphrase and for a changed file. */
export async function* unseal(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  let held = Buffer.alloc(0)
  while (held.length < HEADER_BYTES) {
    const next = await iterator.next()
    if (next.done) throw new WrongPassphrase('The backup ends within its header.')
    held = Buffer.concat([held, next.value])
  }
  const header = held.subarray(0, HEADER_BYTES)
  const key = await keyOf(passphrase, header)
  const rest = (async function* () {
    yield held.subarray(HEADER_BYTES)
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value
    }
  })()
  for await (const { piece, number, isLast } of pieces(rest, PIECE_BYTES + TAG_BYTES)) {
    if (piece.length < TAG_BYTES) throw new WrongPassphrase('The backup is cut short.')
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(header, number, isLast))
    decipher.setAAD(header)
    decipher.setAuthTag(piece.subarray(piece.length - TAG_BYTES))
    const open = decipher.update(piece.subarray(0, piece.length - TAG_BYTES))
    try {
      decipher.final()
    } catch (cause) {
      const words =
        number === 0
          ? 'The passphrase is another one, or the backup was changed.'
          : 'The backup was changed or cut short.'
      throw new WrongPassphrase(words, { cause })
    }
    yield open
  }
}

/** The stream in pieces of one size, the last of them marked; it may be empty. */
async function* pieces(source: AsyncIterable<Uint8Array>, bytes: number) {
  let waiting: Uint8Array[] = []
  let waits = 0
  let number = 0
  for await (let chunk of source) {
    while (waits + chunk.byteLength > bytes) {
      const part = chunk.subarray(0, bytes - waits)
      yield { piece: Buffer.concat([...waiting, part]), number: number++, isLast: false }
      if (number > PIECES_MAX) throw new Error('Too large for one sealed file.')
      chunk = chunk.subarray(part.byteLength)
      waiting = []
      waits = 0
    }
    waiting.push(chunk)
    waits += chunk.byteLength
  }
  yield { piece: Buffer.concat(waiting), number, isLast: true }
}

function nonceOf(header: Buffer, number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  header.copy(nonce, 0, HEADER_BYTES - PREFIX_BYTES)
  nonce.writeUInt32BE(number, PREFIX_BYTES)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

function keyOf(passphrase: string, header: Buffer): Promise<Buffer> {
  const [log2N, r, p] = header.subarray(MAGIC.length, MAGIC.length + 3) as unknown as number[]
  if (log2N! > LOG2_N_MAX || r! > 16 || p! > 4)
    throw new Error('No sealed backup begins like this.')
  const salt = header.subarray(MAGIC.length + 3, MAGIC.length + 3 + SALT_BYTES)
  const N = 2 ** log2N!
  const options = { N, r: r!, p: p!, maxmem: 256 * N * r! }
  return new Promise((done, fail) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) =>
      error ? fail(error) : done(key),
    )
  })
}
