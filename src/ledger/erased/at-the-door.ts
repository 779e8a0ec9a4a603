import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import type { Connector } from '../../connectors/index.ts'
import { erasedOf, parseAddress, spellingsIn, type Erased } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { readOne } from '../read-pages.ts'
import { BODY_BYTES_MAX, type Receipt } from '../receipts.ts'
import { faxNamesIn } from './faxes-in.ts'
import { pseudonymsOfTexts } from './pseudonyms.ts'
import type { Veil } from './veil.ts'
import { Needs, veilPage } from './veil-page.ts'

/**
 * Receipts as they may be read: where one tells of somebody who was erased, it is rewritten first,
 * on disk too. So news of an erased address counts, under its pseudonym, and nothing of the person
 * comes back. Where nobody was erased it costs one short statement.
 */
export async function withoutErased<One extends Receipt>(
  tx: Tx,
  at: { connector: Connector },
  receipts: readonly One[],
): Promise<One[]> {
  const spelled: string[][] = []
  // Looked for only where somebody was erased: erasedOf asks for the first one after that.
  const met = function* () {
    for (const { body } of receipts) {
      const canonicals = canonicalsIn(body)
      spelled.push(canonicals)
      yield* canonicals
    }
  }
  const mails = await erasedOf(tx, met())
  // Nothing was looked for: nobody was erased.
  if (spelled.length === 0) return [...receipts]
  const faxes = await erasedFaxes(tx, at.connector, { receipts, spelled })
  const erased = new Map([...mails, ...faxes])
  if (erased.size === 0) return [...receipts]
  const needs = new Needs()
  const out: One[] = []
  for (const [index, came] of receipts.entries()) {
    const theirs = spelled[index]!.filter((canonical) => erased.has(canonical))
    if (theirs.length === 0) {
      out.push(came)
      continue
    }
    const receipt = { ...came, body: await lockedBody(tx, came.id) }
    const veil = await veilOf(tx, at.connector, { receipt, erased, theirs })
    const { body } = veilPage(at.connector, receipt, { veil, needs })
    await keepVeiled(tx, receipt.id, body)
    out.push({ ...receipt, body })
  }
  return out
}

/** Puts a rewritten page in the place of the one that came, and marks it. */
export async function keepVeiled(tx: Tx, receiptId: number, body: Uint8Array): Promise<void> {
  const packed = gzipSync(body, { level: 4 }).toString('hex')
  await sql`select erasure_of_receipt(${receiptId}, decode(${packed}, 'hex'))`.execute(tx)
}

/** Another erasure may be at the same page: one waits for the other. */
async function lockedBody(tx: Tx, receiptId: number): Promise<Uint8Array> {
  const { rows } = await sql<{ body: Uint8Array }>`
    select body from receipt where workspace_id = homing_workspace() and id = ${receiptId}
    for update`.execute(tx)
  return gunzipSync(rows[0]!.body, { maxOutputLength: BODY_BYTES_MAX })
}

/**
 * The same for fax numbers, which are found by reading; the names of what a receipt tells are added
 * to its spelled ones.
 */
async function erasedFaxes(
  tx: Tx,
  connector: Connector,
  of: { receipts: readonly Receipt[]; spelled: string[][] },
): Promise<ReadonlyMap<string, Erased>> {
  const { rows } = await sql`
    select from erased_address k
    join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
    where k.workspace_id = homing_workspace() and a.kind = 'fax' limit 1`.execute(tx)
  if (rows.length === 0) return new Map()
  const names = of.receipts.map((receipt) => [...faxNamesTold(connector, receipt)])
  names.forEach((one, index) => of.spelled[index]!.push(...one))
  return erasedOf(tx, names.flat())
}

function faxNamesTold(connector: Connector, receipt: Receipt): Set<string> {
  try {
    return faxNamesIn(readOne(connector, receipt))
  } catch {
    // No page is found in it: it is parked whole when it is read.
    return new Set()
  }
}

function canonicalsIn(body: Uint8Array): string[] {
  const spellings = spellingsIn(Buffer.from(body).toString('utf8'))
  return [...new Set(spellings.map(({ canonical }) => canonical))]
}

async function veilOf(
  tx: Tx,
  connector: Connector,
  of: { receipt: Receipt; erased: ReadonlyMap<string, Erased>; theirs: string[] },
): Promise<Veil> {
  const pseudonyms = new Map(of.theirs.map((one) => [one, of.erased.get(one)!.pseudonym]))
  const { theirs, others } = textsTold(connector, of.receipt, pseudonyms)
  const known = await textsKnown(tx, theirs)
  return {
    pseudonyms,
    shared: new Set(),
    faxes: { theirs: new Map(), others: new Set() },
    contactIds: new Set(),
    texts: [],
    phrases: [],
    pseudonymOf: await pseudonymsOfTexts(tx),
    isOthers: (text) => known.has(text) || others.has(text),
  }
}

/** Links and reasons in rows about the erased, and in rows about others. */
function textsTold(
  connector: Connector,
  receipt: Receipt,
  pseudonyms: ReadonlyMap<string, string>,
): { theirs: string[]; others: Set<string> } {
  const theirs: string[] = []
  const others = new Set<string>()
  try {
    const { events, suppressions } = readOne(connector, receipt)
    for (const one of [...events, ...suppressions]) {
      const parsed = parseAddress(one.address, one.channel)
      const isTheirs = parsed.ok && pseudonyms.has(parsed.canonical)
      const link = 'link' in one ? one.link?.url : undefined
      for (const text of [link, one.reason]) {
        if (!text) continue
        if (isTheirs) theirs.push(text)
        else others.add(text)
      }
    }
  } catch {
    // No page is found in it: it has neither.
    return { theirs, others }
  }
  return { theirs, others }
}

/** Those of the texts that stand in the ledger: one that was erased does not. */
async function textsKnown(tx: Tx, texts: string[]): Promise<Set<string>> {
  if (texts.length === 0) return new Set()
  const { rows } = await sql<{ text: string }>`
    select url as text from link where workspace_id = homing_workspace()
      and url_hash in (select md5(t)::uuid from unnest(${texts}::text[]) t)
    union
    select value from detail where workspace_id = homing_workspace() and kind = 'reason'
      and value_hash in (select md5(t)::uuid from unnest(${texts}::text[]) t)`.execute(tx)
  return new Set(rows.map((row) => row.text))
}
