import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

/** The server's half of SCRAM-SHA-256 (RFC 5802, RFC 7677), as PostgreSQL asks for a password. */
export interface Scram {
  /** Answers the client's first words; undefined where they make no sense. */
  first(said: string): string | undefined
  /** Answers its last ones; undefined where the password is another. */
  last(said: string): string | undefined
}

const rounds = 4096

export function createScram(password: string): Scram {
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, rounds, 32, 'sha256')
  const storedKey = hash(sign(salted, 'Client Key'))
  let opening = ''
  let offer = ''
  let nonce = ''
  return {
    first: (said) => {
      const [, bare = '', theirs] = /^[ny],[^,]*,(n=[^,]*,r=([^,]+).*)$/.exec(said) ?? []
      if (theirs === undefined) return undefined
      opening = bare
      nonce = theirs + randomBytes(18).toString('base64')
      offer = `r=${nonce},s=${salt.toString('base64')},i=${rounds}`
      return offer
    },
    last: (said) => {
      const [, plain = '', again, proof = ''] = /^(c=[^,]*,r=([^,]*)),p=(.+)$/.exec(said) ?? []
      if (again !== nonce) return undefined
      const whole = `${opening},${offer},${plain}`
      const clientKey = xor(Buffer.from(proof, 'base64'), sign(storedKey, whole))
      if (!timingSafeEqual(hash(clientKey), storedKey)) return undefined
      return `v=${sign(sign(salted, 'Server Key'), whole).toString('base64')}`
    },
  }
}

function sign(key: Buffer, words: string): Buffer {
  return createHmac('sha256', key).update(words).digest()
}

function hash(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(other.map((byte, at) => byte ^ (one[at] ?? 0)))
}
