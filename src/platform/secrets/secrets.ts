import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { rememberSecret } from './known.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** First byte of everything sealed, so that another scheme can follow. */
const VERSION = 1

/**
 * Seals what must not be readable at rest: AES-256-GCM with a random nonce, bound to the place it
 * is kept in (a row's name), so that a sealed value moved to another row does not open.
 */
export class Secrets {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    if (key.length !== KEY_BYTES) throw new Error(`The secret key must have ${KEY_BYTES} bytes.`)
    this.#key = key
  }

  seal(place: string, value: unknown): Uint8Array {
    rememberSecret(value)
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    cipher.setAAD(Buffer.from(place))
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed])
  }

  /** Throws where the key, the place or a byte of the value is another. */
  open<T>(place: string, sealed: Uint8Array): T {
    if (sealed[0] !== VERSION) throw new Error(`Sealed value of unknown version ${sealed[0]}.`)
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
    const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce)
    decipher.setAAD(Buffer.from(place))
    decipher.setAuthTag(tag)
    try {
      const rest = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)
      const text = Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8')
      const value = JSON.parse(text) as T
      rememberSecret(value)
      return value
    } catch (error) {
      throw new Error(
        `The secret of ${place} does not open with this key: is it the one it was sealed with?`,
        { cause: error },
      )
    }
  }

  /** Tells this key from others, and nothing about it. */
  fingerprint(): string {
    return this.derive('fingerprint').toString('hex').slice(0, 16)
  }

  /** A key for another purpose, derived: knowing it tells nothing about this one. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, '', purpose, KEY_BYTES))
  }
}

/**
 * The key from HOMING_SECRET (64 hex digits), or from a file that is made on the first start,
 * readable by its owner only.
 */
export async function openSecrets(given: string | undefined, file: string): Promise<Secrets> {
  if (given !== undefined) return new Secrets(parseKey(given, 'HOMING_SECRET'))
  await mkdir(dirname(file), { recursive: true })
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(randomBytes(KEY_BYTES).toString('hex') + '\n')
    await handle.sync()
    await handle.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return new Secrets(parseKey((await readFile(file, 'utf8')).trim(), file))
}

function parseKey(text: string, source: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${source} must hold 64 hexadecimal digits.`)
  return Buffer.from(text, 'hex')
}
