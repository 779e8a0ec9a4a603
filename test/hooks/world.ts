import { rememberCampaign } from '../../src/campaigns/index.ts'
import { createServer, HookDoor, type DoorLimits } from '../../src/api/index.ts'
import { addHookKey, makeHookAddress, type By } from '../../src/connections/index.ts'
import type { Connector } from '../../src/connectors/index.ts'
import type { Homing } from '../../src/homing.ts'
import { createLog } from '../../src/log.ts'
import { Database } from '../../src/platform/database/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { standardHeaders } from '../connectors/hooks/signing.ts'
import { twoDoors } from '../connectors/hooks/two-doors.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'

export const SECRET = `whsec_${Buffer.from('twenty-four bytes of key').toString('base64')}`
export const OTHER_SECRET = `whsec_${Buffer.from('another twenty-four byte').toString('base64')}`

export interface HookWorld extends TestDatabase {
  homing: Homing
  by: By
  connectionId: number
  /** Where its deliveries go: /hooks/… */
  path: string
  door: HookDoor
  app: Awaited<ReturnType<typeof createServer>>
  logged: string[]
  /** Connections somebody was asked to read, in order. */
  asked: number[]
  tick(ms: number): void
  /** Another door over the same database, as another process has one. */
  anotherDoor(limits?: Partial<DoorLimits>): ReturnType<typeof createServer>
  /** Sends a signed delivery; what is given replaces what it would have been. */
  deliver(body: string, more?: Sending): Promise<Response>
  receipts(): Promise<{ status: string; reason: string | null; body: Uint8Array }[]>
  tally(): Promise<Record<string, number>>
}

export interface Sending {
  id?: string
  secrets?: string[]
  at?: number
  headers?: Record<string, string>
  /** Sent instead of the body that was signed. */
  sent?: BodyInit
  path?: string
  app?: HookWorld['app']
}

/** A connection to a vendor with both doors, an address and a secret, and nobody who works. */
export async function hookWorld(
  options: { limits?: Partial<DoorLimits>; connector?: Connector; beside?: HookWorld } = {},
): Promise<HookWorld> {
  const { limits = {}, connector = twoDoors, beside } = options
  // Beside another one's: a connection of its own in the same database, which costs no time.
  const test = beside ? { ...databaseOf(beside), close: async () => {} } : await freshDatabase()
  const { database, workspaceId } = test
  let ahead = 0
  const logged: string[] = []
  const asked: number[] = []
  const homing: Homing = {
    database,
    http: createHttp({ resolve: () => Promise.reject(new Error('No name is known here.')) }),
    jobs: {
      enqueueNow: async (_: string, { connectionId }: { connectionId: number }) =>
        void asked.push(connectionId),
    } as unknown as Homing['jobs'],
    secrets: new Secrets(Buffer.alloc(32, 7)),
    connectors: [connector],
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
    now: () => Date.now() + ahead,
    random: () => 0.5,
  }
  const by = { workspaceId, id: 'user-1', name: 'Ada Example' }
  const connectionId = await makeConnection(homing, workspaceId, connector.id)
  const { token } = await makeHookAddress(homing, by, connectionId, {
    endsOldNow: false,
    origin: 'https://homing.example',
  })
  if (connector.hooks?.keys.isNeeded) await addHookKey(homing, by, connectionId, SECRET)
  const door = new HookDoor(homing, limits)
  const serve = (hookDoor: HookDoor) => createServer(homing, { version: 'test', hookDoor })
  const app = await serve(door)
  const path = `/hooks/${token}`
  return {
    ...test,
    homing,
    by,
    connectionId,
    path,
    door,
    app,
    logged,
    asked,
    tick: (ms) => {
      ahead += ms
    },
    anotherDoor: (more = {}) => serve(new HookDoor(homing, more)),
    async deliver(body, { secrets = [SECRET], id = `msg_${body.length}`, ...more } = {}) {
      const signed = standardHeaders(body, secrets, { id, at: more.at ?? homing.now() })
      return (more.app ?? app).request(more.path ?? path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed, ...more.headers },
        body: more.sent ?? body,
      })
    },
    receipts: () =>
      database.inWorkspace(workspaceId, (tx) =>
        tx
          .selectFrom('receipt')
          .select(['status', 'reason', 'body'])
          .where('stream', '=', 'hook')
          .where('connection_id', '=', connectionId)
          .orderBy('id')
          .execute(),
      ),
    async tally() {
      await door.close()
      const rows = await database.inWorkspace(workspaceId, (tx) =>
        tx
          .selectFrom('hook_tally')
          .select(['outcome', 'deliveries'])
          .where('connection_id', '=', connectionId)
          .execute(),
      )
      return Object.fromEntries(rows.map((row) => [row.outcome, row.deliveries]))
    },
  }
}

function databaseOf({ database, workspaceId, otherWorkspaceId }: HookWorld) {
  // A handle of its own: one that a test breaks stays whole for the others.
  return { database: new Database(database.engine), workspaceId, otherWorkspaceId }
}

async function makeConnection(homing: Homing, workspaceId: number, connector: string) {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { id } = await tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector, name: 'Letters', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
}

/** Makes a campaign of the world's connection known, with its activity. */
export async function makeCampaign(world: HookWorld, activity: string, sentAt: number) {
  return world.database.inWorkspace(world.workspaceId, (tx) =>
    rememberCampaign(tx, world.workspaceId, world.connectionId, {
      id: `campaign of ${activity}`,
      name: `Letter ${activity}`,
      subject: '',
      status: 'sent',
      updatedAt: null,
      createdAt: null,
      fromName: '',
      fromAddress: '',
      sentAt,
      activities: [{ id: activity, role: 'primary_email' }],
    }),
  )
}

/** What the ledger holds, a line an event. */
export async function eventsOf(world: HookWorld): Promise<string[]> {
  const { rows } = await world.database.inWorkspace(world.workspaceId, (tx) =>
    sql<{ line: string }>`
      select e.kind || ' ' || a.canonical || ' '
        || to_char(e.occurred_at at time zone 'UTC', 'HH24:MI:SS.MS')
        || coalesce(' ' || l.url, '') as line
      from event e join address a on a.id = e.address_id left join link l on l.id = e.link_id
      order by 1`.execute(tx),
  )
  return rows.map(({ line }) => line)
}
