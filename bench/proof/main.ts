import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import {
  audienceProof,
  audienceRows,
  beginAudience,
  compareAudience,
  findAudience,
  freezeTargets,
  moveAudience,
  skipStrangers,
  skipTheLate,
  withAddresses,
} from '../../src/audience/index.ts'
import { lookForTheLate } from '../../src/sync/mailings/late.ts'
import type { Database, Tx } from '../../src/platform/database/index.ts'
import { startCluster } from '../cluster.ts'
import { fillConsent, NOW } from '../consent/ground.ts'
import { analyze } from '../firm.ts'
import { load } from '../load.ts'
import { describeServer, dropDatabase, makeDatabase, openWorld } from '../place.ts'

export const PROOF_USAGE = `npm run bench -- --proof [--people N] [--json]

  --people N   people a campaign is meant for, each with a fact of consent (100000)
  --json       the figures as one JSON document
`

/** The ESP holds one in so many fewer, and one in so many of its members is unsubscribed. */
const MISSING_EVERY = 50
const UNMAILABLE_EVERY = 40
const HOUR_MS = 3_600_000

type Figures = Record<string, number>

/** npm run bench -- --proof: freezes an audience, compares it, reads its proof, on PostgreSQL. */
export async function measureProof(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      proof: { type: 'boolean' },
      people: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(PROOF_USAGE)
  const given = process.env['BENCH_DATABASE_URL']
  const cluster = given ? { url: given, stop: async () => {} } : await startCluster()
  if (cluster === null) throw new Error('No PostgreSQL: install one, or set BENCH_DATABASE_URL.')
  const name = `homing_bench_${process.pid}_proof`
  try {
    process.stderr.write(`Node ${process.version}, ${cpus().length} cores\n`)
    process.stderr.write(`${await describeServer(cluster.url)}\n`)
    const url = await makeDatabase(cluster.url, name)
    const database = await openWorld({ engine: 'postgres', url, size: 0 })
    try {
      const figures = await measureAll(database, Number(values.people))
      const lines = Object.entries(figures).map(([what, ms]) => `${what.padEnd(40)}${ms} ms\n`)
      process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : lines.join(''))
    } finally {
      await database.close()
    }
  } finally {
    await dropDatabase(cluster.url, name)
    await cluster.stop()
  }
}

async function measureAll(database: Database, people: number): Promise<Figures> {
  const { workspaceId } = await fillConsent(database, { people, facts: people })
  const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inWorkspace(workspaceId, work)
  const of = { workspaceId, campaignId: await inside((tx) => makeCampaign(tx, workspaceId)) }
  const figures: Figures = {}
  const measure = async (what: string, work: (tx: Tx) => Promise<unknown>) => {
    const begun = performance.now()
    await inside(work)
    figures[what] = Math.round(performance.now() - begun)
    process.stderr.write(`  ${what}: ${figures[what]} ms\n`)
  }
  await measure('freeze', async (tx) => {
    const audience = (await findAudience(tx, of))!
    const persons = sql`select id as person_id from person where workspace_id = ${workspaceId}`
    await freezeTargets(tx, audience, { chosen: withAddresses(workspaceId, persons), now: NOW })
  })
  await load(database, workspaceId, (tx) => fillMembers(tx, of))
  await analyze(database)
  await measure('strangers who must not get it', async (tx) => {
    await skipStrangers(tx, (await findAudience(tx, of))!, NOW)
    await moveAudience(tx, of, sql`step = 'compared', read_at = ${new Date(NOW)}`)
  })
  await measure('compare', (tx) => compareAudience(tx, of))
  await measure('look for the late, each minute', async (tx) => {
    await skipTheLate(tx, (await findAudience(tx, of))!, NOW)
  })
  await measure('a tick with one scheduled', (tx) => lookForTheLate(tx, workspaceId, NOW))
  await measure('a tick where nothing moved', (tx) => lookForTheLate(tx, workspaceId, NOW))
  await measure('proof page', async (tx) => {
    await audienceProof(tx, of)
    await audienceRows(tx, of, { limit: 50 })
  })
  await measure('page of those who are missing', (tx) =>
    audienceRows(tx, of, { group: 'missing', limit: 50 }),
  )
  return figures
}

async function makeCampaign(tx: Tx, workspaceId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with made as (
      insert into campaign (workspace_id, name, status)
      values (${workspaceId}, 'A letter', 'scheduled') returning id
    )
    insert into campaign_draft (workspace_id, campaign_id, connection_id, wish, wishes, send_at,
      made_by, changed_by)
    select ${workspaceId}, m.id, (select min(n.id) from connection n
        where n.workspace_id = ${workspaceId}), 'scheduled', 1, ${new Date(NOW + HOUR_MS)},
      'bench', 'bench' from made m returning campaign_id as id`.execute(tx)
  const campaignId = rows[0]!.id
  await beginAudience(tx, { workspaceId, campaignId, wishes: 1, source: 'own_lists', topics: [] })
  return campaignId
}

/** What the ESP holds of the list: most of those who are meant. */
async function fillMembers(tx: Tx, of: { workspaceId: number; campaignId: number }): Promise<void> {
  await sql`
    insert into campaign_member (workspace_id, campaign_id, address_id, is_mailable, reading)
    select workspace_id, campaign_id, address_id, address_id % ${UNMAILABLE_EVERY}::integer <> 0, 1
    from campaign_target
    where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and reason = ''
      and address_id % ${MISSING_EVERY}::integer <> 1`.execute(tx)
}
