import { spellingsIn } from '../../people/index.ts'
import { jsonTree, rendered, type JsonNode } from './json-tree.ts'
import { isLeaf, leavesOf, personsPart, type Names } from './persons-part.ts'

/** What is put over a person in texts: what to look for, and what stands in its place. */
export interface Veil {
  /** By the name of the address (parseAddress); those that others use too are not among them. */
  pseudonyms: ReadonlyMap<string, string>
  /** Addresses of the person that others use as well: they stay, the person's name beside goes. */
  shared: ReadonlySet<string>
  /** How fax numbers are spelled in the text at hand: a number is found by its row alone. */
  faxes: FaxSpellings
  /** By which ids ESPs know the person. */
  contactIds: ReadonlySet<string>
  /** Names and numbers, in lower case: a value of the person's rows that is one goes. */
  texts: readonly string[]
  /** Those that tell the person wherever they stand: a full name, a telephone number. */
  phrases: readonly string[]
  /** Stands for a link or a reason, the same wherever it is met. */
  pseudonymOf(text: string, isLink: boolean): string
  /** Whether others have clicked this link or given this reason: then it tells nothing. */
  isOthers(text: string): boolean
}

export interface FaxSpellings {
  /** The person's, and what stands in the place of each. */
  theirs: ReadonlyMap<string, string>
  others: ReadonlySet<string>
}

/** What stands in the place of everything else. */
export const ERASED_TEXT = 'erased'

/** One value of a row about the person. */
export interface Leaf {
  path: string
  kind: JsonNode['kind']
  value: string
}

/**
 * What becomes of a value about the person; undefined: it stays but for addresses, ids and names.
 */
export type Decide = (leaf: Leaf) => string | undefined

/** Ids that are short stand in other words too. */
const ID_CHARS_MIN = 8

/**
 * A page without the person's addresses and ids, and with what decide says in the place of the
 * other values about the person. Whatever is about somebody else stays to the byte.
 */
export function veiled(text: string, veil: Veil, decide: Decide, above = ''): string {
  const root = jsonTree(text)
  if (root === null) return veiledText(text, veil)
  const part = personsPart(root, namesOf(veil, false))
  const beside = veil.shared.size === 0 ? part : personsPart(root, namesOf(veil, true))
  const instead = new Map<JsonNode, string>()
  for (const leaf of leavesOf(root)) {
    const path = `${above}${leaf.path}`
    const inner = part.has(leaf) || beside.has(leaf) ? { ...leaf, path } : null
    const value = inner && isDocument(leaf) ? veiled(leaf.value, veil, decide, `${path}!`) : null
    const became =
      value
      ?? (part.has(leaf)
        ? (decide(inner!) ?? withoutIds(leaf.value, veil))
        : beside.has(leaf) && veil.texts.includes(leaf.value.trim().toLowerCase())
          ? ERASED_TEXT
          : withoutAddresses(leaf.value, veil))
    if (became !== leaf.value) instead.set(leaf, written(leaf, became))
  }
  return rendered(text, root, instead)
}

/** The values about the person in a page, those of documents within documents too. */
export function personsLeaves(text: string, veil: Veil, above = ''): Leaf[] {
  const root = jsonTree(text)
  if (root === null) return []
  return [...personsPart(root, namesOf(veil, false))].flatMap((leaf) => {
    const path = `${above}${leaf.path}`
    if (isDocument(leaf)) return personsLeaves(leaf.value, veil, `${path}!`)
    return [{ path, kind: leaf.kind, value: leaf.value }]
  })
}

/** Values that stand at the same place in a row about somebody else: they single nobody out. */
export function valuesOfOthers(text: string, veil: Veil): (leaf: Leaf) => boolean {
  const root = jsonTree(text)
  if (root === null) return () => false
  const part = personsPart(root, namesOf(veil, false))
  const others = leavesOf(root).filter((leaf) => isLeaf(leaf) && !part.has(leaf))
  const known = new Set(others.map((leaf) => `${leaf.path}\n${leaf.value}`))
  return ({ path, value }) => known.has(`${path}\n${value}`)
}

/** A text without the person's addresses, names and numbers. */
export function veiledText(text: string, veil: Veil): string {
  let out = withoutAddresses(text, veil)
  const ids = [...veil.contactIds].filter((one) => one.length >= ID_CHARS_MIN)
  for (const one of [...veil.phrases, ...ids]) out = replaced(out, one, ERASED_TEXT)
  return out
}

/** A text without the person's addresses, however they are spelled. */
export function withoutAddresses(text: string, veil: Veil): string {
  return withoutFaxes(withoutMails(text, veil), veil.faxes)
}

function withoutMails(text: string, veil: Veil): string {
  if (!/@|%40|\\u0040/i.test(text)) return text
  let out = text
  const spellings = spellingsIn(text).sort((a, b) => b.text.length - a.text.length)
  for (const { text: spelled, canonical } of spellings) {
    const pseudonym = veil.pseudonyms.get(canonical)
    if (pseudonym === undefined) continue
    out = replaced(out, spelled, spelled.includes('@') ? pseudonym : encodeURIComponent(pseudonym))
  }
  return out
}

/** The longest first: one may be the beginning of another. */
function withoutFaxes(text: string, { theirs }: FaxSpellings): string {
  let out = text
  for (const [spelled, pseudonym] of [...theirs].sort(([a], [b]) => b.length - a.length)) {
    const alone = new RegExp(`(?<![\\d+])${escaped(spelled)}(?!\\d)`, 'g')
    out = out.replace(alone, () => pseudonym)
  }
  return out
}

/** The same of a value that may be one of the ids. */
export function withoutIds(value: string, veil: Veil): string {
  return veil.contactIds.has(value) ? ERASED_TEXT : veiledText(value, veil)
}

function namesOf(veil: Veil, withShared: boolean): Names {
  return (text) => {
    if (veil.contactIds.has(text)) return { person: true, other: false }
    const spelled = text.trim()
    const named = { person: veil.faxes.theirs.has(spelled), other: veil.faxes.others.has(spelled) }
    if (text.length > 3 && /@|%40|\\u0040/i.test(text)) {
      for (const { canonical } of spellingsIn(text)) {
        const isTheirs =
          veil.pseudonyms.has(canonical) || (withShared && veil.shared.has(canonical))
        if (isTheirs) named.person = true
        else if (![...veil.pseudonyms.values()].includes(canonical)) named.other = true
      }
    }
    return named
  }
}

/** Vendors put documents into the strings of documents. */
function isDocument({ kind, value }: Leaf): boolean {
  return kind === 'string' && /^\s*[[{]/.test(value) && jsonTree(value) !== null
}

function written({ kind }: JsonNode, value: string): string {
  return kind === 'string' || Number.isNaN(Number(value)) ? JSON.stringify(value) : value
}

function replaced(text: string, what: string, by: string): string {
  return text.replace(new RegExp(escaped(what), 'gi'), () => by)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
