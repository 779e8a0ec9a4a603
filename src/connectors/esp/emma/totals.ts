import {
  count,
  Failure,
  type JsonObject,
  type RemoteTotals,
  type TotalDefinitions,
  type TotalsPart,
  type Vendor,
} from '../../sdk/index.ts'
import { getJson, objectOf, pathId } from './client.ts'

/** Each mailing is a request of its own; so many are asked for between two looks at the clock. */
const BATCH_MAX = 20

const SUMMARY = 'Emma, GET /response/{id}'
const UNSAID = 'What the figure counts is not said beyond its name; machines are not mentioned.'
const every = { counts: 'events', resends: 'each', machines: 'included', open: UNSAID } as const

/**
 * Only what has one meaning by its name is reconciled. Whether opened and forwarded count people or
 * happenings is not said, so they have no definition; clicked has clicked_unique beside it.
 */
const definitions: TotalDefinitions = {
  sent: { ...every, source: `${SUMMARY}: sent` },
  delivered: { ...every, source: `${SUMMARY}: delivered` },
  uniqueClicks: {
    ...every,
    counts: 'people',
    resends: 'once',
    by: 'contact',
    source: `${SUMMARY}: clicked_unique`,
  },
  clicks: { ...every, source: `${SUMMARY}: clicked, beside clicked_unique` },
  bounces: { ...every, source: `${SUMMARY}: bounced` },
  optOuts: { ...every, source: `${SUMMARY}: opted_out` },
}

export const totals: TotalsPart = {
  batchMax: BATCH_MAX,
  definitions,
  async read(vendor: Vendor, ids: string[]): Promise<RemoteTotals[]> {
    if (ids.length > BATCH_MAX) throw new Error(`More than ${BATCH_MAX} mailings at once.`)
    const told: RemoteTotals[] = []
    for (const id of ids) {
      const summary = await summaryOf(vendor, id)
      if (summary) told.push(readSummary(id, summary))
    }
    return told
  },
}

/** Null where the mailing was deleted. */
async function summaryOf(vendor: Vendor, id: string): Promise<JsonObject | null> {
  try {
    return objectOf(await getJson(vendor, `/response/${pathId(id)}`))
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}

/** Pure. A figure that is none is left out: it is then not told. */
export function readSummary(campaignId: string, summary: JsonObject): RemoteTotals {
  const figures = {
    sent: count(summary['sent']),
    delivered: count(summary['delivered']),
    opens: count(summary['opened']),
    clicks: count(summary['clicked']),
    uniqueClicks: count(summary['clicked_unique']),
    forwards: count(summary['forwarded']),
    bounces: count(summary['bounced']),
    optOuts: count(summary['opted_out']),
  }
  const told = Object.fromEntries(
    Object.entries(figures).filter(([, value]) => value !== undefined),
  )
  return { campaignId, ...told, countedAt: null }
}
