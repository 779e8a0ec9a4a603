import type { Call } from '../../api/contract/client.ts'
import { PAGE_MAX } from '../../api/contract/index.ts'
import { table, type Column } from '../table.ts'
import { number } from '../words.ts'

/** In the order of the table. Opens and clicks count all of them, machines' too. */
const TOTALS = [
  'sent',
  'delivered',
  'opens',
  'uniqueOpens',
  'clicks',
  'uniqueClicks',
  'forwards',
  'bounces',
  'optOuts',
] as const
type Totals = Record<(typeof TOTALS)[number], number>

const TITLES: Totals extends Record<infer Name, number> ? Record<Name, string> : never = {
  sent: 'SENT',
  delivered: 'DELIVERED',
  opens: 'OPENS',
  uniqueOpens: 'BY PEOPLE',
  clicks: 'CLICKS',
  uniqueClicks: 'BY PEOPLE',
  forwards: 'FORWARDS',
  bounces: 'BOUNCES',
  optOuts: 'OPT-OUTS',
}

export interface CampaignResult extends Totals {
  name: string
  /** The ESP's own totals; what it does not tell is absent. */
  esp: Partial<Totals>
}

/** A CRM beside the ESP. */
export interface CrmResult {
  /** As they were taken over from it. */
  people: number
  organizations: number
  /** As it holds them itself once it was told everything: rows, and people with flags. */
  campaigns: number
  activities: number
  optedOut: number
  invalid: number
}

export interface DemoResult {
  /** Events in the ledger. */
  events: number
  /** What import, connection and sync took together. */
  seconds: number
  campaigns: CampaignResult[]
  /** How many campaigns the simulated service has sent: as many must have come home. */
  campaignsSent: number
  people: { optedOut: number; invalidAddresses: number }
  /** Absent where the people came from a file. */
  crm?: CrmResult
}

/** What came home, as the API tells it. */
export async function readResult(
  call: Call,
  seconds: number,
): Promise<Omit<DemoResult, 'campaignsSent'>> {
  const counts = await call('people.count', {})
  return {
    events: await eventsWritten(call),
    seconds: Math.round(seconds * 10) / 10,
    campaigns: await readCampaigns(call),
    people: { optedOut: counts.optedOut, invalidAddresses: counts.invalidAddresses },
  }
}

/** Sent campaigns with their totals, newest first. */
export async function readCampaigns(call: Call): Promise<CampaignResult[]> {
  const query = { status: 'sent', limit: PAGE_MAX } as const
  const { items } = await call('campaigns.list', { query })
  return Promise.all(
    items.map(async ({ id }) => {
      const found = await call('campaigns.show', { params: { campaignId: id } })
      const all = seen(found.allFigures)
      return {
        name: found.name,
        sent: all.sent.total,
        // Messages, as sent is: one sent again counts again, one that bounced does not.
        delivered: all.sent.total - seen(all.bounces).total,
        opens: seen(all.opens).total,
        uniqueOpens: seen(all.opens).count,
        clicks: seen(all.clicks).total,
        uniqueClicks: seen(all.clicks).count,
        // People, as the ESP counts forwards, bounces and opt-outs.
        forwards: seen(all.forwards).count,
        bounces: seen(all.bounces).count,
        optOuts: seen(all.optOuts).count,
        esp: espTotals((found.esp ?? {}) as Partial<Totals>),
      }
    }),
  )
}

/** The demo asks as an administrator, from whom nothing is hidden. */
function seen<T>(value: T | null): T {
  if (value === null) throw new Error('Something is hidden from the demo.')
  return value
}

/** A table for people: each campaign, and under it how the ESP counts the same. */
export function resultTable(campaigns: readonly CampaignResult[]): string {
  type Line = { name: string } & Partial<Totals>
  const lines = campaigns.flatMap((one): Line[] => [one, { ...one.esp, name: '  the ESP says' }])
  const figures = TOTALS.map((name): Column<Line> => ({
    title: TITLES[name],
    value: (line) => (line[name] === undefined ? '-' : number(line[name])),
    isFigure: true,
  }))
  return table<Line>([{ title: 'CAMPAIGN', value: (line) => line.name }, ...figures], lines)
}

/** Runs of feedback tell what they wrote; what files and deliveries brought, its campaigns. */
async function eventsWritten(call: Call): Promise<number> {
  const { items } = await call('runs.list', { query: { limit: PAGE_MAX } })
  const runs = items.filter(({ kinds }) => kinds.includes('activities'))
  const byRuns = runs.reduce((sum, run) => sum + run.eventsWritten, 0)
  return byRuns > 0 ? byRuns : eventsCounted(call)
}

async function eventsCounted(call: Call): Promise<number> {
  const { items } = await call('campaigns.list', { query: { limit: PAGE_MAX } })
  let sum = 0
  for (const { id } of items) {
    const { allFigures: all } = await call('campaigns.show', { params: { campaignId: id } })
    for (const name of EVENT_FIGURES) sum += seen(seen(all)[name]).total
  }
  return sum
}

const EVENT_FIGURES = [
  ...(['sent', 'opens', 'clicks', 'forwards', 'bounces', 'optOuts'] as const),
  'complaints',
] as const

/** Delivered is what remains of the ESP's sends without its bounces, where it does not say. */
function espTotals(told: Partial<Totals>): Partial<Totals> {
  const { sent, bounces } = told
  const delivered = sent === undefined || bounces === undefined ? undefined : sent - bounces
  const all = { delivered, ...told }
  return Object.fromEntries(
    TOTALS.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  )
}
