import type { Fault } from '../sandbox/index.ts'
import { QUIET, type Round } from './schedule.ts'

/** A day later the lists are read again, and with them whatever a fault is for. */
const ALONE_HOURS = 30

/** What was there in a round and met no request, and a round in which it is there alone. */
export interface Unmet {
  name: string
  alone: Round
}

/** Of a fault: it strikes at once. */
export function unmetFault(name: string, fault: Fault): Unmet {
  return { name, alone: { ...QUIET, hours: ALONE_HOURS, faults: [{ ...fault, after: 0 }] } }
}

/** What was to come at a request that was never made. */
export function notReached(round: Round, requests: number): Unmet[] {
  return (['wire', 'drift', 'rival'] as const).flatMap((name) => {
    const { [name]: planned } = round
    if (planned === null || planned.nth <= requests) return []
    return [{ name, alone: { ...QUIET, hours: ALONE_HOURS, [name]: { ...planned, nth: 1 } } }]
  })
}
