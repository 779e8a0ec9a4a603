/**
 * The family of those who sign the raw body with a shared secret and send the signature in a
 * header. What differs between vendors is data: header-variants.ts.
 */
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'
import { anyOf, isSameText, signedTime } from './compare.ts'
import { fails, holdsAt, type Delivery, type Proof, type ProofGround } from './delivery.ts'
import { decodedUrl } from './signed-url.ts'

export interface HeaderHmac {
  family: 'header_hmac'
  signature: {
    header: string
    encoding: 'hex' | 'base64'
    /**
     * bare: the signature alone. list: "v1,<signature> v1,<signature>", as Standard Webhooks write
     * it. pairs: "t=<time>,v1=<signature>".
     */
    form: 'bare' | 'list' | 'pairs'
  }
  /** hmac: HMAC-SHA256 under the key. prefix: SHA-256 of the key followed by what is signed. */
  digest: 'hmac' | 'prefix'
  /** What is signed, in this order; a part that is no name stands for itself. */
  signs: readonly SignedPart[]
  /** How the key is written: as it is used, or base64 after "whsec_". */
  key: 'text' | 'whsec'
  /** The header with the time that is signed. In the form pairs it stands in the signature's. */
  timeHeader?: string
  /** The header with the delivery's id, where that is signed too. */
  idHeader?: string
}

export type SignedPart = 'id' | 'time' | 'method' | 'url' | 'body' | '.'

/** Signatures looked at in one header: more are nobody's rotation. */
const SIGNATURES_MAX = 10
/** Longer headers are nobody's signature. */
const HEADER_LENGTH_MAX = 4_000

/** Whether a delivery was signed by one of the keys, not long ago. Pure. */
export function proveHeaderHmac(
  scheme: HeaderHmac,
  delivery: Delivery,
  { keys, now }: ProofGround,
): Proof {
  const given = readHeaders(scheme, delivery.headers)
  if (given === null) return fails('missing')
  const text = Buffer.concat(scheme.signs.map((part) => bytesOf(part, delivery, given)))
  const isGenuine = anyOf(keys, (key) => {
    return anyOf(given.signatures, (signature) => fits(scheme, { key, signature, text }))
  })
  if (!isGenuine) return fails('wrong')
  const signedId = given.id
  if (given.time === null) return { holds: true, signedId }
  const signedAt = signedTime(given.time)
  return signedAt === null ? fails('wrong') : holdsAt(signedAt, now, { signedId })
}

interface Given {
  signatures: Signature[]
  time: string | null
  id: string | null
}

interface Signature {
  version: string
  value: string
}

/** Null where anything that this scheme needs is not there. */
function readHeaders(scheme: HeaderHmac, headers: Headers): Given | null {
  const header = headers.get(scheme.signature.header)
  if (header === null || header === '' || header.length > HEADER_LENGTH_MAX) return null
  const pairs = scheme.signature.form === 'pairs' ? pairsOf(header) : null
  const signatures =
    pairs?.filter(({ version }) => version === 'v1') ?? signaturesOf(scheme, header)
  const time = pairs
    ? (pairs.find(({ version }) => version === 't')?.value ?? null)
    : valueOf(headers, scheme.timeHeader)
  const id = valueOf(headers, scheme.idHeader)
  const isTimeMissing = time === null && (pairs !== null || scheme.timeHeader !== undefined)
  const isIdMissing = id === null && scheme.idHeader !== undefined
  if (isTimeMissing || isIdMissing || signatures.length === 0) return null
  return { signatures, time, id }
}

function signaturesOf({ signature }: HeaderHmac, header: string): Signature[] {
  if (signature.form === 'bare') return [{ version: 'v1', value: header.trim() }]
  return header
    .split(' ', SIGNATURES_MAX)
    .map((entry) => /^(v1a?),(\S+)$/.exec(entry))
    .flatMap((match) => (match === null ? [] : { version: match[1]!, value: match[2]! }))
}

function pairsOf(header: string): Signature[] {
  return header
    .split(',', SIGNATURES_MAX)
    .map((entry) => /^\s*(\w+)=(\S+)\s*$/.exec(entry))
    .flatMap((match) => (match === null ? [] : { version: match[1]!, value: match[2]! }))
}

function valueOf(headers: Headers, name: string | undefined): string | null {
  return name === undefined ? null : headers.get(name) || null
}

function bytesOf(part: SignedPart, delivery: Delivery, given: Given): Uint8Array {
  switch (part) {
    case 'body':
      return delivery.body
    case 'id':
      return Buffer.from(given.id ?? '')
    case 'time':
      return Buffer.from(given.time ?? '')
    case 'method':
      return Buffer.from(delivery.method)
    case 'url':
      return Buffer.from(decodedUrl(delivery.url))
    case '.':
      return Buffer.from(part)
  }
}

function fits(
  { digest, key: keyForm, signature: { encoding } }: HeaderHmac,
  { key, signature, text }: { key: string; signature: Signature; text: Buffer },
): boolean {
  const isPublicKey = keyForm === 'whsec' && key.startsWith(PUBLIC_PREFIX)
  if (isPublicKey !== (signature.version === 'v1a')) return false
  if (isPublicKey) return fitsEd25519(key, signature.value, text)
  const secret = keyForm === 'whsec' ? Buffer.from(bare(key), 'base64') : Buffer.from(key)
  if (secret.length === 0) return false
  const made =
    digest === 'hmac'
      ? createHmac('sha256', secret).update(text).digest(encoding)
      : createHash('sha256').update(secret).update(text).digest(encoding)
  return isSameText(encoding === 'hex' ? signature.value.toLowerCase() : signature.value, made)
}

/** Whether a text is a key as Standard Webhooks write them: base64 behind its prefix. */
export function isStandardKey(key: string): boolean {
  return /^(whsec|whpk)_[\w+/-]{16,}={0,2}$/.test(key)
}

function bare(key: string): string {
  return key.startsWith(SECRET_PREFIX) ? key.slice(SECRET_PREFIX.length) : key
}

const SECRET_PREFIX = 'whsec_'
const PUBLIC_PREFIX = 'whpk_'
/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in its DER form. */
const ED25519_DER = Buffer.from('302a300506032b6570032100', 'hex')
const ED25519_BYTES = 32

/** Standard Webhooks' asymmetric signatures, v1a. */
function fitsEd25519(key: string, signature: string, text: Buffer): boolean {
  const raw = Buffer.from(key.slice(PUBLIC_PREFIX.length), 'base64')
  if (raw.length !== ED25519_BYTES) return false
  const der = Buffer.concat([ED25519_DER, raw])
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return verify(null, text, publicKey, Buffer.from(signature, 'base64'))
}
