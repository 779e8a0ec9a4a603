import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startCluster } from '../cluster.ts'
import { describeServer, dropDatabase, makeDatabase } from '../place.ts'
import { startDoor } from './door-process.ts'
import { percentile, sendLoad, type LoadFigures } from './load.ts'

export const HOOKS_USAGE = `npm run bench -- --hooks [--rate N] [--seconds N] [--json]

  --rate N     deliveries a second, of ten events each (500)
  --seconds N  for so long (20)
  --json       the figures as one JSON document
`

/** What is asked for: 99 of 100 are answered, and on disk, this soon. */
const ASKED_P99_MS = 50
const WARM_UP_SECONDS = 3
/** One in a hundred is a repetition: vendors retry. */
const REPEAT_EVERY = 100

/** npm run bench -- --hooks: measures the hook door on PostgreSQL. */
export async function measureHooks(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      hooks: { type: 'boolean' },
      rate: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HOOKS_USAGE)
  const given = process.env['BENCH_DATABASE_URL']
  const cluster = given ? { url: given, stop: async () => {} } : await startCluster()
  if (cluster === null) throw new Error('No PostgreSQL: install one, or set BENCH_DATABASE_URL.')
  const name = `homing_bench_${process.pid}_hooks`
  try {
    say(`Node ${process.version}, ${cpus().length} cores`)
    say(await describeServer(cluster.url))
    const url = await makeDatabase(cluster.url, name)
    const load = { perSecond: Number(values.rate), seconds: Number(values.seconds) }
    const measured = await measure(url, load)
    if (values.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`)
    else process.stdout.write(told(measured))
    if (measured.lost > 0 || measured.doubled > 0) process.exitCode = 1
  } finally {
    await dropDatabase(cluster.url, name)
    await cluster.stop()
  }
}

interface Measured {
  perSecond: number
  seconds: number
  sent: number
  statuses: Record<number, number>
  p50: number
  p95: number
  p99: number
  most: number
  /** Processor time of the door's process for each delivery; the database's comes on top. */
  cpuMsEach: number
  acknowledged: number
  stored: number
  /** Acknowledged and not stored: must be none. */
  lost: number
  /** Stored more often than acknowledged: must be none while nothing else is sent. */
  doubled: number
}

async function measure(
  url: string,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Measured> {
  const door = await startDoor({ DATABASE_URL: url })
  const warm = await sendLoad(door.url, { perSecond, seconds: WARM_UP_SECONDS, repeatEvery: 0 })
  const cpuBefore = await door.cpuMs()
  const figures = await sendLoad(door.url, { perSecond, seconds, repeatEvery: REPEAT_EVERY })
  const cpuMs = (await door.cpuMs()) - cpuBefore
  await door.end()
  const stored = await countStored(url)
  const acknowledged = warm.acknowledged.size + figures.acknowledged.size
  return {
    perSecond,
    seconds,
    sent: figures.sent,
    statuses: figures.statuses,
    ...latenciesOf(figures),
    cpuMsEach: Math.round((cpuMs / figures.sent) * 1000) / 1000,
    acknowledged,
    stored,
    lost: Math.max(0, acknowledged - stored),
    doubled: Math.max(0, stored - acknowledged),
  }
}

function latenciesOf({ latencies }: LoadFigures) {
  const at = (part: number) => Math.round(percentile(latencies, part) * 10) / 10
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) }
}

async function countStored(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ stored: number }>(
      `select count(*)::int as stored from receipt where stream = 'hook'`,
    )
    return rows[0]!.stored
  } finally {
    await client.end()
  }
}

function told(measured: Measured): string {
  const { perSecond, seconds, sent, statuses, p50, p95, p99, most } = measured
  const answers = Object.entries(statuses).map(([status, count]) => `${count} x ${status}`)
  return [
    '',
    `${perSecond} deliveries a second of ten events for ${seconds} s: ${sent} sent`,
    `answers        ${answers.join(', ')}`,
    `answered in    p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, most ${most} ms`,
    `               (p99 asked for: ${ASKED_P99_MS} ms)`,
    `processor      ${measured.cpuMsEach} ms of the door's process for each`,
    `acknowledged   ${measured.acknowledged}, stored ${measured.stored} (warm-up included)`,
    '',
  ].join('\n')
}

function say(words: string): void {
  process.stderr.write(`${words}\n`)
}
