import { anyOf, isSameText } from './compare.ts'
import { fails, type Delivery, type Proof, type ProofGround } from './delivery.ts'

/**
 * The family of those who sign nothing: the secret is the address itself, which nobody can guess,
 * and, where the vendor can send them, a user name and password. The keys are "user:password".
 */
export interface UrlToken {
  family: 'url_token'
}

export const URL_TOKEN: UrlToken = { family: 'url_token' }

/** Holds where no credentials are kept, or where those that were sent are one of them. Pure. */
export function proveUrlToken(
  { headers }: Pick<Delivery, 'headers'>,
  { keys }: Pick<ProofGround, 'keys'>,
): Proof {
  if (keys.length === 0) return { holds: true, signedId: null }
  const encoded = /^basic +([\w+/=-]{1,1000})$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (encoded === undefined) return fails('missing')
  const given = Buffer.from(encoded, 'base64').toString('utf8')
  return anyOf(keys, (key) => isSameText(given, key))
    ? { holds: true, signedId: null }
    : fails('wrong')
}
