import type { FeedbackEvent } from '../connectors/index.ts'
import { identifyAddresses, parseEmail } from '../people/index.ts'
import { keepOrPark, type Batch } from './path.ts'

/** One spelling of an address, met in any number of lines. */
interface Met {
  canonical: string
  address: string
  name?: { first?: string; last?: string }
}

/** Finds or makes the address of each line; what cannot be an address is parked. */
export async function identifyAddress(batch: Batch): Promise<void> {
  const spellings = new Map<string, Met>()
  keepOrPark(batch, (line) => {
    const { address } = line.event
    if (spellings.has(address)) return null
    const parsed = parseEmail(address)
    if (!parsed.ok) return { field: 'address', reason: parsed.reason }
    spellings.set(address, metIn(line.event, parsed.canonical))
    return null
  })
  const met = new Map<string, Met>()
  for (const one of spellings.values()) if (!met.has(one.canonical)) met.set(one.canonical, one)
  const ids = await identifyAddresses(batch.tx, batch.workspaceId, met)

  const idOf = new Map([...spellings].map(([address, one]) => [address, ids.get(one.canonical)!]))
  for (const line of batch.lines) line.addressId = idOf.get(line.event.address)!
}

function metIn({ address, name }: FeedbackEvent, canonical: string): Met {
  return name === undefined ? { canonical, address } : { canonical, address, name }
}
