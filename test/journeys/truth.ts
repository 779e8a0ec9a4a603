import type { Call } from '../../src/api/contract/client.ts'

interface Truth {
  campaigns: {
    name: string
    activities: { rows: Record<string, { contactId: string; time: string }[]> }[]
  }[]
  contacts: { address: string; optOut?: { at: string } }[]
}

/** What the sandbox calls its rows, and what Homing calls the figure made of them. */
const KINDS = {
  sends: 'sent',
  opens: 'opens',
  clicks: 'clicks',
  forwards: 'forwards',
  bounces: 'bounces',
  optouts: 'optOuts',
} as const

export type Counts = Record<string, Record<string, number>>

export async function readTruth(sandboxUrl: string): Promise<Truth> {
  const response = await fetch(`${sandboxUrl}/_sandbox/truth`)
  return (await response.json()) as Truth
}

/** Rows of each kind of each campaign that was sent, as they really happened. */
export function countsOf(truth: Truth): Counts {
  return Object.fromEntries(
    truth.campaigns
      .map(({ name, activities }) => [name, rowsByKind(activities)] as const)
      .filter(([, counts]) => counts['sent']! > 0),
  )
}

function rowsByKind(activities: Truth['campaigns'][number]['activities']) {
  return Object.fromEntries(
    Object.entries(KINDS).map(([rows, figure]) => [
      figure,
      activities.reduce((sum, activity) => sum + (activity.rows[rows]?.length ?? 0), 0),
    ]),
  )
}

/** The same, as Homing's ledger counts it. */
export async function countsHeld(call: Call): Promise<Counts> {
  const { items } = await call('campaigns.list', { query: { status: 'sent', limit: 200 } })
  const held: Counts = {}
  for (const { id, name } of items) {
    const { allFigures } = await call('campaigns.show', { params: { campaignId: id } })
    held[name] = Object.fromEntries(
      Object.values(KINDS).map((figure) => [figure, allFigures![figure]!.total]),
    )
  }
  return held
}
