import { Refused } from '../../platform/refused.ts'

/** An event of the ledger is named by its primary key; the time is microseconds since 1970. */
export interface EventKey {
  addressId: number
  micros: string
  key: string
}

/** "1777798800000000_-81234_17", as the timeline's cursors have it: time, key, address. */
export function eventId({ micros, key, addressId }: EventKey): string {
  return `${micros}_${key}_${addressId}`
}

/** The parts of an event's id; refuses what is none. */
export function parseEventId(text: string): EventKey {
  const match = /^(\d{1,16})_(-?\d{1,19})_([1-9]\d{0,9})$/.exec(text)
  const key = match?.[2]
  const isKey = key !== undefined && BigInt.asIntN(64, BigInt(key)) === BigInt(key)
  if (!match || !isKey || Number(match[3]) > 2_147_483_647) {
    throw new Refused(404, 'There is no such event here.', {
      remedy: 'Take the id from a timeline, a log or a receipt.',
    })
  }
  return { micros: match[1]!, key, addressId: Number(match[3]) }
}
