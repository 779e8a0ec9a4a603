import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Refused } from '../platform/refused.ts'

/** Cost of new hashes: 128 MB and some 0.3 s each. Old hashes carry their own and are renewed. */
const COST = { log2n: 17, r: 8, p: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
/** Hashes at once: each takes 128 MB, so a burst of sign-ins must not take all memory. */
const PARALLEL_MAX = 2
const WAITING_MAX = 64

/** Hashes a password for storage: "scrypt$17$8$1$salt$hash". */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, COST)
  const { log2n, r, p } = COST
  return ['scrypt', log2n, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Whether the password is the stored one. stored = null does the same work for nobody, so that an
 * unknown user and a wrong password take the same time.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parts = parse(stored ?? NOBODY)
  const hash = await derive(password, parts.salt, parts.cost)
  return timingSafeEqual(hash, parts.hash) && stored !== null
}

/** Whether a stored hash was made at another cost than today's. */
export function isOutdated(stored: string): boolean {
  const { cost } = parse(stored)
  return cost.log2n !== COST.log2n || cost.r !== COST.r || cost.p !== COST.p
}

interface Cost {
  log2n: number
  r: number
  p: number
}

const NOBODY = ['scrypt', COST.log2n, COST.r, COST.p, 'bm9ib2R5J3Mgc2FsdA', 'A'.repeat(43)].join(
  '$',
)

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const [scheme, log2n, r, p, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) {
    throw new Error('A stored password hash is of an unknown scheme.')
  }
  return {
    cost: { log2n: Number(log2n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  }
}

let running = 0
const waiting: (() => void)[] = []

async function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  if (running >= PARALLEL_MAX) {
    if (waiting.length >= WAITING_MAX) {
      throw new Refused(503, 'Too many people are signing in at this moment.', {
        remedy: 'Try again in a few seconds.',
        retryAfterSeconds: 5,
      })
    }
    // The one who leaves hands over its place, so running stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else {
    running++
  }
  try {
    return await derived(password, salt, cost)
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function derived(password: string, salt: Buffer, { log2n, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** log2n
  const maxmem = 2 * 128 * N * r
  // The same password typed on another keyboard must be the same bytes.
  const text = password.normalize('NFKC')
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, { N, r, p, maxmem }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    )
  })
}
