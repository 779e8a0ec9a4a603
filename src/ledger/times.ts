import { keepOrPark, type Batch } from './path.ts'

/** Nothing was mailed by an ESP before this: a time earlier is a fault in the data. */
const EARLIEST = Date.UTC(1995, 0, 1)
/** Vendors' clocks may run ahead of ours by this much. */
const AHEAD_MS_MAX = 24 * 3600 * 1000

/** A row without a time takes the send's; what has no possible time is parked. */
export function settleTimes(batch: Batch): void {
  keepOrPark(batch, (line) => {
    const field = 'occurredAt'
    line.occurredAt ??= line.common.campaignSentAt
    if (line.occurredAt === null) {
      return { field, reason: 'There is no time, and the send of its campaign is not known yet.' }
    }
    if (!Number.isInteger(line.occurredAt)) {
      return { field, reason: 'The time is no date.' }
    }
    if (line.occurredAt < EARLIEST) {
      return { field, reason: 'The time lies before there was any mailing.' }
    }
    if (line.occurredAt > batch.now + AHEAD_MS_MAX) {
      return { field, reason: 'The time lies in the future.' }
    }
    return null
  })
}
