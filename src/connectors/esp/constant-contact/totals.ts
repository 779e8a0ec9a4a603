import {
  asObject,
  cleanText,
  count,
  Failure,
  isoTime,
  type JsonObject,
  type RemoteTotals,
  type TotalsPart,
  type Vendor,
} from '../../sdk/index.ts'
import { arrayOf, getJson, pathId } from './client.ts'
import { definitions } from './total-definitions.ts'

/** The contract allows 150 ids; fewer keep the address short for any proxy on the way. */
const BATCH_MAX = 50

/** The contract's own limit for activities. */
const ACTIVITIES_MAX = 10

export const totals: TotalsPart = {
  batchMax: BATCH_MAX,
  read: readTotals,
  definitions,
  ofActivities: { batchMax: ACTIVITIES_MAX, read: readOfActivities },
}

/**
 * One unknown campaign makes the vendor answer 404 for all of them (contract, getEmailSummary), so
 * the lot is then halved until the unknown stands alone: it has no totals, the others keep theirs.
 */
async function readTotals(vendor: Vendor, campaignIds: string[]): Promise<RemoteTotals[]> {
  if (campaignIds.length === 0) return []
  if (campaignIds.length > BATCH_MAX) throw new Error(`More than ${BATCH_MAX} campaigns at once.`)
  try {
    const path = `/reports/stats/email_campaigns/${campaignIds.map(pathId).join(',')}`
    return arrayOf(await getJson(vendor, path), 'results').flatMap((result) => {
      const read = readResult(result)
      return read && campaignIds.includes(read.campaignId) ? [read] : []
    })
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'not_found') throw error
    if (campaignIds.length === 1) return []
    const half = Math.ceil(campaignIds.length / 2)
    const first = await readTotals(vendor, campaignIds.slice(0, half))
    return [...first, ...(await readTotals(vendor, campaignIds.slice(half)))]
  }
}

/** An activity without any stats stands among the errors of the answer, and is left out. */
async function readOfActivities(vendor: Vendor, activityIds: string[]): Promise<RemoteTotals[]> {
  if (activityIds.length === 0) return []
  if (activityIds.length > ACTIVITIES_MAX) {
    throw new Error(`More than ${ACTIVITIES_MAX} activities at once.`)
  }
  const path = `/reports/stats/email_campaign_activities/${activityIds.map(pathId).join(',')}`
  return arrayOf(await getJson(vendor, path), 'results').flatMap((result) => {
    const read = readResult(result, 'campaign_activity_id')
    return read && activityIds.includes(read.campaignId) ? [read] : []
  })
}

/**
 * Pure. Null for a result that does not name what it is of. Delivered is not told by the vendor,
 * complaints only by activity.
 */
export function readResult(value: unknown, idField = 'campaign_id'): RemoteTotals | null {
  const result = asObject(value)
  const campaignId = cleanText(result?.[idField])
  if (!result || !campaignId) return null
  const stats = underscored(asObject(result['stats']) ?? {})
  const all: Omit<RemoteTotals, 'campaignId' | 'countedAt'> = {}
  for (const [name, key] of Object.entries(KEYS)) {
    const value = count(stats[key])
    if (value !== undefined) all[name as keyof typeof KEYS] = value
  }
  return { campaignId, ...all, countedAt: isoTime(result['last_refresh_time']) }
}

/** Contract, StatsEmail and StatsEmailActivity. Without _all a figure counts people. */
const KEYS = {
  sent: 'em_sends',
  opens: 'em_opens_all',
  uniqueOpens: 'em_opens',
  clicks: 'em_clicks_all',
  uniqueClicks: 'em_clicks',
  forwards: 'em_forwards',
  bounces: 'em_bounces',
  optOuts: 'em_optouts',
  complaints: 'em_abuse',
} as const

/** The guide writes em_opens.all where the contract writes em_opens_all: both are taken. */
function underscored(stats: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(stats).map(([key, v]) => [key.replaceAll('.', '_'), v]))
}
