import { identifyAddresses, parseEmail } from '../people/index.ts'
import { keepOrPark, type Batch } from './path.ts'

/** Finds or makes the address of each line; what cannot be an address is parked. */
export async function identifyAddress(batch: Batch): Promise<void> {
  const canonicals = new Map<string, string>()
  keepOrPark(batch, (line) => {
    if (canonicals.has(line.address)) return null
    const parsed = parseEmail(line.address)
    if (!parsed.ok) return { field: 'address', reason: parsed.reason }
    canonicals.set(line.address, parsed.canonical)
    return null
  })
  const seen = new Map<string, { address: string; name?: { first?: string; last?: string } }>()
  for (const line of batch.lines) {
    const canonical = canonicals.get(line.address)!
    if (!seen.has(canonical)) seen.set(canonical, { address: line.address, name: line.name })
  }
  const ids = await identifyAddresses(batch.tx, batch.workspaceId, seen)
  for (const line of batch.lines) line.addressId = ids.get(canonicals.get(line.address)!)!
}
