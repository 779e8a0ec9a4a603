import { domainToASCII } from 'node:url'

/** Limits of RFC 5321 4.5.3.1, in octets. */
const ADDRESS_OCTETS_MAX = 254
const LOCAL_OCTETS_MAX = 64
/** What is longer is refused before anything looks at it. */
const TEXT_CHARS_MAX = 1000

export type ParsedEmail =
  | {
      ok: true
      /** As it was given, without the space around it. */
      address: string
      /** Two addresses are the same if, and only if, these are equal. */
      canonical: string
    }
  | { ok: false; reason: string }

/** Nearly every address: plain ASCII without an encoded domain, canonical once in lower case. */
const PLAIN_LOCAL = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
const PLAIN_LABEL = '(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const PLAIN = new RegExp(`^${PLAIN_LOCAL}@(?:${PLAIN_LABEL}\\.)+(?!xn--)[a-z]{2,63}$`, 'i')
const INVISIBLE = /[\p{C}\p{Z}]/u
const LOCAL = /^[^\s"(),:;<>@[\\\]]+$/u
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads one bare e-mail address. The canonical form is the whole address in lower case (no mail
 * provider in use tells capitals apart), Unicode in NFC, the domain in its ASCII form (IDNA).
 * Refused, with a reason to show people: display names, several addresses in one text, spaces and
 * invisible characters, quoted local parts (RFC 5321 allows them, nobody has one, and they hide
 * other addresses), addresses at a bare host or an IP address. Never throws.
 */
export function parseEmail(text: string): ParsedEmail {
  const address = text.trim()
  if (isPlain(address)) return { ok: true, address, canonical: address.toLowerCase() }
  const problem = problemOfText(address)
  if (problem !== null) return { ok: false, reason: problem }

  const at = address.indexOf('@')
  const local = folded(address.slice(0, at))
  const reason = problemOfLocal(local)
  if (reason !== null) return { ok: false, reason }
  const domain = asciiDomain(address.slice(at + 1))
  if (domain === null) {
    return { ok: false, reason: 'What follows the @ is not the name of a domain.' }
  }
  return checked(address, `${local}@${domain}`)
}

/** Plain and short, as nearly every address is: nothing can be wrong with it. */
function isPlain(address: string): boolean {
  return (
    address.length <= ADDRESS_OCTETS_MAX
    && PLAIN.test(address)
    && address.indexOf('@') <= LOCAL_OCTETS_MAX
  )
}

function problemOfText(address: string): string | null {
  if (address === '') return 'The address is empty.'
  if (address.length > TEXT_CHARS_MAX) return 'The address is too long.'
  if (/[<>]/.test(address)) return 'Give the address alone, without a name or angle brackets.'
  if (/[,;]/.test(address)) return 'There are several addresses in one place.'
  if (INVISIBLE.test(address)) {
    return 'There is a space, a line break or an invisible character in the address.'
  }
  const parts = address.split('@').length
  if (parts === 1) return 'There is no @ in the address.'
  if (parts > 2) return 'There is more than one @ in the address.'
  return null
}

function problemOfLocal(local: string): string | null {
  if (local === '') return 'There is nothing before the @.'
  if (local.includes('"')) return 'A part in quotes before the @ is not accepted.'
  if (!LOCAL.test(local)) return 'There is a character before the @ that addresses do not have.'
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) {
    return 'A dot is doubled, first or last before the @.'
  }
  return null
}

function asciiDomain(domain: string): string | null {
  // domainToASCII reads a host as a browser does: it would decode %2e and turn 1.2 into 1.0.0.2.
  if (domain === '' || /[%:/?#[\]\\@]/.test(domain)) return null
  const ascii = domainToASCII(domain.normalize('NFC')).toLowerCase()
  const labels = ascii.split('.')
  const last = labels.at(-1)!
  if (labels.length < 2 || ascii.length > 253 || /^\d+$/.test(last)) return null
  return labels.every((label) => LABEL.test(label)) ? ascii : null
}

function checked(address: string, canonical: string): ParsedEmail {
  const local = canonical.slice(0, canonical.lastIndexOf('@'))
  if (Buffer.byteLength(local) > LOCAL_OCTETS_MAX) {
    return { ok: false, reason: `More than ${LOCAL_OCTETS_MAX} characters before the @.` }
  }
  const octets = Math.max(Buffer.byteLength(canonical), Buffer.byteLength(address))
  if (octets > ADDRESS_OCTETS_MAX) {
    return { ok: false, reason: `An address has ${ADDRESS_OCTETS_MAX} characters at most.` }
  }
  return { ok: true, address, canonical }
}

/** Lower case of a composed text need not be composed: it is composed again. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC')
}
