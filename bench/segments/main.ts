import { sql } from 'kysely'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { keepStandings } from '../../src/consent/index.ts'
import { previewSegment } from '../../src/lists/index.ts'
import type { SegmentNode } from '../../src/lists/segments/index.ts'
import type { Database } from '../../src/platform/database/index.ts'
import { startCluster } from '../cluster.ts'
import { NOW } from '../consent/ground.ts'
import { step } from '../load.ts'
import { describeServer, dropDatabase, makeDatabase, openWorld } from '../place.ts'
import { fillSegments, type SegmentGround } from './ground.ts'
import { questions } from './questions.ts'

export const SEGMENTS_USAGE = `npm run bench -- --segments [--people N] [--only TEXT] [--anew] [--json]

  --people N   people, each with an address and one fact of consent (1000000)
  --only TEXT  only questions with this text in their name ("may", "consent")
  --anew       with nothing kept of what was said: all is worked out each time
  --json       the figures as one JSON document
`

const TIMES = 5
const ASKED_FOR_MS = 1_000

interface Figure {
  question: string
  people: number
  /** The middle of TIMES. */
  ms: number
  /** Of the time it takes to look at every person once. */
  ratio: number
}

/** npm run bench -- --segments: counts typical segments of a large firm on PostgreSQL. */
export async function measureSegments(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      segments: { type: 'boolean' },
      people: { type: 'string', default: '1000000' },
      only: { type: 'string', default: '' },
      anew: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(SEGMENTS_USAGE)
  const given = process.env['BENCH_DATABASE_URL']
  const cluster = given ? { url: given, stop: async () => {} } : await startCluster()
  if (cluster === null) throw new Error('No PostgreSQL: install one, or set BENCH_DATABASE_URL.')
  const name = `homing_bench_${process.pid}_segments`
  try {
    process.stderr.write(`Node ${process.version}, ${cpus().length} cores\n`)
    process.stderr.write(`${await describeServer(cluster.url)}\n`)
    const url = await makeDatabase(cluster.url, name)
    const database = await openWorld({ engine: 'postgres', url, size: 0 })
    try {
      const ground = await fillSegments(database, +values.people)
      const { workspaceId } = ground
      if (!values.anew) {
        await step('standings', () =>
          keepStandings(database, { workspaceId, now: NOW, factsMin: 1 }),
        )
      }
      const asked = Object.entries(questions(ground)).filter(([name]) => name.includes(values.only))
      const figures = await measureAll(database, ground, asked)
      process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : told(figures))
    } finally {
      await database.close()
    }
  } finally {
    await dropDatabase(cluster.url, name)
    await cluster.stop()
  }
}

async function measureAll(
  database: Database,
  { workspaceId }: SegmentGround,
  asked: [string, SegmentNode][],
): Promise<Figure[]> {
  const inside = database.inWorkspace.bind(database)
  const once = await middle(async () => {
    await inside(workspaceId, (tx) =>
      sql`select count(*) from person where workspace_id = ${workspaceId} and length(name) > 0
        and merged_into is null`.execute(tx),
    )
  })
  const figures: Figure[] = []
  for (const [question, where] of asked) {
    let people = 0
    const ms = await middle(async () => {
      const asking = { workspaceId, now: NOW }
      const preview = await inside(workspaceId, (tx) =>
        previewSegment(tx, asking, { version: 1, where }),
      )
      people = preview.count
    })
    process.stderr.write(`  ${question}: ${ms} ms\n`)
    figures.push({ question, people, ms, ratio: Math.round((ms / once) * 10) / 10 })
  }
  return figures
}

async function middle(work: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n <= TIMES; n++) {
    const begun = performance.now()
    await work()
    // The first warms up.
    if (n > 0) times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  return Math.round(times[Math.floor(TIMES / 2)]!)
}

function told(figures: readonly Figure[]): string {
  const cells = [
    ['question', 'people', 'ms', 'times a look at everybody'],
    ...figures.map(({ question, people, ms, ratio }) => [question, people, ms, ratio].map(String)),
  ]
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)))
  const lines = cells.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))),
  )
  const slow = figures.filter(({ ms }) => ms >= ASKED_FOR_MS).length
  return (
    lines.map((row) => `${row.join('  ')}\n`).join('')
    + `${figures.length - slow} of ${figures.length} in less than a second, as asked for\n`
  )
}
