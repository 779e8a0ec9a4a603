import {
  findAddresses,
  meetAddresses,
  parseEmail,
  type AddressMet,
  type KnownAddresses,
} from '../people/index.ts'
import type { Line } from './lines.ts'
import { keepOrPark, type Batch } from './path.ts'

/** What reading addresses has told, by their spelling; nothing of those that were known. */
export interface AddressesRead {
  spellings: Map<string, Met>
  /** Why a spelling cannot be an address. */
  refused: Map<string, string>
}

/** An address in any of its spellings; id is 0 until it is found or made. */
interface Met extends AddressMet {
  canonical: string
  id: number
}

/**
 * Identifies a line by what the run has met, without parsing where the address is spelled
 * canonically, as nearly all are; otherwise reads its address. Pure but for the line.
 */
export function readAddress(
  line: Line,
  { spellings, refused }: AddressesRead,
  known: KnownAddresses | undefined,
): void {
  const { address, name } = line.event
  line.addressId = known?.idOf(address) ?? 0
  if (line.addressId !== 0 || spellings.has(address) || refused.has(address)) return
  const parsed = parseEmail(address)
  if (!parsed.ok) {
    refused.set(address, parsed.reason)
    return
  }
  const { canonical } = parsed
  const one = spellings.get(canonical) ?? { canonical, address, name, id: 0 }
  spellings.set(canonical, one)
  spellings.set(address, one)
}

/** Finds or makes the address of each line; what cannot be an address is parked. */
export async function identifyAddress(batch: Batch): Promise<void> {
  const { spellings, refused } = batch.addresses
  const waiting: Line[] = []
  keepOrPark(batch, (line) => {
    if (line.addressId !== 0) return null
    const reason = refused.get(line.event.address)
    if (reason !== undefined) return { field: 'address', reason }
    waiting.push(line)
    return null
  })
  const metOf = (line: Line) => spellings.get(line.event.address)!
  await findOrMake(batch, [...new Set(waiting.map(metOf))])
  for (const line of waiting) line.addressId = metOf(line).id
}

async function findOrMake({ tx, workspaceId, known }: Batch, met: Met[]): Promise<void> {
  // The batch before may have met some since they were read.
  for (const one of met) one.id = known?.idOf(one.canonical) ?? 0
  const unknown = met.filter((one) => one.id === 0)
  const canonicals = unknown.map((one) => one.canonical)
  const found = await findAddresses(tx, workspaceId, canonicals, known)
  for (const one of unknown) one.id = found.get(one.canonical) ?? 0
  const strangers = unknown.filter((one) => one.id === 0)
  const byCanonical = new Map(strangers.map((one) => [one.canonical, one]))
  const made = await meetAddresses(tx, workspaceId, byCanonical)
  for (const one of strangers) one.id = made.get(one.canonical)!
}
