import { setImmediate as nextTurn } from 'node:timers/promises'
import type { KnownAddresses } from '../people/index.ts'
import { readAddress, type AddressesRead } from './identify.ts'
import { lineMaker, type Arrived, type Common, type Line } from './lines.ts'

/** Events as far as they go without the database: half of what they cost this process. */
export interface Ready {
  lines: Line[]
  commons: Common[]
  addresses: AddressesRead
  /** Some of the events name the ESP's contact. */
  hasContacts: boolean
}

/** Events that are made ready before others get their turn: well under a millisecond. */
const SLICE_EVENTS = 500

/**
 * Makes lines of events, reads their addresses and puts them nearly into the order of the ledger.
 * Who has more events than a batch makes the next ready while one is written (Arrivals.meanwhile).
 * known: addresses that the run has met.
 */
export async function makeReady(
  arrived: readonly Arrived[],
  known: KnownAddresses | undefined,
): Promise<Ready> {
  const ready: Ready = {
    lines: [],
    commons: [],
    addresses: { spellings: new Map(), read: [], refused: new Map() },
    hasContacts: false,
  }
  const lineOf = lineMaker(ready.commons)
  for (const [place, one] of arrived.entries()) {
    const line = lineOf(one)
    readAddress(line, ready.addresses, known)
    ready.lines.push(line)
    if (one.event.contactId !== undefined) ready.hasContacts = true
    if ((place + 1) % SLICE_EVENTS === 0) await nextTurn()
  }
  ready.lines.sort(byAddressAndTime)
  await nextTurn()
  ready.addresses.read.sort((a, b) => (a.canonical < b.canonical ? -1 : 1))
  return ready
}

/** What is not known yet stands first, and is put in its place when it is. */
function byAddressAndTime(a: Line, b: Line): number {
  return a.addressId - b.addressId || (a.occurredAt ?? 0) - (b.occurredAt ?? 0)
}
