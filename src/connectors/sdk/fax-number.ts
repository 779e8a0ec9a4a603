/** How numbers are dialled where somebody is; all that is needed to read one without a plus. */
export interface Dialling {
  /** Digits: "44". */
  country: string
  /** What is dialled before a number within the country: "0" in most, nothing in some. */
  trunk: string
  /** What is dialled before a country's code: "00" in most. */
  abroad: string
}

export type FaxNumber =
  | {
      ok: true
      /** As it was given, without the space around it. */
      address: string
      /** Two numbers are the same if, and only if, these are equal. */
      canonical: string
      /** False: the country is not known, and the digits stand as they were given. */
      isInternational: boolean
    }
  | { ok: false; reason: string }

/** E.164 6.2: digits of an international number at most. */
const DIGITS_MAX = 15
/** Fewer are an extension or a slip of the pen. */
const DIGITS_MIN = 5
const TEXT_CHARS_MAX = 60

/**
 * Reads one fax number. The canonical form is that of E.164 ("+441225000001") where the number
 * tells its country, or dialling says where it was written down; else its digits as given. "(0)"
 * within an international number is what is dialled at home (E.123) and no part of it. Refused,
 * with a reason to show people: letters, extensions, several numbers. Never throws.
 */
export function readFaxNumber(text: string, dialling?: Dialling): FaxNumber {
  const address = text.trim()
  if (address === '') return { ok: false, reason: 'The fax number is empty.' }
  if (address.length > TEXT_CHARS_MAX || !/^\+?[\d\s().\-/]+$/.test(address)) {
    return { ok: false, reason: 'A fax number has digits, spaces and ( ) . - / alone.' }
  }
  const bare = address.startsWith('+') ? address.replace(/\(0\)/, '') : address
  const canonical = internationally(bare.replace(/[^\d+]/g, ''), dialling)
  const isInternational = canonical.startsWith('+')
  const digits = canonical.length - Number(isInternational)
  if (digits < DIGITS_MIN || digits > DIGITS_MAX) {
    return { ok: false, reason: `A fax number has ${DIGITS_MIN} to ${DIGITS_MAX} digits.` }
  }
  if (canonical.startsWith('+0')) return { ok: false, reason: 'No country code begins with 0.' }
  return { ok: true, address, canonical, isInternational }
}

function internationally(digits: string, dialling: Dialling | undefined): string {
  if (digits.startsWith('+') || dialling === undefined) return digits
  const { country, trunk, abroad } = dialling
  if (abroad !== '' && digits.startsWith(abroad)) return `+${digits.slice(abroad.length)}`
  if (trunk === '') return `+${country}${digits}`
  // Without what leads out of the town it is a number of a town nobody told.
  return digits.startsWith(trunk) ? `+${country}${digits.slice(trunk.length)}` : digits
}
