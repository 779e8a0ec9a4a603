import type { Channel, Connector } from '../../connectors/index.ts'
import { canonicalOfName, kindOfName, parseAddress } from '../../people/index.ts'
import { readOne, type PageRead } from '../read-pages.ts'
import type { Receipt } from '../receipts.ts'
import { faxesIn } from './faxes-in.ts'
import {
  ERASED_TEXT,
  personsLeaves,
  valuesOfOthers,
  veiled,
  withoutAddresses,
  withoutIds,
  type Decide,
  type Leaf,
  type Veil,
} from './veil.ts'

export interface VeiledPage {
  body: Uint8Array
  /** As its reader found it before, and finds it now; null where it finds no page. */
  before: PageRead | null
  after: PageRead | null
  /** As it was cut for this page. */
  veil: Veil
}

const MOMENT = /^\d{4}-\d\d-\d\dT/

/** What the reader needs of a kind of page: found by trying, kept for the next page of the kind. */
export class Needs {
  readonly #known = new Map<string, Map<string, boolean>>()

  of(connector: Connector, receipt: Receipt): Map<string, boolean> {
    const name = `${connector.id} ${JSON.stringify(receipt.ask, ['stream', 'kind'])}`
    let known = this.#known.get(name)
    if (known === undefined) this.#known.set(name, (known = new Map()))
    return known
  }
}

/**
 * Puts the veil over a page: the person's addresses become pseudonyms, and of the rest of the
 * person's rows only what the reader needs stays, moments, and values that others have at the same
 * place. The page keeps its shape, and tells the same events: read before and after, they differ in
 * what is personal alone. Where that cannot be had, the page tells less rather than the person.
 */
export function veilPage(
  connector: Connector,
  receipt: Receipt,
  { veil: cloth, needs }: { veil: Veil; needs: Needs },
): VeiledPage {
  const text = textOf(receipt.body)
  const read = (body: string) => readQuietly(connector, { ...receipt, body: bytesOf(body, text) })
  const before = read(text.text)
  const veil = { ...cloth, faxes: faxesIn(text.text, before, cloth.pseudonyms) }
  const wanted = before && sameNews(before, veil)
  const isSame = (body: string) => {
    const page = read(body)
    return page !== null && wanted === sameNews(page, veil)
  }
  const decide = decideFor(text.text, veil, before)
  const trying = (tried: Map<string, boolean>) => {
    const mayGo = (leaf: Leaf) => {
      let may = tried.get(leaf.path)
      if (may === undefined) {
        const only: Decide = (one) => (one.path === leaf.path ? decide(one, () => true) : undefined)
        tried.set(leaf.path, (may = before === null || isSame(veiled(text.text, veil, only))))
      }
      return may
    }
    return veiled(text.text, veil, (leaf) => decide(leaf, mayGo))
  }
  let became = trying(needs.of(connector, receipt))
  // What a page of the kind could do without, this one may need.
  if (before !== null && !isSame(became)) became = trying(new Map())
  if (before !== null && !isSame(became)) became = veiled(text.text, veil, () => undefined)
  const body = bytesOf(became, text)
  return { body, before, after: readQuietly(connector, { ...receipt, body }), veil }
}

/** Whether a page has to be rewritten: anything in it that is the person's. */
export function tellsOf(connector: Connector, receipt: Receipt, cloth: Veil): boolean {
  const { text } = textOf(receipt.body)
  const hasFax = [...cloth.pseudonyms.keys()].some((name) => kindOfName(name) === 'fax')
  const page = hasFax ? readQuietly(connector, receipt) : null
  const veil = { ...cloth, faxes: faxesIn(text, page, cloth.pseudonyms) }
  if (personsLeaves(text, veil).length > 0) return true
  return veiled(text, veil, () => undefined) !== text
}

function decideFor(text: string, veil: Veil, before: PageRead | null) {
  const isCommon = valuesOfOthers(text, veil)
  const told = toldOf(before)
  return (leaf: Leaf, mayGo: (leaf: Leaf) => boolean): string | undefined => {
    const { kind, value } = leaf
    if (kind === 'word' || value === '' || MOMENT.test(value)) return undefined
    const link = told.get(value)
    if (link !== undefined) {
      return veil.isOthers(value) ? withoutAddresses(value, veil) : veil.pseudonymOf(value, link)
    }
    if (isCommon(leaf) && !veil.texts.includes(value.trim().toLowerCase())) return undefined
    if (!mayGo(leaf)) return undefined
    return kind === 'number' ? '0' : ERASED_TEXT
  }
}

/** Links (true) and reasons (false) of a page, as they were read. */
function toldOf(page: PageRead | null): Map<string, boolean> {
  const told = new Map<string, boolean>()
  for (const { link, reason } of page?.events ?? []) {
    if (link !== undefined) told.set(link.url, true)
    if (reason) told.set(reason, false)
  }
  for (const { reason } of page?.suppressions ?? []) if (reason) told.set(reason, false)
  return told
}

/** What must not change: the same happenings, of the same addresses, under the same keys. */
function sameNews(page: PageRead, veil: Veil): string {
  const whose = ({ address, channel }: { address: string; channel?: Channel | undefined }) => {
    const parsed = parseAddress(address, channel)
    if (!parsed.ok) return [withoutIds(address, veil), false] as const
    const pseudonym = veil.pseudonyms.get(parsed.canonical)
    const plain = canonicalOfName(parsed.canonical)
    return [pseudonym ?? plain, pseudonym !== undefined || isPseudonym(plain, veil)] as const
  }
  const events = page.events.map((event) => {
    const { kind, activity, occurredAt, link, bounce, agent } = event
    const [who, isTheirs] = whose(event)
    const linked = link && (link.id ?? (isTheirs ? 'a link' : withoutAddresses(link.url, veil)))
    return [kind, activity, who, occurredAt, linked, bounce?.code, bounce?.class, agent]
  })
  const suppressions = page.suppressions.map((one) => [...whose(one), one.occurredAt])
  const refused = page.refused.map(({ field, place }) => [field, place])
  return JSON.stringify([events, suppressions, refused])
}

function isPseudonym(canonical: string, veil: Veil): boolean {
  for (const one of veil.pseudonyms.values()) if (one === canonical) return true
  return false
}

function readQuietly(connector: Connector, receipt: Receipt): PageRead | null {
  try {
    return readOne(connector, receipt)
  } catch {
    // No page is found in it: the same that parks it when it is read.
    return null
  }
}

interface Text {
  text: string
  encoding: 'utf8' | 'latin1'
}

/** Bytes that are no UTF-8 are taken one by one, so that all others stay as they are. */
function textOf(body: Uint8Array): Text {
  const bytes = Buffer.from(body)
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) return { text, encoding: 'utf8' }
  return { text: bytes.toString('latin1'), encoding: 'latin1' }
}

function bytesOf(text: string, { encoding }: Text): Uint8Array {
  return Buffer.from(text, encoding)
}
