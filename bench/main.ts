import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureActivities } from './activities/main.ts'
import { ingestInChild, readsInChild } from './child.ts'
import { startCluster, type Cluster } from './cluster.ts'
import { measureConsent } from './consent/main.ts'
import { measureHooks } from './hooks/main.ts'
import type { IngestFigures } from './ingest.ts'
import { optionsOf, USAGE, type Options } from './options.ts'
import { describeServer, dropDatabase, makeDatabase, type Place } from './place.ts'
import { measureProof } from './proof/main.ts'
import { measurePushes } from './pushes/main.ts'
import { measureSegments } from './segments/main.ts'
import { measureViews } from './views/main.ts'
import { tableOf, type EngineFigures } from './report.ts'

/** npm run bench: measures each engine in turn and prints one table. Words go to standard error. */
async function main(): Promise<void> {
  if (process.argv.includes('--hooks')) return measureHooks(process.argv.slice(2))
  if (process.argv.includes('--segments')) return measureSegments(process.argv.slice(2))
  if (process.argv.includes('--views')) return measureViews(process.argv.slice(2))
  if (process.argv.includes('--proof')) return measureProof(process.argv.slice(2))
  if (process.argv.includes('--consent')) return measureConsent(process.argv.slice(2))
  if (process.argv.includes('--activities')) return measureActivities(process.argv.slice(2))
  if (process.argv.includes('--pushes')) return measurePushes(process.argv.slice(2))
  if (process.argv.includes('--screens')) {
    // The browser is there for development alone.
    const { measureScreens } = await import('./screens/main.ts')
    return measureScreens(process.argv.slice(2))
  }
  const options = optionsOf(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(USAGE)
    return
  }
  say(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`)
  const figures: EngineFigures[] = []
  if (options.engines.includes('pglite')) figures.push(await onPglite(options))
  if (options.engines.includes('postgres')) {
    const measured = await onPostgres(options)
    if (measured !== null) figures.push(measured)
  }
  if (figures.length === 0) process.exitCode = 1
  else if (options.asJson) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  else process.stdout.write(`\n${tableOf(figures)}\n`)
}

async function onPglite(options: Options): Promise<EngineFigures> {
  say('PGlite')
  const folder = await mkdtemp(join(tmpdir(), 'homing-bench-'))
  const places = options.sizes.map((size): Place => {
    return { engine: 'pglite', folder: join(folder, String(size)), size }
  })
  try {
    return { engine: 'PGlite', worlds: await measure(places, options), sideBySide: null }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function onPostgres(options: Options): Promise<EngineFigures | null> {
  const cluster = await serverToUse()
  if (cluster === null) {
    say('No PostgreSQL: install one, or name one by BENCH_DATABASE_URL. Only PGlite is measured.')
    return null
  }
  const names: string[] = []
  const placeFor = async (name: string, size: number): Promise<Place> => {
    names.push(`homing_bench_${process.pid}_${name}`)
    return { engine: 'postgres', url: await makeDatabase(cluster.url, names.at(-1)!), size }
  }
  try {
    say(await describeServer(cluster.url))
    const places: Place[] = []
    for (const size of options.sizes) places.push(await placeFor(String(size), size))
    const worlds = await measure(places, options)
    const size = Math.min(SIDE_BY_SIDE_EVENTS, options.sizes.at(-1)!)
    const sideBySide = await ingestInChild(await placeFor('side_by_side', size), {
      size,
      seed: options.seed,
      batchEvents: options.batchEvents,
      lanes: SIDE_BY_SIDE_LANES,
    })
    process.stderr.write('\n')
    return { engine: 'PostgreSQL', worlds, sideBySide: { size, ingest: sideBySide } }
  } finally {
    for (const name of names) await dropDatabase(cluster.url, name)
    await cluster.stop()
  }
}

/** A server has a session for each connection that is synced; an embedded database has one. */
const SIDE_BY_SIDE_LANES = 2
const SIDE_BY_SIDE_EVENTS = 1_000_000

async function serverToUse(): Promise<Cluster | null> {
  const url = process.env['BENCH_DATABASE_URL']
  return url === undefined ? startCluster() : { url, stop: () => Promise.resolve() }
}

/** Fills the worlds one after the other, each in a process of its own, then reads them in turn. */
async function measure(places: Place[], { seed, batchEvents }: Options) {
  const ingests: IngestFigures[] = []
  for (const place of places) {
    ingests.push(await ingestInChild(place, { size: place.size, seed, batchEvents, lanes: 1 }))
    process.stderr.write('\n')
  }
  const reads = await readsInChild(places, seed)
  return places.map(({ size }, number) => {
    return { size, ingest: ingests[number]!, reads: reads[number]! }
  })
}

function say(words: string): void {
  process.stderr.write(`${words}\n`)
}

// Ctrl-C ends the measuring processes too; this one stays to stop the server and to clean up.
process.on('SIGINT', () => undefined)

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
