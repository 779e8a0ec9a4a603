import type { Settings, Vendor } from './connector.ts'

/**
 * How requests are authorised at a vendor without OAuth2: by what was entered, or by a session that
 * is opened with it. Nobody is sent anywhere.
 */
export interface KeysPart {
  /** The secret settings that are needed, by name. */
  names: readonly string[]
  /** The proof as headers. Absent: it goes into each body (VendorRequest.text). */
  headers?(proof: string, settings: Settings): Record<string, string>
  /**
   * Present where a session is opened with them. vendor asks without a proof. Throws
   * Failure('unauthorised') where the vendor does not accept the keys.
   */
  open?(vendor: Vendor, keys: Keys): Promise<Session>
  /**
   * Present where an answer may bring another proof, which the next request must carry: that proof;
   * null where it brings none. Whoever follows one needs a pace with one request at a time.
   */
  next?(body: Uint8Array): string | null
}

/** The secret settings, by name. */
export type Keys = Readonly<Record<string, string>>

export interface Session {
  /** What later requests carry instead of the keys. */
  proof: string
  /** Epoch milliseconds; null where the vendor does not say: it lasts until it is refused. */
  expiresAt: number | null
}

/** Keys as the proof of requests that carry the keys themselves. */
export function proofOf(keys: Keys): string {
  return JSON.stringify(keys)
}

/** The keys in a proof that proofOf made. */
export function keysIn(proof: string): Keys {
  return JSON.parse(proof) as Keys
}
