import { proveBodyHmac, type BodyHmac } from './body-hmac.ts'
import { fails, type Delivery, type Proof, type ProofGround } from './delivery.ts'
import { proveEcdsa, type Ecdsa } from './ecdsa.ts'
import { proveHeaderHmac, type HeaderHmac } from './header-hmac.ts'
import { proveSns, type FetchCertificate, type Sns } from './sns.ts'
import { proveUrlToken, type UrlToken } from './url-token.ts'

/** How a vendor proves that a delivery is its own: one of five families, and what is its own. */
export type HookScheme = HeaderHmac | BodyHmac | Ecdsa | Sns | UrlToken

/**
 * Whether a delivery comes from whom it says, unaltered and fresh, under any of the keys. Nothing
 * holds where a scheme needs a key and there is none. Rejects only where a certificate has to be
 * fetched and cannot be.
 */
export async function prove(
  scheme: HookScheme,
  delivery: Delivery,
  ground: ProofGround & { fetchCertificate: FetchCertificate },
): Promise<Proof> {
  if (ground.keys.length === 0 && scheme.family !== 'url_token') return fails('missing')
  switch (scheme.family) {
    case 'header_hmac':
      return proveHeaderHmac(scheme, delivery, ground)
    case 'body_hmac':
      return proveBodyHmac(scheme, delivery, ground)
    case 'ecdsa':
      return proveEcdsa(scheme, delivery, ground)
    case 'sns':
      return proveSns(delivery, ground, ground.fetchCertificate)
    case 'url_token':
      return proveUrlToken(delivery, ground)
  }
}
