import {
  count,
  Failure,
  type JsonObject,
  type RemoteTotals,
  type TotalDefinitions,
  type TotalsPart,
  type Vendor,
} from '../../sdk/index.ts'
import { getJson, pathId } from './client.ts'

/** Each message is a request of its own; so many are asked for between two looks at the clock. */
const BATCH_MAX = 20

const REPORT = 'API reference, "Get message report"'
const UNSAID = 'What the figure counts is not said beyond its name; machines are not mentioned.'
const every = { counts: 'events', resends: 'each', machines: 'included', open: UNSAID } as const
const unique = {
  counts: 'people',
  resends: 'once',
  by: 'address',
  machines: 'included',
  open: UNSAID,
} as const

const definitions: TotalDefinitions = {
  sent: { ...every, source: `${REPORT}: sent` },
  delivered: { ...every, source: `${REPORT}: delivered` },
  uniqueOpens: { ...unique, source: `${REPORT}: opened, the first of two figures` },
  opens: { ...every, source: `${REPORT}: opened, the second of two figures` },
  uniqueClicks: { ...unique, source: `${REPORT}: clicked, the first of two figures` },
  clicks: { ...every, source: `${REPORT}: clicked, the second of two figures` },
  bounces: { ...every, source: `${REPORT}: bounced` },
  optOuts: { ...every, source: `${REPORT}: optout` },
  complaints: { ...every, source: `${REPORT}: spam` },
}

export const totals: TotalsPart = {
  batchMax: BATCH_MAX,
  definitions,
  async read(vendor: Vendor, ids: string[]): Promise<RemoteTotals[]> {
    if (ids.length > BATCH_MAX) throw new Error(`More than ${BATCH_MAX} messages at once.`)
    const told: RemoteTotals[] = []
    for (const id of ids) {
      const report = await reportOf(vendor, id)
      if (report) told.push(readReport(id, report))
    }
    return told
  },
}

/** Null where the message was deleted. */
async function reportOf(vendor: Vendor, id: string): Promise<JsonObject | null> {
  try {
    return await getJson(vendor, `/message/${pathId(id)}/report`)
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}

/** Pure. A figure that is none is left out: it is then not told. */
export function readReport(campaignId: string, report: JsonObject): RemoteTotals {
  const [uniqueOpens, opens] = pair(report['opened'])
  const [uniqueClicks, clicks] = pair(report['clicked'])
  const figures = {
    sent: count(report['sent']),
    delivered: count(report['delivered']),
    uniqueOpens,
    opens,
    uniqueClicks,
    clicks,
    bounces: count(report['bounced']),
    optOuts: count(report['optout']),
    complaints: count(report['spam']),
  }
  const told = Object.fromEntries(
    Object.entries(figures).filter(([, value]) => value !== undefined),
  )
  return { campaignId, ...told, countedAt: null }
}

function pair(value: unknown): [number | undefined, number | undefined] {
  return Array.isArray(value) ? [count(value[0]), count(value[1])] : [undefined, undefined]
}
