import { EVENT_KINDS, type EventKind } from '../connectors/index.ts'

/** The code of a kind in the tables; sent is 1. */
export function kindCode(kind: EventKind): number {
  return EVENT_KINDS.indexOf(kind) + 1
}

/** The kind a code of the tables stands for. Throws for any other number. */
export function kindOf(code: number): EventKind {
  const kind = EVENT_KINDS[code - 1]
  if (kind === undefined) throw new Error(`No event kind has the code ${code}.`)
  return kind
}

/** flags bit: the vendor gave no time, the send's was taken. */
export const TIME_IS_APPROXIMATE = 1
