import { sql } from 'kysely'
import type { Sandbox } from '../sandbox/index.ts'
import type { Database } from '../src/platform/database/index.ts'

/** What is not as the vendor knows it to have happened, in words; all empty when all is well. */
export interface Findings {
  /** Rows and opt-outs that happened and are not here. */
  lost: string[]
  /** Rows that are here more often than they happened, or never did. */
  doubled: string[]
  /** A person's or an address's state, a figure, a problem, that is not as it must be. */
  wrongFlags: string[]
}

const KINDS = {
  1: 'sends',
  3: 'opens',
  4: 'clicks',
  5: 'forwards',
  6: 'bounces',
  7: 'optouts',
} as const

/** The vendor's codes that say an address does not exist (API guide, "bounce codes"). */
const HARD_CODES = ['B', 'S']

/** Every row that has happened by now, one line each. */
export function told(sandbox: Sandbox): string[] {
  return sandbox.truth().campaigns.flatMap(({ campaignId, activities }) =>
    activities.flatMap(({ rows }) =>
      Object.values(KINDS).flatMap((kind) =>
        rows[kind].map((row) => {
          const link = 'url' in row && row.url !== undefined ? ` ${row.url}` : ''
          return `${campaignId} ${kind} ${row.address.toLowerCase()} ${row.time}${link}`
        }),
      ),
    ),
  )
}

/** Every event of the ledger, in the same words. */
export async function held(database: Database, workspaceId: number): Promise<string[]> {
  const { rows } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ campaign: string; kind: keyof typeof KINDS; line: string }>`
      select i.external_id as campaign, e.kind, a.canonical || ' '
        || to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        || coalesce(' ' || l.url, '') as line
      from event e join address a on a.id = e.address_id
      join campaign_identity i on i.campaign_id = e.campaign_id and i.kind = 'campaign'
      left join link l on l.id = e.link_id`.execute(tx),
  )
  return rows.map(({ campaign, kind, line }) => `${campaign} ${KINDS[kind]} ${line}`)
}

/** Compares everything that can be read off the ledger with what the vendor knows. */
export async function compare(
  database: Database,
  workspaceId: number,
  sandbox: Sandbox,
): Promise<Findings> {
  const theirs = told(sandbox)
  const ours = await held(database, workspaceId)
  const optOuts = await comparedOptOuts(database, workspaceId, sandbox)
  return {
    lost: [...surplus(theirs, ours), ...optOuts.lost],
    doubled: surplus(ours, theirs),
    wrongFlags: [
      ...optOuts.invented,
      ...(await wrongAddresses(database, workspaceId, sandbox)),
      ...(await wrongFigures(database, workspaceId, sandbox)),
    ],
  }
}

/** What is in one more often than in the other. */
export function surplus(one: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1)
  return one.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

async function comparedOptOuts(database: Database, workspaceId: number, sandbox: Sandbox) {
  const { campaigns, contacts } = sandbox.truth()
  const rows = campaigns.flatMap(({ activities }) => activities.flatMap((a) => a.rows.optouts))
  const leavers = [...rows, ...contacts.filter((contact) => contact.optOut !== undefined)]
  const theirs = new Set(leavers.map((one) => one.address.toLowerCase()))
  const { rows: facts } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ address: string }>`
      select a.canonical as address from opted_out_address o
      join address a on a.id = o.address_id`.execute(tx),
  )
  const ours = new Set(facts.map((fact) => fact.address))
  return {
    lost: [...theirs].filter((one) => !ours.has(one)).map((one) => `opt-out of ${one}`),
    invented: [...ours].filter((one) => !theirs.has(one)).map((one) => `${one} did not opt out`),
  }
}

async function wrongAddresses(database: Database, workspaceId: number, sandbox: Sandbox) {
  const rows = sandbox
    .truth()
    .campaigns.flatMap(({ activities }) => activities.flatMap((one) => one.rows.bounces))
  const hard = rows.filter(({ bounceCode }) => HARD_CODES.includes(bounceCode ?? ''))
  const theirs = new Set(hard.map((row) => row.address.toLowerCase()))
  const { rows: invalid } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ address: string }>`
      select canonical as address from address where bounced_at is not null`.execute(tx),
  )
  const ours = new Set(invalid.map((one) => one.address))
  return [
    ...[...theirs].filter((one) => !ours.has(one)).map((one) => `${one} should be invalid`),
    ...[...ours].filter((one) => !theirs.has(one)).map((one) => `${one} should be valid`),
  ]
}

/** A figure is the length of its log: people of each kind, and their events. */
async function wrongFigures(database: Database, workspaceId: number, sandbox: Sandbox) {
  const { rows } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ campaign: string; kind: keyof typeof KINDS; people: number; events: number }>`
      select i.external_id as campaign, n.kind, n.people, n.events::int as events
      from campaign_count n
      join campaign_identity i on i.campaign_id = n.campaign_id and i.kind = 'campaign'
      where n.kind in (1, 3, 4, 5, 6, 7) and n.events > 0`.execute(tx),
  )
  const ours = rows.map(
    (row) => `${row.campaign} ${KINDS[row.kind]}: ${row.people} people, ${row.events} events`,
  )
  const theirs = sandbox.truth().campaigns.flatMap(({ campaignId, activities }) =>
    Object.values(KINDS).flatMap((kind) => {
      const all = activities.flatMap((activity) => activity.rows[kind])
      const people = new Set(all.map((row) => row.address.toLowerCase())).size
      return all.length === 0
        ? []
        : [`${campaignId} ${kind}: ${people} people, ${all.length} events`]
    }),
  )
  return [
    ...surplus(theirs, ours).map((line) => `figure not shown: ${line}`),
    ...surplus(ours, theirs).map((line) => `figure wrongly shown: ${line}`),
  ]
}
