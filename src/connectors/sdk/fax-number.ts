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
/** E.164 6.2.1. */
const COUNTRY_DIGITS_MAX = 3
/** What leads abroad, and a country's code with the trunk's digit. */
const PREFIX_DIGITS_MAX = 4
/** What stands in the place of a number whose person was erased: it is read, and never dialled. */
const ERASED = /^erased-[0-9a-f]{24}@erased\.invalid$/

/**
 * Reads one fax number. The canonical form is that of E.164 ("+441225000001") where the number
 * tells its country, or dialling says where it was written down; else its digits as given. "(0)"
 * within an international number is what is dialled at home (E.123) and no part of it. Refused,
 * with a reason to show people: letters, extensions, several numbers. A pseudonym of an erased
 * number is its own canonical form, so that a veiled receipt is read as before. Never throws.
 */
export function readFaxNumber(text: string, dialling?: Dialling): FaxNumber {
  const address = text.trim()
  if (address === '') return { ok: false, reason: 'The fax number is empty.' }
  if (ERASED.test(address)) {
    return { ok: true, address, canonical: address, isInternational: false }
  }
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

/**
 * Whether a text can be this number (canonical, as readFaxNumber says): written alike, or as it is
 * dialled within its country, whatever is dialled before it there. For the texts of a row that is
 * known to be about the number; of any other text it would say too much.
 */
export function maySpellFaxNumber(text: string, canonical: string): boolean {
  const read = readFaxNumber(text)
  if (!read.ok) return false
  if (read.isInternational || !canonical.startsWith('+')) return read.canonical === canonical
  const [theirs, whole] = [read.canonical, canonical.slice(1)]
  let same = 0
  while (
    same < theirs.length
    && same < whole.length
    && theirs.at(-1 - same) === whole.at(-1 - same)
  )
    same += 1
  return whole.length - same <= COUNTRY_DIGITS_MAX && theirs.length - same <= PREFIX_DIGITS_MAX
}

function internationally(digits: string, dialling: Dialling | undefined): string {
  if (digits.startsWith('+') || dialling === undefined) return digits
  const { country, trunk, abroad } = dialling
  if (abroad !== '' && digits.startsWith(abroad)) return `+${digits.slice(abroad.length)}`
  if (trunk === '') return `+${country}${digits}`
  // Without what leads out of the town it is a number of a town nobody told.
  return digits.startsWith(trunk) ? `+${country}${digits.slice(trunk.length)}` : digits
}
