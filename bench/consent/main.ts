import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import pg from 'pg'
import {
  askMayWrite,
  countEnding,
  countOptedOut,
  keepStandings,
  keptFor,
  listTopics,
  preferencesOf,
  previewPolicy,
} from '../../src/consent/index.ts'
import { previewSegment, tellUnmapped } from '../../src/lists/index.ts'
import { countPeople, listPeople, type PeopleQuery } from '../../src/people/index.ts'
import type { Database, Tx } from '../../src/platform/database/index.ts'
import { startCluster } from '../cluster.ts'
import { step } from '../load.ts'
import { describeServer, dropDatabase, makeDatabase, openWorld } from '../place.ts'
import { fillConsent, NOW, type ConsentGround } from './ground.ts'

export const CONSENT_USAGE = `npm run bench -- --consent [--people N] [--facts N] [--json]

  --people N   people, each with an address (100000)
  --facts N    consent facts (300000)
  --json       the figures as one JSON document
`

const TIMES = 7
const ASKED = 10_000

interface Figure {
  what: string
  /** The middle of TIMES. */
  ms: number
  statements: number
}

/** npm run bench -- --consent: measures the questions about consent on PostgreSQL. */
export async function measureConsent(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      consent: { type: 'boolean' },
      people: { type: 'string', default: '100000' },
      facts: { type: 'string', default: '300000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(CONSENT_USAGE)
  const given = process.env['BENCH_DATABASE_URL']
  const cluster = given ? { url: given, stop: async () => {} } : await startCluster()
  if (cluster === null) throw new Error('No PostgreSQL: install one, or set BENCH_DATABASE_URL.')
  const name = `homing_bench_${process.pid}_consent`
  try {
    process.stderr.write(`Node ${process.version}, ${cpus().length} cores\n`)
    process.stderr.write(`${await describeServer(cluster.url)}\n`)
    const url = await makeDatabase(cluster.url, name)
    const database = await openWorld({ engine: 'postgres', url, size: 0 })
    try {
      const sizes = { people: Number(values.people), facts: Number(values.facts) }
      const ground = await fillConsent(database, sizes)
      const { workspaceId } = ground
      await step('what is kept', () =>
        keepStandings(database, { workspaceId, now: NOW, factsMin: 1 }),
      )
      const figures = await measureAll(database, ground)
      process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : told(figures))
    } finally {
      await database.close()
    }
  } finally {
    await dropDatabase(cluster.url, name)
    await cluster.stop()
  }
}

async function measureAll(database: Database, ground: ConsentGround): Promise<Figure[]> {
  const { workspaceId, topicIds, addresses, personId } = ground
  const topicId = topicIds[0]!
  const asked = (about: number | null) => (tx: Tx) =>
    askMayWrite(
      tx,
      workspaceId,
      {
        channel: 'email',
        class: 'marketing',
        topicId: about,
        addresses: addresses.slice(0, ASKED),
      },
      NOW,
    )
  const considered = { topicId: null, consentNeeded: 'implied', seedIsExempt: false } as const
  const list = { state: 'all', limit: 100 } as const
  const about = (topicId: number | null) => ({ workspaceId, topicId, now: NOW })
  const segment = (is: 'may_write' | 'opted_out' | 'complained') => (tx: Tx) =>
    previewSegment(tx, about(null), {
      version: 1,
      where: { about: 'consent', is, topicId: null },
    })
  const left = (query: PeopleQuery) => (tx: Tx) =>
    listPeople(tx, workspaceId, { ...query, kept: keptFor({ workspaceId, now: NOW }, query) })
  const work: [string, (tx: Tx) => Promise<unknown>][] = [
    [`may we write, ${ASKED} addresses`, asked(null)],
    [`may we write about a topic, ${ASKED} addresses`, asked(topicId)],
    ['preferences of a person', (tx) => preferencesOf(tx, workspaceId, personId, NOW)],
    ['the topics', (tx) => listTopics(tx, workspaceId)],
    ['preview of a policy', (tx) => previewPolicy(tx, workspaceId, considered, NOW)],
    ['consent that ends soon', (tx) => countEnding(tx, { workspaceId, now: NOW, days: 30 })],
    ['how many people there are', (tx) => countPeople(tx, workspaceId)],
    ['how many left everything', (tx) => countOptedOut(tx, about(null))],
    ['how many left a topic', (tx) => countOptedOut(tx, about(topicId))],
    ['a segment: who may be written to', segment('may_write')],
    ['a segment: who left everything', segment('opted_out')],
    ['a segment: who complained', segment('complained')],
    ['a page of people', (tx) => listPeople(tx, workspaceId, list)],
    ['people who left everything', left({ ...list, state: 'opted_out' })],
    ['people who left a topic', left({ ...list, leftTopicId: topicId })],
    ['people who complained', left({ ...list, state: 'complained' })],
    [
      'people who left everything, of the views',
      (tx) => listPeople(tx, workspaceId, { ...list, state: 'opted_out' }),
    ],
    ['the look for unmapped groups', (tx) => tellUnmapped(tx, workspaceId)],
  ]
  const figures: Figure[] = []
  for (const [what, one] of work) {
    process.stderr.write(`${what} …\n`)
    figures.push(await measure(database, workspaceId, what, one))
  }
  return figures
}

async function measure(
  database: Database,
  workspaceId: number,
  what: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Figure> {
  const times: number[] = []
  let statements = 0
  for (let n = 0; n <= TIMES; n++) {
    const counted = countStatements()
    const begun = performance.now()
    await database.inWorkspace(workspaceId, work)
    // The first warms up.
    if (n > 0) times.push(performance.now() - begun)
    statements = counted.end()
  }
  times.sort((a, b) => a - b)
  return { what, ms: Math.round(times[Math.floor(TIMES / 2)]! * 10) / 10, statements }
}

/** Statements sent to the server while it counts, those that begin and end the transaction too. */
function countStatements() {
  const { query } = pg.Client.prototype
  let count = 0
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    count += 1
    return (query as (...given: unknown[]) => unknown).apply(this, given)
  } as typeof query
  return {
    end() {
      pg.Client.prototype.query = query
      return count
    },
  }
}

function told(figures: readonly Figure[]): string {
  return figures
    .map(({ what, ms, statements }) => `${what}: ${ms} ms, ${statements} statements\n`)
    .join('')
}
