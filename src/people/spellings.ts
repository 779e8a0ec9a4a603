import { domainToUnicode } from 'node:url'
import { parseEmail } from './email.ts'

/** One spelling of an address in a text: as it stands there, and whose it is. */
export interface Spelling {
  text: string
  canonical: string
}

/** Characters on one side of an @ that are looked at; an address has fewer. */
const SIDE_CHARS_MAX = 254

const AT = /@|%40|\\u0040/gi
/** Ends an address: what none has in it, and the same as links encode it. */
const BEFORE = /.*(?:[\s"'<>()[\]{},;:\\/?&=|@]|%(?:3d|26|3f|2f|3a|20|22|3c|2c|3b))/is
const AFTER = /(?:[\s"'<>()[\]{},;:\\/?&=|@#]|%(?:26|23|3f|2f|3a|20|22|3e|2c|3b)).*/is

/**
 * The e-mail addresses that stand in a text, each spelling once: alone, in a sentence, encoded in a
 * link, or in the text of a JSON document.
 */
export function spellingsIn(text: string): Spelling[] {
  const found = new Map<string, string>()
  for (const { 0: sign, index } of text.matchAll(AT)) {
    const end = index + sign.length
    const left = text.slice(Math.max(0, index - SIDE_CHARS_MAX), index)
    const right = text.slice(end, end + SIDE_CHARS_MAX).replace(AFTER, '')
    const before = left.replace(BEFORE, '')
    note(found, `${before}${sign}${right}`)
    // In JSON a line break before it leaves a letter that is none of the address:
    // \nada@example.com.
    if (left.endsWith(`\\${before}`)) note(found, `${before.slice(1)}${sign}${right}`)
  }
  return [...found].map(([spelled, canonical]) => ({ text: spelled, canonical }))
}

/** What ends a sentence is no part of an address. */
function note(found: Map<string, string>, spelled: string): void {
  const text = spelled.replace(/[.!*]+$/, '')
  if (found.has(text)) return
  const parsed = parseEmail(decoded(text.replace(/\\u0040/i, '@')))
  if (parsed.ok) found.set(text, parsed.canonical)
}

function decoded(spelled: string): string {
  if (!spelled.includes('%')) return spelled
  try {
    return decodeURIComponent(spelled)
  } catch {
    // A lone % is a character as any other.
    return spelled.replace(/%40/g, '@')
  }
}

/**
 * How another system may spell an address that is spelled so here: nearly always so, and of a
 * domain or a name with other letters in each form that stands for the same. Whoever looks for it
 * there has to try them all, for systems compare letters.
 */
export function spellingsOf(address: string): string[] {
  const parsed = parseEmail(address)
  if (!parsed.ok) return [address]
  const { canonical } = parsed
  const at = canonical.lastIndexOf('@')
  const readable = `${canonical.slice(0, at)}@${domainToUnicode(canonical.slice(at + 1))}`
  const ways = [canonical, readable, readable.normalize('NFD')]
  const folded = new Set([address.toLowerCase()])
  return [address, ...ways.filter((one) => folded.size < folded.add(one.toLowerCase()).size)]
}

/**
 * What another system holds under the first of these spellings that it knows, and how it is spelled
 * there; null where it knows none of them.
 */
export async function findSpelled<Held>(
  ways: readonly string[],
  find: (spelled: string) => Promise<Held | null>,
): Promise<{ held: Held | null; spelled: string }> {
  for (const spelled of ways) {
    const held = await find(spelled)
    if (held !== null) return { held, spelled }
  }
  return { held: null, spelled: ways[0]! }
}
