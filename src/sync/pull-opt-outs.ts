import { sql } from 'kysely'
import { contactAddresses } from '../lists/index.ts'
import { isDueAllOver, wasReadAllOver } from './all-over-again.ts'
import type { Pull } from './pull.ts'
import { readStream } from './read-stream.ts'

/** The vendor's dates may lag; opt-outs of this long before are read again, and known. */
const OVERLAP_MS = 24 * 3600 * 1000

/**
 * Reads the opt-outs that contact records state, since the last time: wishes expressed outside any
 * campaign, on a page of the ESP or by a colleague there. Part of every run, of one campaign too:
 * whoever asks for news gets the opt-outs.
 */
export async function pullOptOuts(at: Pull): Promise<void> {
  const part = at.connector.suppressions
  if (part === undefined) return
  const { run } = at.lease
  const row = await at.lease.inRun({ requests: at.takeRequests() }, (tx) =>
    tx
      .selectFrom('connection')
      .select('opt_outs_since')
      .where('id', '=', run.connectionId)
      .executeTakeFirstOrThrow(),
  )
  const isWhole = await isDueAllOver(at, 'opt-outs:all')
  const since = isWhole || row.opt_outs_since === null ? null : row.opt_outs_since.getTime()
  await readStream(at, {
    name: 'opt-outs',
    ask: { stream: 'opt-outs' },
    page: (cursor) =>
      part.page(at.vendor, since, cursor, (ids) =>
        at.lease.inRun({}, (tx) => contactAddresses(tx, run, ids)),
      ),
    isDeep: true,
  })
  if (since === null) await wasReadAllOver(at, 'opt-outs:all')
  // Never later than the newest opt-out it told: the vendor compares it with its own clock, and
  // ours may be days ahead. As long as it told none, all are asked for.
  await at.lease.inRun({ requests: at.takeRequests() }, (tx) =>
    sql`
      update connection set opt_outs_since = least(${run.startedAt}, opt_outs_told)
        - make_interval(secs => ${OVERLAP_MS / 1000})
      where id = ${run.connectionId} and opt_outs_told is not null`.execute(tx),
  )
}
