import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { createUser } from '../../src/accounts/index.ts'
import type { Database } from '../../src/platform/database/index.ts'
import { ingestInChild } from '../child.ts'
import { startCluster } from '../cluster.ts'
import { describeServer, dropDatabase, makeDatabase, openWorld } from '../place.ts'
import { startHoming } from './homing.ts'
import { useScreens, type Used, type User } from './use.ts'

export const SCREENS_USAGE = `npm run bench -- --screens [--events N] [--json]

  --events N   events of the world (5000000)
  --json       the figures as one JSON document
`

const BATCH = 50_000
const ASKED_FOR_MS = 100
const USER: User = { email: 'reader@firm.example', password: 'quiet harbour lanterns at dusk' }

/** npm run bench -- --screens: uses the screens of a firm with millions of events in a browser. */
export async function measureScreens(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      screens: { type: 'boolean' },
      events: { type: 'string', default: '5000000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(SCREENS_USAGE)
  const given = process.env['BENCH_DATABASE_URL']
  const cluster = given ? { url: given, stop: async () => {} } : await startCluster()
  if (cluster === null) throw new Error('No PostgreSQL: install one, or set BENCH_DATABASE_URL.')
  const name = `homing_bench_${process.pid}_screens`
  try {
    process.stderr.write(`Node ${process.version}, ${cpus().length} cores\n`)
    process.stderr.write(`${await describeServer(cluster.url)}\n`)
    const url = await makeDatabase(cluster.url, name)
    const place = { engine: 'postgres', url, size: +values.events } as const
    const stream = { size: place.size, seed: 1, batchEvents: BATCH, lanes: 1 }
    await ingestInChild(place, stream)
    process.stderr.write('\n')
    const database = await openWorld(place)
    await makeReady(database).finally(() => database.close())
    const homing = await startHoming({ DATABASE_URL: url })
    try {
      const used = await useScreens(homing.url, USER)
      process.stdout.write(values.json ? `${JSON.stringify(used, null, 2)}\n` : told(used))
    } finally {
      await homing.end()
    }
  } finally {
    await dropDatabase(cluster.url, name)
    await cluster.stop()
  }
}

/** Somebody who may sign in; a connector that exists, which asks nobody; and statistics. */
async function makeReady(database: Database): Promise<void> {
  const workspace = { id: 1, name: 'Bench', timeZone: 'Europe/London', isDemo: false }
  const operator = { id: 'bench', name: 'Bench', email: '', kind: 'key', language: null } as const
  await createUser(
    { database, now: Date.now },
    { ...operator, role: 'administrator', workspace },
    { ...USER, name: 'A reader', role: 'administrator' },
  )
  const owner = await database.engine.lendAsOwner()
  try {
    await owner.query(`update connection set connector = 'constant-contact', status = 'paused',
      settings = '{"clientId": "bench"}'`)
    await owner.script('vacuum analyze')
  } finally {
    owner.release()
  }
}

function told(used: readonly Used[]): string {
  const cells = [
    ['what is done', 'answers ms', 'shown ms', 'at most ms'],
    ...used.map(({ what, answersMs, shownMs, shownMostMs }) => {
      return [what, ...[answersMs, shownMs, shownMostMs].map((ms) => String(Math.round(ms)))]
    }),
  ]
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)))
  const lines = cells.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))),
  )
  const slow = used.filter(({ answersMs }) => answersMs >= ASKED_FOR_MS).length
  return (
    lines.map((row) => `${row.join('  ')}\n`).join('')
    + `${used.length - slow} of ${used.length} answer in less than ${ASKED_FOR_MS} ms, as asked for\n`
  )
}
