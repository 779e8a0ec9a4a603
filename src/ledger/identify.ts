import type { FeedbackEvent } from '../connectors/index.ts'
import { identifyAddresses, parseEmail } from '../people/index.ts'
import type { Line } from './lines.ts'
import { keepOrPark, type Batch } from './path.ts'

/** One spelling of an address, met in any number of lines; id is 0 until it is found or made. */
interface Met {
  canonical: string
  address: string
  name?: { first?: string; last?: string }
  id: number
}

/**
 * Finds or makes the address of each line; what cannot be an address is parked. One that the run
 * has met is known by its canonical spelling, which nearly everybody uses, without being parsed.
 */
export async function identifyAddress(batch: Batch): Promise<void> {
  const spellings = new Map<string, Met>()
  const met: Met[] = []
  const waiting: Line[] = []
  keepOrPark(batch, (line) => {
    const { event } = line
    line.addressId = batch.known?.idOf(event.address) ?? 0
    if (line.addressId !== 0) return null
    let one = spellings.get(event.address)
    if (one === undefined) {
      const parsed = parseEmail(event.address)
      if (!parsed.ok) return { field: 'address', reason: parsed.reason }
      one = metIn(event, parsed.canonical)
      one.id = batch.known?.idOf(one.canonical) ?? 0
      spellings.set(event.address, one)
    }
    met.push(one)
    waiting.push(line)
    return null
  })
  await lookUp(
    batch,
    [...spellings.values()].filter((one) => one.id === 0),
  )
  waiting.forEach((line, place) => {
    line.addressId = met[place]!.id
  })
}

async function lookUp({ tx, workspaceId, known }: Batch, unknown: Met[]): Promise<void> {
  if (unknown.length === 0) return
  const canonicals = new Map<string, Met>()
  for (const one of unknown) {
    if (!canonicals.has(one.canonical)) canonicals.set(one.canonical, one)
  }
  const ids = await identifyAddresses(tx, workspaceId, canonicals, known)
  for (const one of unknown) one.id = ids.get(one.canonical)!
}

function metIn({ address, name }: FeedbackEvent, canonical: string): Met {
  return name === undefined ? { canonical, address, id: 0 } : { canonical, address, name, id: 0 }
}
