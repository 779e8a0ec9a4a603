import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { pino } from 'pino'
import { createConnection } from '../../src/connections/index.ts'
import { connectors } from '../../src/connectors/index.ts'
import type { Homing } from '../../src/homing.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { carryOut, startRun, tellActivities } from '../../src/sync/index.ts'
import { makeFirm } from '../firm.ts'
import { openWorld } from '../place.ts'
import { addContacts, isCrm, startCrm, type Crm } from './crm.ts'
import { prepareCampaigns, reopenFew, sendAll, type Ground } from './ground.ts'

export const ACTIVITIES_USAGE = `npm run bench -- --activities [--crm NAME] [--campaigns N] [--people N] [--json]

  --crm NAME     the simulated CRM: suitecrm (usual) or salesforce
  --campaigns N  sent to everybody there, and opened by all (25)
  --people N     so many contacts more, of salesforce (0)
  --json         the figures as one JSON document
`
/** Turns after which a world that is not told is a fault: a turn tells of twenty campaigns. */
const TURNS_MAX = 1_000

interface Figures {
  what: string
  /** Entries, one a target and kind, that are new there or say more. */
  entries: number
  seconds: number
  perSecond: number
  calls: number
  callsPer1000: number | null
  /** Megabytes of the heap, at most. */
  heap: number
}

/** npm run bench -- --activities: tells a simulated CRM, on the embedded database. */
export async function measureActivities(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      activities: { type: 'boolean' },
      crm: { type: 'string', default: 'suitecrm' },
      people: { type: 'string', default: '0' },
      campaigns: { type: 'string', default: '25' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(ACTIVITIES_USAGE)
  process.stderr.write(`Node ${process.version}, ${cpus().length} cores\n`)
  const folder = await mkdtemp(join(tmpdir(), 'homing-bench-'))
  if (!isCrm(values.crm)) throw new Error('--crm is suitecrm or salesforce.')
  const crm = await startCrm(values.crm)
  try {
    const people = Number(values.people)
    if (people > 0) await addContacts(crm, people)
    const figures = await measureAll(folder, crm, Number(values.campaigns))
    process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : told(figures))
  } finally {
    crm.end()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureAll(folder: string, crm: Crm, campaigns: number): Promise<Figures[]> {
  const database = await openWorld({ engine: 'pglite', folder, size: 0 })
  let calls = 0
  const http = createHttp({
    allowPrivate: [new URL(crm.url).host],
    observe: () => void (calls += 1),
  })
  try {
    const workspaceId = await makeFirm(database)
    const homing = homingOf(database, http)
    const by = { workspaceId, id: 'bench', name: 'Bench' }
    const connection = await createConnection(homing, by, {
      connector: crm.connector,
      settings: crm.settings,
    })
    const place = { workspaceId, connectionId: connection.id }
    process.stderr.write('People of the CRM …\n')
    await bringPeople(homing, place)
    const ground = await prepareCampaigns(database, workspaceId, campaigns)
    const at = { homing, place, ground, calls: () => calls }
    await sendAll(ground)
    const first = await measure(at, 'first')
    await reopenFew(ground)
    return [first, await measure(at, '1 % opened again'), await measure(at, 'unchanged')]
  } finally {
    http.close()
    await database.close()
  }
}

interface At {
  homing: Homing
  place: { workspaceId: number; connectionId: number }
  ground: Ground
  calls(): number
}

/** Tells until nothing is due; counts what is there and was not, or says more. */
async function measure({ homing, place, calls }: At, what: string): Promise<Figures> {
  process.stderr.write(`${what} …\n`)
  const before = { calls: calls(), told: await toldOf(homing, place) }
  let heap = 0
  const timer = setInterval(() => {
    heap = Math.max(heap, process.memoryUsage().heapUsed / 1e6)
  }, 100)
  const begun = performance.now()
  let told = before.told
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    await tellActivities(homing, place)
    const now = await toldOf(homing, place)
    if (now.waiting === 0 && now.events === told.events) break
    told = now
  }
  clearInterval(timer)
  const seconds = (performance.now() - begun) / 1000
  const entries = told.entries - before.told.entries || told.events - before.told.events
  const made = calls() - before.calls
  return {
    what,
    entries,
    seconds: Math.round(seconds * 10) / 10,
    perSecond: Math.round(entries / seconds),
    calls: made,
    callsPer1000: entries === 0 ? null : Math.round((made / entries) * 10_000) / 10,
    heap: Math.round(heap),
  }
}

/** Entries there are, how often they say something happened, and targets that wait or failed. */
async function toldOf({ database }: Homing, { workspaceId, connectionId }: At['place']) {
  return database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ entries: number; events: number; waiting: number }>`
      select coalesce(sum((select count(*) from unnest(told) n where n > 0)), 0)::integer as entries,
        coalesce(sum((select sum(n) from unnest(told) n)), 0)::integer as events,
        (count(*) filter (where status <> 'done'))::integer as waiting
      from told_recipient
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}`.execute(tx)
    return rows[0]!
  })
}

async function bringPeople(homing: Homing, place: At['place']): Promise<void> {
  const ask = { ...place, campaignId: null, kinds: ['people' as const], by: null }
  const run = await startRun(homing, { ...ask, from: 'user' })
  const statusOf = () =>
    homing.database.inWorkspace(place.workspaceId, (tx) =>
      tx.selectFrom('run').select('status').where('id', '=', run.id).executeTakeFirstOrThrow(),
    )
  do {
    await carryOut(homing, place.workspaceId, run.id)
  } while ((await statusOf()).status === 'queued')
}

function homingOf(database: Homing['database'], http: Homing['http']): Homing {
  const noPace = { budget: 'bench', perSecond: 10_000, perDay: 100_000_000, dayStartsAtUtcHour: 0 }
  return {
    database,
    http,
    jobs: {
      enqueue: async () => {},
      enqueueNow: async () => {},
    } as unknown as Homing['jobs'],
    secrets: new Secrets(Buffer.alloc(32, 7)),
    connectors: connectors.map((one) => ({ ...one, pace: () => noPace })),
    log: pino({ level: 'error' }, process.stderr),
    now: Date.now,
    random: Math.random,
    // A job of the sandbox is done when it is asked for: nothing is to be waited for.
    sleep: async () => {},
  }
}

function told(figures: readonly Figures[]): string {
  return figures
    .map(
      (one) =>
        `${one.what}: ${one.entries} entries in ${one.seconds} s (${one.perSecond} a second), `
        + `${one.calls} calls (${one.callsPer1000 ?? 'no'} per 1,000), heap ${one.heap} MB\n`,
    )
    .join('')
}
