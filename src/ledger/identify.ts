import type { FeedbackEvent } from '../connectors/index.ts'
import { identifyAddresses, parseEmail } from '../people/index.ts'
import { keepOrPark, type Batch } from './path.ts'

/** One spelling of an address, met in any number of lines. */
interface Met {
  canonical: string
  address: string
  name?: { first?: string; last?: string }
  id: number
}

/** Finds or makes the address of each line; what cannot be an address is parked. */
export async function identifyAddress(batch: Batch): Promise<void> {
  const spellings = new Map<string, Met>()
  const met: Met[] = []
  keepOrPark(batch, ({ event }) => {
    let one = spellings.get(event.address)
    if (one === undefined) {
      const parsed = parseEmail(event.address)
      if (!parsed.ok) return { field: 'address', reason: parsed.reason }
      spellings.set(event.address, (one = metIn(event, parsed.canonical)))
    }
    met.push(one)
    return null
  })
  const canonicals = new Map<string, Met>()
  for (const one of spellings.values()) {
    if (!canonicals.has(one.canonical)) canonicals.set(one.canonical, one)
  }
  const ids = await identifyAddresses(batch.tx, batch.workspaceId, canonicals, batch.known)
  for (const one of spellings.values()) one.id = ids.get(one.canonical)!
  batch.lines.forEach((line, place) => {
    line.addressId = met[place]!.id
  })
}

function metIn({ address, name }: FeedbackEvent, canonical: string): Met {
  return name === undefined ? { canonical, address, id: 0 } : { canonical, address, name, id: 0 }
}
