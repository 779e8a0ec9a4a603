/** A delivery as it arrived. Nothing of it is believed before it is proved. */
export interface Delivery {
  method: string
  /** As the vendor called it: scheme, host, path and query. */
  url: string
  headers: Headers
  /** The very bytes that are signed, after a content coding was undone. */
  body: Uint8Array
}

/** Why a delivery is not believed. */
export type ProofFault =
  /** What should prove it is not there. */
  | 'missing'
  /** It is there, and does not fit these bytes under any key. */
  | 'wrong'
  /** It fits, but was signed too long ago: somebody may be sending again what they overheard. */
  | 'stale'
  /** It fits, but was signed in the future. */
  | 'ahead'
  /** The proof lies within the body, and the body is not what this vendor sends. */
  | 'unreadable'

/** What came of looking at a delivery's proof. */
export type Proof =
  | {
      holds: true
      /** The id of the delivery, where it is signed with it: a retry carries the same. */
      signedId: string | null
    }
  | { holds: false; fault: ProofFault }

export interface ProofGround {
  /** Every key that is valid now: several while one takes over from another. */
  keys: readonly string[]
  /** Epoch milliseconds. */
  now: number
}

/** How old a signed time may be, and how far ahead: the tolerance of the Standard Webhooks. */
export const AGE_MS_MAX = 5 * 60_000

/** A proof that fits, judged by the time that was signed with it. */
export function holdsAt(signedAt: number, now: number, more: AgeAndId): Proof {
  const { signedId = null, ageMsMax = AGE_MS_MAX } = more
  if (signedAt < now - ageMsMax) return { holds: false, fault: 'stale' }
  if (signedAt > now + AGE_MS_MAX) return { holds: false, fault: 'ahead' }
  return { holds: true, signedId }
}

interface AgeAndId {
  signedId?: string | null
  ageMsMax?: number
}

export function fails(fault: ProofFault): Proof {
  return { holds: false, fault }
}
