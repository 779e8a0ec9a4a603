import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { prepareGround } from './ground.ts'
import { ingest, type IngestFigures } from './ingest.ts'
import { openCopyTarget, openWorld, type Place } from './place.ts'
import { measureReads, type ReadFigures } from './reads.ts'
import type { Stream } from './world.ts'

/**
 * Each measurement has a process of its own, so that none sees the memory of another. What is
 * asked goes in as a message and the figures come back as one.
 */
export type Task =
  | { task: 'ingest'; place: Place; stream: Stream }
  | { task: 'reads'; places: Place[]; seed: number }

export function ingestInChild(place: Place, stream: Stream): Promise<IngestFigures> {
  return inChild({ task: 'ingest', place, stream })
}

export function readsInChild(places: Place[], seed: number): Promise<ReadFigures[]> {
  return inChild({ task: 'reads', places, seed })
}

function inChild<Figures>(task: Task): Promise<Figures> {
  const child = fork(fileURLToPath(import.meta.url), [CHILD])
  return new Promise((done, fail) => {
    let figures: Figures | undefined
    child.once('message', (message) => {
      figures = message as Figures
    })
    child.once('error', fail)
    child.once('exit', (code) => {
      if (code === 0 && figures !== undefined) done(figures)
      else fail(new Error(`The measurement ended with status ${code}.`))
    })
    child.send(task)
  })
}

const CHILD = 'as-child'

async function perform(task: Task): Promise<IngestFigures | ReadFigures[]> {
  if (task.task === 'reads') {
    const worlds = []
    // One after the other: several embedded databases that start at once only wait for each other.
    for (const place of task.places) worlds.push(await openWorld(place))
    const figures = await measureReads(worlds, task.seed)
    for (const world of worlds) await world.close()
    return figures
  }
  const database = await openWorld(task.place)
  const target = await openCopyTarget(task.place)
  const ground = await prepareGround(database, task.stream.lanes)
  const figures = await ingest(ground, target, task.stream)
  await target.close()
  await database.close()
  return figures
}

if (process.argv[2] === CHILD) {
  process.once('message', (task) => {
    perform(task as Task).then(
      (figures) => process.send!(figures, () => process.disconnect()),
      (error: unknown) => {
        process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`)
        process.exit(1)
      },
    )
  })
}
