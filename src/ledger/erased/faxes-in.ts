import { maySpellFaxNumber } from '../../connectors/index.ts'
import { canonicalOfName, kindOfName, parseAddress } from '../../people/index.ts'
import type { PageRead } from '../read-pages.ts'
import { jsonTree } from './json-tree.ts'
import { leavesOf } from './persons-part.ts'
import type { FaxSpellings } from './veil.ts'

/** Digits by which a spelling finds the numbers it may be. */
const LAST_DIGITS = 4
/** A document in a document's string, and one in its: deeper stands no number. */
const DEPTH_MAX = 4

/**
 * How the fax numbers of a page are spelled in it. They are those its reader finds, and of a page
 * that tells of faxes those of the erased, for a refused row has no address. Pure.
 */
export function faxesIn(
  text: string,
  page: PageRead | null,
  pseudonyms: ReadonlyMap<string, string>,
): FaxSpellings {
  const theirs = new Map<string, string>()
  const others = new Set<string>()
  if (page === null || !mayTellOfFaxes(page)) return { theirs, others }
  const erased = [...pseudonyms.keys()].filter((name) => kindOfName(name) === 'fax')
  const byEnd = new Map<string, string[]>()
  for (const name of new Set([...erased, ...faxNamesOf(page)])) {
    byEnd.set(endOf(name), [...(byEnd.get(endOf(name)) ?? []), name])
  }
  for (const spelled of spellingsTold(text, page)) {
    const names = byEnd.get(endOf(spelled)) ?? []
    const whose = names.filter((name) => maySpellFaxNumber(spelled, canonicalOfName(name)))
    const pseudonym = whose.map((name) => pseudonyms.get(name)).find((one) => one !== undefined)
    if (pseudonym !== undefined) theirs.set(spelled, pseudonym)
    else if (whose.length > 0) others.add(spelled)
  }
  return { theirs, others }
}

/** The names of a page's fax numbers; of refused rows, those that tell their country. */
export function faxNamesIn(page: PageRead): Set<string> {
  const names = faxNamesOf(page)
  if (!mayTellOfFaxes(page)) return names
  for (const text of page.refused.flatMap((row) => textsIn(JSON.stringify(row.record) ?? ''))) {
    const parsed = parseAddress(text, 'fax')
    if (parsed.ok && text.trim().startsWith('+')) names.add(parsed.canonical)
  }
  return names
}

function faxNamesOf(page: PageRead): Set<string> {
  const faxes = [...page.events, ...page.suppressions].filter((one) => one.channel === 'fax')
  const names = new Set<string>()
  for (const { address } of faxes) {
    const parsed = parseAddress(address, 'fax')
    if (parsed.ok) names.add(parsed.canonical)
  }
  return names
}

function mayTellOfFaxes({ events, suppressions, refused }: PageRead): boolean {
  const told = [...events, ...suppressions]
  if (told.length === 0) return refused.length > 0
  return told.some((one) => one.channel === 'fax')
}

function spellingsTold(text: string, page: PageRead): Set<string> {
  const rows = [...page.records, ...page.refused.map((row) => row.record)]
  const addresses = [...page.events, ...page.suppressions].map((one) => one.address)
  const texts = [...textsIn(text), ...textsIn(JSON.stringify(rows)), ...addresses]
  return new Set(texts.map((one) => one.trim()))
}

function textsIn(text: string, depth = 0): string[] {
  const root = depth > DEPTH_MAX ? null : jsonTree(text)
  if (root === null) return []
  return leavesOf(root).flatMap(({ value }) =>
    /^\s*[[{]/.test(value) ? textsIn(value, depth + 1) : value,
  )
}

function endOf(text: string): string {
  return text.replace(/\D/g, '').slice(-LAST_DIGITS)
}
