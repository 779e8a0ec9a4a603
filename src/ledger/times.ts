import { keepOrPark, type Batch } from './path.ts'

/** Nothing was mailed by an ESP before this: a time earlier is a fault in the data. */
const EARLIEST = Date.UTC(1995, 0, 1)
/** Vendors' clocks may run ahead of ours by this much. */
const AHEAD_MS_MAX = 24 * 3600 * 1000
/** A clock may be wrong, ours or the vendor's: what is ahead of it now may be right later. */
export const IN_THE_FUTURE = 'The time lies in the future.'

/** A row without a time takes the send's; what has no possible time is parked. */
export function settleTimes(batch: Batch): void {
  keepOrPark(batch, (line) => {
    line.occurredAt ??= line.common.campaignSentAt
    const reason = timeProblem(line.occurredAt, batch.now)
    return reason === null ? null : { field: 'occurredAt', reason }
  })
}

/** Why a time cannot be that of an event, as a sentence; null where it can. Epoch milliseconds. */
export function timeProblem(occurredAt: number | null, now: number): string | null {
  if (occurredAt === null) return 'There is no time, and the send of its campaign is not known yet.'
  if (!Number.isInteger(occurredAt)) return 'The time is no date.'
  if (occurredAt < EARLIEST) return 'The time lies before there was any mailing.'
  if (occurredAt > now + AHEAD_MS_MAX) return IN_THE_FUTURE
  return null
}
