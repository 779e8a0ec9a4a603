import { serve } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { startSandbox, vendors, type Sandbox } from '../../sandbox/index.ts'
import { createServer, HookDoor } from '../../src/api/index.ts'
import { createConnection, makeHookAddress, type By } from '../../src/connections/index.ts'
import { emma } from '../../src/connectors/esp/emma/index.ts'
import type { Homing } from '../../src/homing.ts'
import { createLog } from '../../src/log.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { carryOut, followSignals, showRun, startRun } from '../../src/sync/index.ts'
import { smallWorld } from '../../faults/world.ts'
import { createRandom } from '../../sandbox/random.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { call, ids } from '../sandbox/emma/client.ts'

const TWO_WEEKS_MS = 14 * 24 * 3600_000
const PACE = { budget: 'emma', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }

export interface SignalWorld extends TestDatabase {
  homing: Homing
  by: By
  sandbox: Sandbox
  connectionId: number
  logged: string[]
  /** The door, where the vendor reaches it: http://127.0.0.1:… */
  origin: string
  tick(ms: number): void
  /** Makes the address and has it entered at the vendor; answers its path. */
  makeAddress(endsOldNow?: boolean): Promise<string>
  /** Posts to an address as the vendor would, or not quite. */
  post(path: string, body: string, headers?: Record<string, string>): Promise<number>
  /** What was posted is written down, and a worker follows it. */
  follow(): Promise<void>
  /** Reads everything, as the schedule does. */
  sync(): Promise<void>
  /** Carries out the runs that are open. */
  work(): Promise<void>
  /** What was asked of the vendor since the last time, as "GET /members/200012". */
  asked(): string[]
  /** What stands in the vendor's list: event and address. */
  lines(): Promise<string[]>
  runs(): Promise<{ campaignId: number | null; kinds: string[]; from: string }[]>
  optedOut(): Promise<string[]>
  spots(): Promise<{ about: string; id: string; isWaiting: boolean }[]>
  /** The vendor's number of a contact, or of a mailing. */
  memberOf(contactId: string): Promise<number>
  tally(): Promise<Record<string, number>>
}

/** An account at the simulated Emma that posts, over real HTTP, to the real door. */
export async function signalWorld(): Promise<SignalWorld> {
  const test = await freshDatabase()
  const { database, workspaceId } = test
  const sandbox = await startSandbox({
    esp: 'emma',
    enforceLimits: false,
    world: smallWorld(createRandom(5)),
    now: Date.now() - TWO_WEEKS_MS,
  })
  let ahead = 0
  const logged: string[] = []
  const http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const homing: Homing = {
    database,
    http,
    jobs: {
      enqueue: async () => undefined,
      enqueueNow: async () => undefined,
    } as unknown as Homing['jobs'],
    secrets: new Secrets(Buffer.alloc(32, 7)),
    connectors: [{ ...emma, pace: () => PACE }],
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
    now: () => Date.now() + ahead,
    random: () => 0.5,
  }
  const by = { workspaceId, id: 'user-1', name: 'Ada Example' }
  const settings = { apiUrl: sandbox.url, ...vendors.emma.keys }
  const { id: connectionId } = await createConnection(homing, by, { connector: 'emma', settings })
  const door = new HookDoor(homing)
  const app = await createServer(homing, { version: 'test', hookDoor: door })
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise<void>((done) => void server.once('listening', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const place = { workspaceId, connectionId }
  let seen = 0
  const inWorkspace = <T>(text: ReturnType<typeof sql<T>>) =>
    database.inWorkspace(workspaceId, async (tx) => (await text.execute(tx)).rows)

  const world: SignalWorld = {
    ...test,
    homing,
    by,
    sandbox,
    connectionId,
    logged,
    origin,
    tick: (ms) => {
      ahead += ms
    },
    async makeAddress(endsOldNow = false) {
      const made = await makeHookAddress(homing, by, connectionId, { endsOldNow, origin })
      await followSignals(homing, place)
      return `/hooks/${made.token}`
    },
    async post(path, body, headers = { 'content-type': 'application/json' }) {
      const answer = await fetch(origin + path, { method: 'POST', body, headers })
      await answer.arrayBuffer()
      return answer.status
    },
    async follow() {
      await door.close()
      await followSignals(homing, place)
    },
    async sync() {
      const ask = { ...place, campaignId: null, from: 'user', by: null } as const
      const { id } = await startRun(homing, ask)
      await carryOut(homing, workspaceId, id)
      const run = await database.inWorkspace(workspaceId, (tx) => showRun(tx, id))
      if (run.status !== 'done') throw new Error(`${run.status}: ${run.message}`)
    },
    async work() {
      const open = await inWorkspace(
        sql<{ id: number }>`select id from run where status in ('queued', 'waiting')`,
      )
      for (const { id } of open) await carryOut(homing, workspaceId, id)
    },
    asked() {
      const fresh = sandbox.requests.slice(seen)
      seen = sandbox.requests.length
      return fresh.map(({ method, path }) => `${method} ${path.replace(/^\/\d+/, '')}`)
    },
    async lines() {
      const { body } = await call<{ event: string; url: string }[]>(sandbox, 'GET /webhooks')
      world.asked()
      return body.map(({ event, url }) => `${event} ${url}`).sort()
    },
    runs: () =>
      inWorkspace(
        sql<{ campaignId: number | null; kinds: string[]; from: string }>`
          select campaign_id as "campaignId", kinds, started_from as "from" from run
          where started_from = 'signal' order by id`,
      ),
    async optedOut() {
      const rows = await inWorkspace(
        sql<{ address: string }>`select distinct a.canonical as address from consent_fact f
          join address a on a.id = f.address_id where not f.opted_in order by 1`,
      )
      return rows.map(({ address }) => address)
    },
    spots: () =>
      inWorkspace(
        sql<{ about: string; id: string; isWaiting: boolean }>`
          select about, remote_id as id, is_waiting as "isWaiting" from signal order by 1, 2`,
      ),
    async memberOf(contactId) {
      const { members } = (await ids(sandbox)) as unknown as {
        members: { id: number; contactId: string }[]
      }
      return members.find((one) => one.contactId === contactId)!.id
    },
    async tally() {
      await door.close()
      const rows = await inWorkspace(
        sql<{ outcome: string; deliveries: number }>`select outcome, deliveries from hook_tally`,
      )
      return Object.fromEntries(rows.map((row) => [row.outcome, Number(row.deliveries)]))
    },
    close: async () => {
      server.close()
      http.close()
      await sandbox.close()
      await test.close()
    },
  }
  return world
}
