import type { Bounce, BounceClass } from '../../sdk/index.ts'

/**
 * The vendor's bounce codes (contract, BouncesTrackingActivity.bounce_code) and how Homing takes
 * them. B and S say the address does not exist; V was delivered, an absence note came back. S says
 * too that the vendor sends nothing more, but as a hard bounce it ends the address already.
 */
const CODES: Readonly<Record<string, readonly [BounceClass, string]>> = {
  B: ['hard', 'Non-existent address'],
  S: ['hard', 'Suspended: reported as non-existent before'],
  D: ['soft', 'Undeliverable: the mail system gave no answer'],
  F: ['full', 'Mailbox full'],
  Z: ['block', 'Blocked by the mail system'],
  V: ['auto-reply', 'Vacation or auto-reply; it was delivered'],
  X: ['other', 'Other reason given by the mail system'],
}

/** An unknown code is 'other' with the code kept. No SMTP or enhanced status code is told. */
export function bounceOf(code: string): Bounce {
  const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined
  return known ? { code, class: known[0], note: known[1] } : { code, class: 'other' }
}
