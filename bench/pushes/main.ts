import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { pino } from 'pino'
import {
  choosePersons,
  createPush,
  decidePush,
  makeList,
  planPush,
  startPush,
  type PushOf,
} from '../../src/audience/index.ts'
import { createConnection } from '../../src/connections/index.ts'
import { connectors } from '../../src/connectors/index.ts'
import type { Homing } from '../../src/homing.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { pushConnection } from '../../src/sync/index.ts'
import { openWorld } from '../place.ts'
import { fillFirm } from './ground.ts'
import { startVendor } from './vendor.ts'

export const PUSHES_USAGE = `npm run bench -- --pushes [--people N] [--json]

  --people N   people who are put on a list (100000)
  --json       the figures as one JSON document
`

interface Figures {
  what: string
  put: number
  planSeconds: number
  pushSeconds: number
  perSecond: number
  calls: number
  /** Megabytes of the heap at most: in the first half of the push, and in the second. */
  heapFirst: number
  heapSecond: number
}

/** npm run bench -- --pushes: fills a list of the sandbox without limits, on the embedded database. */
export async function measurePushes(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pushes: { type: 'boolean' },
      people: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(PUSHES_USAGE)
  process.stderr.write(`Node ${process.version}, ${cpus().length} cores\n`)
  const folder = await mkdtemp(join(tmpdir(), 'homing-bench-'))
  const vendor = await startVendor()
  try {
    const figures = await measureAll(folder, vendor, Number(values.people))
    process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : told(figures))
  } finally {
    vendor.end()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureAll(
  folder: string,
  vendor: Awaited<ReturnType<typeof startVendor>>,
  people: number,
): Promise<Figures[]> {
  const database = await openWorld({ engine: 'pglite', folder, size: people })
  let calls = 0
  const http = createHttp({
    allowPrivate: [new URL(vendor.url).host],
    observe: () => void (calls += 1),
  })
  try {
    const workspaceId = await fillFirm(database, Math.ceil(people * 1.02))
    const homing = homingOf(database, http)
    const by = { workspaceId, id: 'bench', name: 'Bench' }
    const { id: connectionId } = await createConnection(homing, by, {
      connector: 'constant-contact',
      settings: vendor.settings,
    })
    const { id: listId } = await makeList(homing, { connectionId, name: 'Everybody', by })
    const at = { homing, by, connectionId, listId, calls: () => calls }
    const changed = Math.floor(people / 100)
    return [
      await measurePush(at, 'first sync', { from: 0, people }),
      await measurePush(at, '1 % changed', { from: changed, people }),
      await measurePush(at, 'unchanged', { from: changed, people }),
    ]
  } finally {
    http.close()
    await database.close()
  }
}

interface At {
  homing: Homing
  by: { workspaceId: number; id: string; name: string }
  connectionId: number
  listId: number
  calls(): number
}

/** One push that makes the list hold exactly a run of people, planned and carried out. */
async function measurePush(
  at: At,
  what: string,
  { from, people }: { from: number; people: number },
): Promise<Figures> {
  process.stderr.write(`${what} …\n`)
  const { homing, by, connectionId, listId } = at
  const { workspaceId } = by
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => homing.database.inWorkspace(workspaceId, work)
  const now = homing.now()
  const persons = sql`select id from person where workspace_id = ${workspaceId}
    order by id offset ${from} limit ${people}`
  const begun = performance.now()
  const of = await inTx(async (tx) => {
    const asked = { connectionId, cause: 'selection', isExact: true, by, now } as const
    const made = await createPush(tx, homing.connectors, asked)
    await choosePersons(tx, made, { listId, persons })
    await planPush(tx, { ...made, by, now })
    return made
  })
  await pushConnection(homing, { workspaceId, connectionId })
  const planned = performance.now()
  const calls = at.calls()
  const status = await statusOf(at, of)
  const steering = { ...of, by, now }
  await inTx((tx) =>
    status === 'held'
      ? decidePush(tx, { ...steering, decision: 'approve' })
      : startPush(tx, steering),
  )
  const heap = watchHeap()
  while (!['done', 'failed'].includes(await statusOf(at, of))) {
    await pushConnection(homing, { workspaceId, connectionId })
  }
  const seconds = (performance.now() - planned) / 1000
  const put = await settledOf(at, of)
  return {
    what,
    put,
    planSeconds: round((planned - begun) / 1000),
    pushSeconds: round(seconds),
    perSecond: Math.round(put / seconds),
    calls: at.calls() - calls,
    ...heap.end(),
  }
}

function homingOf(database: Homing['database'], http: Homing['http']): Homing {
  const noPace = { budget: 'bench', perSecond: 10_000, perDay: 100_000_000, dayStartsAtUtcHour: 0 }
  return {
    database,
    http,
    jobs: { enqueue: async () => {} } as unknown as Homing['jobs'],
    secrets: new Secrets(Buffer.alloc(32, 7)),
    connectors: connectors.map((one) => ({ ...one, pace: () => noPace })),
    log: pino({ level: 'error' }, process.stderr),
    now: Date.now,
    random: Math.random,
    // The sandbox's clock runs ahead: a short pause is a long one there.
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 100))),
  }
}

async function statusOf({ homing, by }: At, { pushId }: PushOf): Promise<string> {
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { rows } = await sql<{ status: string }>`
      select status from push where workspace_id = ${by.workspaceId} and id = ${pushId}`.execute(tx)
    return rows[0]!.status
  })
}

async function settledOf({ homing, by }: At, { pushId }: PushOf): Promise<number> {
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { rows } = await sql<{ done: number; failed: number }>`
      select (count(*) filter (where status = 'done'))::integer as done,
        (count(*) filter (where status = 'failed'))::integer as failed
      from push_item where workspace_id = ${by.workspaceId} and push_id = ${pushId}`.execute(tx)
    const { done, failed } = rows[0]!
    if (failed > 0) throw new Error(`${failed} people were not taken: there is nothing to measure.`)
    return done
  })
}

/** The heap at most in each half of what is watched. */
function watchHeap() {
  const seen: number[] = []
  const timer = setInterval(() => seen.push(process.memoryUsage().heapUsed / 1e6), 100)
  return {
    end() {
      clearInterval(timer)
      const half = Math.ceil(seen.length / 2)
      const most = (part: number[]) => Math.round(Math.max(0, ...part))
      return { heapFirst: most(seen.slice(0, half)), heapSecond: most(seen.slice(half)) }
    },
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function told(figures: readonly Figures[]): string {
  return figures
    .map(
      (one) =>
        `${one.what}: ${one.put} people, planned in ${one.planSeconds} s, pushed in `
        + `${one.pushSeconds} s (${one.perSecond} a second), ${one.calls} calls, heap `
        + `${one.heapFirst} then ${one.heapSecond} MB\n`,
    )
    .join('')
}
