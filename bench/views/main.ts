import { sql } from 'kysely'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Database } from '../../src/platform/database/index.ts'
import { runView, sizeOfView } from '../../src/reports/index.ts'
import { viewDefinition, type WrittenView } from '../../src/reports/definitions/index.ts'
import { startCluster } from '../cluster.ts'
import { NOW } from '../consent/ground.ts'
import { load, step } from '../load.ts'
import { describeServer, dropDatabase, makeDatabase, openWorld } from '../place.ts'
import { fillSegments } from '../segments/ground.ts'
import { questions } from './questions.ts'

export const VIEWS_USAGE = `npm run bench -- --views [--people N] [--only TEXT] [--json]

  --people N   people; each stands for three and a half events (300000)
  --only TEXT  only views with this text in their name
  --json       the figures as one JSON document
`

const TIMES = 3
const ASKED_FOR_MS = 1_000
const PAGE = 50
/** An administrator sees everything. */
const NOTHING: ReadonlySet<never> = new Set()

interface Figure {
  view: string
  /** Rows or groups. */
  count: number
  /** The first page, the middle of TIMES. */
  pageMs: number
  /** The number of all, with measures over all. */
  sizeMs: number
}

/** npm run bench -- --views: runs typical views of a large firm on PostgreSQL. */
export async function measureViews(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      views: { type: 'boolean' },
      people: { type: 'string', default: '300000' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(VIEWS_USAGE)
  const given = process.env['BENCH_DATABASE_URL']
  const cluster = given ? { url: given, stop: async () => {} } : await startCluster()
  if (cluster === null) throw new Error('No PostgreSQL: install one, or set BENCH_DATABASE_URL.')
  const name = `homing_bench_${process.pid}_views`
  try {
    process.stderr.write(`Node ${process.version}, ${cpus().length} cores\n`)
    process.stderr.write(`${await describeServer(cluster.url)}\n`)
    const url = await makeDatabase(cluster.url, name)
    const database = await openWorld({ engine: 'postgres', url, size: 0 })
    try {
      const { workspaceId } = await fillSegments(database, +values.people)
      await fillOptOuts(database, workspaceId)
      const asked = Object.entries(questions()).filter(([view]) => view.includes(values.only))
      const figures = await measureAll(database, workspaceId, asked)
      process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : told(figures))
    } finally {
      await database.close()
    }
  } finally {
    await dropDatabase(cluster.url, name)
    await cluster.stop()
  }
}

/** Every hundredth recipient opted out, saying why. */
async function fillOptOuts(database: Database, workspaceId: number): Promise<void> {
  await load(database, workspaceId, (tx) =>
    step('opt-outs', async () => {
      await sql`insert into detail (workspace_id, kind, value)
        values (${workspaceId}, 'reason', 'too many mails')`.execute(tx)
      await sql`update recipient r set opt_outs = 1, first_opt_out_at = first_sent_at,
          last_opt_out_at = first_sent_at, opt_out_detail_id = d.id
        from detail d where d.workspace_id = r.workspace_id and d.kind = 'reason'
          and r.workspace_id = ${workspaceId} and r.address_id % 100 = 7`.execute(tx)
    }),
  )
  const owner = await database.engine.lendAsOwner()
  try {
    await step('vacuum', () => owner.script('vacuum analyze'))
  } finally {
    owner.release()
  }
}

async function measureAll(
  database: Database,
  workspaceId: number,
  views: [string, WrittenView][],
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [view, written] of views) {
    const definition = viewDefinition.parse(written)
    const asked = { workspaceId, now: NOW, given: {}, definition, hidden: NOTHING }
    const pageMs = await middle(() =>
      database.inWorkspace(workspaceId, (tx) => runView(tx, asked, { limit: PAGE })),
    )
    let count = 0
    const sizeMs = await middle(async () => {
      const size = await database.inWorkspace(workspaceId, (tx) => sizeOfView(tx, asked))
      count = size.count
    })
    process.stderr.write(`  ${view}: page ${pageMs} ms, size ${sizeMs} ms\n`)
    figures.push({ view, count, pageMs, sizeMs })
  }
  return figures
}

async function middle(work: () => Promise<unknown>): Promise<number> {
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
    ['view', 'rows', 'first page ms', 'size ms'],
    ...figures.map(({ view, count, pageMs, sizeMs }) => [view, count, pageMs, sizeMs].map(String)),
  ]
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)))
  const lines = cells.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))),
  )
  const slow = figures.filter(({ pageMs }) => pageMs >= ASKED_FOR_MS).length
  return (
    lines.map((row) => `${row.join('  ')}\n`).join('')
    + `${figures.length - slow} of ${figures.length} pages in less than a second, as asked for\n`
  )
}
