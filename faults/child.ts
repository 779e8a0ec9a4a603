import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { startSandbox, type Fault, type Sandbox } from '../sandbox/index.ts'
import { createRandom } from '../sandbox/random.ts'
import { workspaceIds } from '../src/accounts/index.ts'
import type { Call } from '../src/api/contract/client.ts'
import { createFirm } from '../src/cli/demo/job.ts'
import { startHomingProcess, type HomingProcess } from '../src/cli/demo/homing.ts'
import { connect } from '../src/cli/server.ts'
import { openDatabase } from '../src/platform/database/index.ts'
import { projectRoot } from '../src/project-root.ts'
import { CRASH_VARIABLE } from './crash-variable.ts'
import { espNamed, type Esp } from './esps/index.ts'
import { compare } from './oracle.ts'
import type { Played } from './inline.ts'
import { hasLastingKeys } from './palette.ts'
import { crashOf, type Crash, type Schedule } from './schedule.ts'
import { halfDone, notRebuilt, openProblems } from './standing.ts'
import { smallWorld } from './world.ts'

const DAYS_AGO_MS = 14 * 24 * 3_600_000
const KILLS = 2
const POLL_MS = 100
/** A run of a small world takes a second or two; a machine may be busy. */
const POLLS_MAX = 1_200

/**
 * Plays a schedule's world on real processes: Homing is started, killed by the kernel at a random
 * statement or request of its run, started again, and so on; the last one is left to finish. Then
 * its folder is opened and compared.
 */
export async function playChild(schedule: Schedule): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), 'homing-faults-'))
  const esp = espNamed(schedule.esp)
  const sandbox = await startSandbox({
    esp: esp.vendor,
    world: smallWorld(createRandom(`world/${schedule.seed}`)),
    seed: schedule.seed,
    now: Date.now() - DAYS_AGO_MS,
    enforceLimits: false,
    rowsPerPage: schedule.rowsPerPage,
  })
  try {
    sandbox.clock.runUntilQuiet()
    await sandbox.deliver()
    for (const fault of metByProcesses(schedule)) sandbox.faults.add(fault)
    const random = createRandom(`kills/${schedule.seed}`)
    const crashes = Array.from({ length: KILLS }, (): Crash => {
      return { ...crashOf(random), how: 'kill' }
    })
    const killed = await killAgainAndAgain({ folder, sandbox, esp }, crashes)
    const found = await judged({ folder, sandbox, esp })
    return { found, met: killed > 0 ? ['kill -9'] : [], unmet: [] }
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const QUICK = ['reset', 'truncated-body', 'duplicate-rows', 'drifted-rows']

/** Of a schedule's faults those that cost real processes no minutes and no human hand. */
export function metByProcesses({ esp, rounds }: Pick<Schedule, 'esp' | 'rounds'>): Fault[] {
  // Refused, lasting keys have to be entered again by somebody.
  const kinds = hasLastingKeys(espNamed(esp)) ? QUICK : [...QUICK, 'expired-token']
  return rounds.flatMap(({ faults }) => faults).filter(({ kind }) => kinds.includes(kind))
}

/** Where real processes are played with. */
interface Ground {
  folder: string
  sandbox: Sandbox
  esp: Esp
}

async function killAgainAndAgain(ground: Ground, crashes: Crash[]) {
  let killed = 0
  for (const [place, crash] of crashes.entries()) {
    const { homing, call } = await startHoming(ground, crash)
    // The run begins with the connection, so that it may be killed before we hear of either.
    const asked = place === 0 ? connectTo(call, ground) : Promise.resolve()
    const done = asked.then(() => untilAllIsDone(call)).catch(() => 'gone')
    const how = await Promise.race([homing.child.ended, done])
    if (how === 'SIGKILL' || how === 'gone') killed += 1
    homing.child.process.kill('SIGKILL')
    await homing.child.ended
  }
  const { homing, call } = await startHoming(ground, null)
  try {
    ground.sandbox.faults.clear()
    await untilAllIsDone(call)
    // The schedule's next run, asked for now: in half an hour it would come by itself.
    const { items } = await call('connections.list', {})
    await call('connections.sync', { params: { connectionId: items[0]!.id } })
    await untilAllIsDone(call)
    await homing.child.end()
  } finally {
    // Left alive where something was wrong, it would keep whoever plays from ending.
    homing.child.process.kill('SIGKILL')
  }
  return killed
}

async function startHoming({ folder, sandbox }: Ground, crash: Crash | null) {
  const preload = pathToFileURL(join(projectRoot(), 'dist', 'faults', 'preload.js')).href
  const { log } = sandbox.settings
  const homing: HomingProcess = await startHomingProcess({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'homing.log'),
    port: 0,
    mayCall: new URL(sandbox.url).host,
    env: {
      NODE_OPTIONS: `--import ${preload}`,
      [CRASH_VARIABLE]: JSON.stringify(crash),
      ...(log !== undefined && { LOG_FOLDERS: dirname(log) }),
    },
  })
  return { homing, call: connect(homing.server) }
}

async function connectTo(call: Call, { esp, sandbox }: Ground): Promise<void> {
  await createFirm(call)
  const settings = esp.settings(sandbox, sandbox.url)
  await call('connections.create', {
    body: { connector: esp.connector.id, name: 'ESP', settings },
  })
}

/** There was a run, and none is open any more. Throws where nobody answers. */
async function untilAllIsDone(call: Call): Promise<'done'> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const { items } = await call('runs.list', { query: { limit: 20 } })
    const isOpen = items.some((run) => run.status === 'queued' || run.status === 'running')
    if (items.length > 0 && !isOpen) return 'done'
    await sleep(POLL_MS)
  }
  throw new Error('The run does not end.')
}

async function judged({ folder, sandbox, esp }: Ground) {
  const migrationsDir = join(projectRoot(), 'migrations')
  const database = await openDatabase({ dataDir: join(folder, 'data'), migrationsDir })
  try {
    const [workspaceId] = await workspaceIds(database)
    const found = await compare({ database, workspaceId: workspaceId!, sandbox, esp })
    const problems = await openProblems(database, workspaceId!)
    return {
      ...found,
      wrongFlags: [
        ...found.wrongFlags,
        ...problems.map(({ cause, sentence }) => `still shown: ${cause}: ${sentence}`),
        ...(await halfDone(database, workspaceId!)),
        ...(await notRebuilt(database, workspaceId!)),
      ],
    }
  } finally {
    await database.close()
  }
}
