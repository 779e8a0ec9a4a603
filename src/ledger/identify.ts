import { setImmediate as nextTurn } from 'node:timers/promises'
import { typesListenedFor } from '../outbox/index.ts'
import {
  addressIdsOf,
  allAddresses,
  meetAddresses,
  nameOfAddress,
  parseAddress,
  type AddressMet,
  type KnownAddresses,
} from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Line } from './lines.ts'
import { keepOrPark, type Batch } from './path.ts'
import { countedAmong } from './stored-recipients.ts'
import { underWay } from './under-way.ts'
import { lookUpBounces } from './validity/follow.ts'
import { codeWords } from './words.ts'

/** What reading addresses has told; nothing of those that were known. */
export interface AddressesRead {
  spellings: Map<string, AddressRead>
  /** Each address once, whatever its spellings. */
  read: AddressRead[]
  /** Why a spelling cannot be an address. */
  refused: Map<string, string>
}

/** An address in any of its spellings; id is 0 until it is found or made. */
export interface AddressRead extends AddressMet {
  canonical: string
  id: number
  /** Lines on their way that speak of it, in their order; told apart when they are identified. */
  lines: Line[]
}

/**
 * Identifies a line by what the run has met, without parsing where the address is spelled
 * canonically, as nearly all are; otherwise reads its address. Pure but for the line.
 */
export function readAddress(
  line: Line,
  { spellings, read, refused }: AddressesRead,
  known: KnownAddresses | undefined,
): void {
  const { address, name, channel, beside } = line.event
  const spelled = nameOfAddress(channel ?? 'email', address)
  line.met = spellings.get(spelled) ?? null
  if (line.met !== null) return
  line.addressId = known?.idOf(spelled) ?? 0
  if (line.addressId !== 0 || refused.has(spelled)) return
  const parsed = parseAddress(address, channel)
  if (!parsed.ok) {
    refused.set(spelled, parsed.reason)
    return
  }
  const { canonical } = parsed
  let one = spellings.get(canonical)
  if (one === undefined) {
    one = { canonical, address, name, ...(beside !== undefined && { beside }), id: 0, lines: [] }
    spellings.set(canonical, one)
    read.push(one)
  }
  spellings.set(spelled, one)
  line.met = one
}

/**
 * Looks up the addresses that the run does not know. It is sent and not waited for, and so are the
 * look whether the campaigns, which the batch holds by now, were counted before, the words of the
 * lines, and the looks for addresses that bounce softly and for what webhooks listen for: this
 * process settles the times meanwhile.
 */
export async function lookUpAddresses(batch: Batch): Promise<void> {
  const { tx, workspaceId, known, addresses } = batch
  // The batch before may have met some since they were read.
  for (const one of addresses.read) one.id = known?.idOf(one.canonical) ?? 0
  const unknown = addresses.read.filter((one) => one.id === 0)
  batch.lookedUp = underWay(find(tx, { workspaceId, known, unknown }))
  const campaignIds = [...new Set(batch.commons.map((common) => common.campaignId))]
  batch.counted = underWay(countedAmong(tx, workspaceId, campaignIds))
  batch.coded = underWay(codeWords(batch))
  batch.bounces = underWay(lookUpBounces(tx, workspaceId))
  batch.listened = underWay(typesListenedFor(tx, workspaceId))
  await nextTurn()
}

interface Finding {
  workspaceId: number
  known: KnownAddresses | undefined
  unknown: AddressRead[]
}

function find(tx: Tx, of: Finding): Promise<void> {
  const atMost = of.known?.worthReading(of.unknown.length) ?? 0
  return atMost === 0 ? findEach(tx, of) : findAmongAll(tx, of, atMost)
}

async function findEach(tx: Tx, { workspaceId, known, unknown }: Finding): Promise<void> {
  const canonicals = unknown.map((one) => one.canonical)
  const ids = await addressIdsOf(tx, workspaceId, canonicals)
  unknown.forEach((one, place) => {
    one.id = ids[place]!
    if (one.id !== 0) known?.add(one.canonical, one.id)
  })
}

/** Reads all addresses of the workspace, where they are few enough for that. */
async function findAmongAll(tx: Tx, of: Finding, atMost: number): Promise<void> {
  const all = await allAddresses(tx, of.workspaceId, atMost)
  if (all === null) return findEach(tx, of)
  of.known!.addAll(all)
  for (const one of of.unknown) one.id = all.get(one.canonical) ?? 0
}

/**
 * Makes the addresses that were not found; what cannot be an address is parked. Lines come out in
 * the order of their addresses, as far as they came in in the order of their times.
 */
export async function identifyAddress(batch: Batch): Promise<void> {
  const { refused } = batch.addresses
  if (refused.size > 0) {
    keepOrPark(batch, ({ event, addressId, met }) => {
      if (addressId !== 0 || met !== null) return null
      const spelled = nameOfAddress(event.channel ?? 'email', event.address)
      return { field: 'address', reason: refused.get(spelled)! }
    })
  }
  const known: Line[] = []
  for (const line of batch.lines) (line.met?.lines ?? known).push(line)
  // Of what was read, some lines may have been parked on the way.
  const read = batch.addresses.read.filter((one) => one.lines.length > 0)
  await batch.lookedUp
  if (read.length === 0) return
  await makeStrangers(batch, read)
  batch.lines = inOrderOfAddresses(known, read)
}

async function makeStrangers({ tx, workspaceId }: Batch, read: readonly AddressRead[]) {
  const strangers = read.filter((one) => one.id === 0)
  const byCanonical = new Map(strangers.map((one) => [one.canonical, one]))
  const made = await meetAddresses(tx, workspaceId, byCanonical)
  for (const one of strangers) one.id = made.get(one.canonical)!
}

/** known: lines in the order of their addresses. */
function inOrderOfAddresses(known: readonly Line[], read: AddressRead[]): Line[] {
  read.sort((a, b) => a.id - b.id)
  const lines: Line[] = []
  let next = 0
  for (const one of read) {
    while (next < known.length && known[next]!.addressId <= one.id) lines.push(known[next++]!)
    for (const line of one.lines) {
      line.addressId = one.id
      lines.push(line)
    }
  }
  while (next < known.length) lines.push(known[next++]!)
  return lines
}
