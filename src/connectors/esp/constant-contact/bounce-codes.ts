import type { Bounce, BounceClass } from '../../sdk/index.ts'

/**
 * The vendor's bounce codes (contract, BouncesTrackingActivity.bounce_code) and how Homing takes
 * them. B and S say the address does not exist; V was delivered, an absence note came back. S says
 * too that the vendor sends nothing more, but as a hard bounce it ends the address already.
 */
const CODES: Readonly<Record<string, { class: BounceClass; note: string }>> = {
  B: { class: 'hard', note: 'Non-existent address' },
  S: { class: 'hard', note: 'Suspended: reported as non-existent before' },
  D: { class: 'soft', note: 'Undeliverable: the mail system gave no answer' },
  F: { class: 'full', note: 'Mailbox full' },
  Z: { class: 'block', note: 'Blocked by the mail system' },
  V: { class: 'auto-reply', note: 'Vacation or auto-reply; it was delivered' },
  X: { class: 'other', note: 'Other reason given by the mail system' },
}

/** An unknown code is 'other' with the code kept. No SMTP or enhanced status code is told. */
export function bounceOf(code: string): Bounce {
  const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined
  return known ? { code, ...known } : { code, class: 'other' }
}
