import { dirname } from 'node:path'
import { pino } from 'pino'
import {
  startFaultProxy,
  startSandbox,
  type FaultProxy,
  type ProxyFault,
  type Sandbox,
} from '../sandbox/index.ts'
import { createRandom } from '../sandbox/random.ts'
import { changeConnection, createConnection } from '../src/connections/index.ts'
import { decideHeldChange, listHeldChanges } from '../src/lists/index.ts'
import type { Database } from '../src/platform/database/index.ts'
import { GrownFiles } from '../src/platform/grown-file.ts'
import { createHttp, type Http, type HttpLimits } from '../src/platform/http/index.ts'
import { Secrets } from '../src/platform/secrets/index.ts'
import { constantContact } from './esps/constant-contact.ts'
import { espNamed, type Esp } from './esps/index.ts'
import { Life, type Ground } from './life.ts'
import type { Schedule } from './schedule.ts'
import { smallWorld } from './world.ts'

const HOUR_MS = 3_600_000

/**
 * A time-out that takes as long as a real one would make every run a matter of minutes. A machine
 * that is busy may be as slow, so it holds only while something is there that is to time out.
 */
export const IMPATIENT: Partial<HttpLimits> = {
  connectMs: 1_000,
  headersMs: 700,
  bodyStallMs: 300,
  wholeMs: 1_500,
}

/** An ESP's account with its world, a wire to it, and a connection of ours. */
export interface Account {
  esp: Esp
  sandbox: Sandbox
  proxy: FaultProxy
  database: Database
  workspaceId: number
  connectionId: number
  log: string[]
  /** Our own clock, epoch milliseconds. */
  now(): number
  newLife(): Life
  /** What is there by now is brought, where nobody asks for it, as far as the troubles let it. */
  bring(life: Life, troubles?: readonly string[]): Promise<void>
  /** Time goes by for everybody, the database's own deadlines included. */
  letPass(ms: number): Promise<void>
  /** Somebody corrects our clock where it is behind, and the vendor's story comes to its end. */
  clocksRight(): Promise<void>
  /** What somebody does at the screen who reads that the authorisation is gone. */
  authoriseAgain(): Promise<void>
  /** And who reads that a change waits for a word: it is as the service says. */
  approveChanges(): Promise<void>
  close(): Promise<void>
}

export async function openAccount(
  at: { database: Database; workspaceId: number },
  schedule: Pick<Schedule, 'seed' | 'esp' | 'rowsPerPage' | 'skewHours'>,
): Promise<Account> {
  const { database, workspaceId } = at
  const esp = espNamed(schedule.esp)
  const sandbox = await startSandbox({
    esp: esp.vendor,
    world: smallWorld(createRandom(`world/${schedule.seed}`)),
    seed: schedule.seed,
    now: Date.now() - schedule.skewHours * HOUR_MS,
    ceiling: () => Infinity,
    enforceLimits: false,
    rowsPerPage: schedule.rowsPerPage,
  })
  const wire = await startFaultProxy(sandbox)
  let onWire: ProxyFault['kind'] = 'pass'
  const proxy: FaultProxy = {
    ...wire,
    set(fault) {
      onWire = fault.kind
      wire.set(fault)
    },
  }
  const log: string[] = []
  let ahead = 0
  const http = createPatient(new URL(proxy.url).host, () => {
    const isThere = (kind: string) => SLOW.includes(kind)
    return isThere(onWire) || sandbox.faults.pending().some(({ kind }) => isThere(kind))
  })
  const ground: Ground = {
    engine: database.engine,
    http,
    logs: logsOf(sandbox),
    connector: esp.connector,
    ...(esp.wire?.tokenPath && { tokenUrl: proxy.url + esp.wire.tokenPath }),
    secrets: new Secrets(Buffer.alloc(32, 7)),
    log: pino({ level: 'warn' }, { write: (line: string) => void log.push(line) }),
    now: () => Date.now() + ahead,
    letPass: (ms) => void (ahead += ms),
  }
  const by = { workspaceId, id: 'faults', name: 'Faults' }
  const author = new Life(ground).homing
  const connection = await createConnection(author, by, {
    connector: esp.connector.id,
    settings: esp.settings(sandbox, proxy.url),
  })
  await esp.prepare?.(author, by, connection.id)
  const letPass = async (ms: number) => {
    ahead += ms
    sandbox.clock.advance(ms)
    await sandbox.deliver()
    await moveDeadlines(database, ms)
  }
  return {
    ...{ esp, sandbox, proxy, database, workspaceId, log },
    connectionId: connection.id,
    now: ground.now,
    newLife: () => new Life(ground),
    bring: (life, troubles = []) =>
      life.serve(async (homing) => {
        const brought = { sandbox, homing, by, connectionId: connection.id }
        await esp.bring?.(brought, troubles)
        await esp.signal?.(brought)
      }),
    letPass,
    async clocksRight() {
      await letPass(Math.max(0, sandbox.world.story.quietAt - sandbox.clock.now()))
      ahead += Math.max(0, sandbox.clock.now() - ground.now())
    },
    async authoriseAgain() {
      await changeConnection(author, by, connection.id, { settings: esp.proof(sandbox) })
    },
    async approveChanges() {
      await database.inWorkspace(workspaceId, async (tx) => {
        for (const { id } of await listHeldChanges(tx, connection.id)) {
          const now = ground.now()
          await decideHeldChange(tx, { workspaceId, id, decision: 'approve', by, now })
        }
      })
    },
    async close() {
      http.close()
      await proxy.close()
      await sandbox.close()
    },
  }
}

/** After which an answer never comes, or not to its end. */
const SLOW = ['timeout', 'slow-body', 'half-open', 'drip']

function createPatient(host: string, isSlow: () => boolean): Http {
  const patient = createHttp({ allowPrivate: [host] })
  const impatient = createHttp({ allowPrivate: [host], limits: IMPATIENT })
  return {
    ...patient,
    exchange: (ask) => (isSlow() ? impatient : patient).exchange(ask),
    close() {
      patient.close()
      impatient.close()
    },
  }
}

/** Settings by which a connection finds a simulated Constant Contact, tokens included. */
export function settingsFor(sandbox: Sandbox, url: string): Record<string, unknown> {
  return constantContact.settings(sandbox, url)
}

/** Where a service writes down what it did instead of telling it. */
function logsOf({ settings }: Sandbox): GrownFiles | undefined {
  return settings['log'] === undefined ? undefined : new GrownFiles([dirname(settings['log'])])
}

/** The database's clock cannot be moved; what it measures against it can. */
async function moveDeadlines(database: Database, ms: number): Promise<void> {
  const owner = await database.engine.lendAsOwner()
  const by = `make_interval(secs => ${ms / 1000})`
  try {
    await owner.script(`
      update pace set blocked_until = blocked_until - ${by}, next_slot_at = next_slot_at - ${by};
      update problem set next_try_at = next_try_at - ${by};
      update stream set completed_at = completed_at - ${by}, deep_at = deep_at - ${by};
      update connection set refresh_lease_until = refresh_lease_until - ${by},
        token_calls = array(select at - ${by} from unnest(token_calls) as at);
      update run set lease_until = lease_until - ${by}, queued_at = queued_at - ${by},
          waiting_until = waiting_until - ${by}
        where status in ('queued', 'running', 'waiting')`)
  } finally {
    owner.release()
  }
}
