import { lawFirm, type SandboxOptions } from '../../sandbox/index.ts'
import { createConnection, type SyncKind } from '../../src/connections/index.ts'
import { constantContact } from '../../src/connectors/esp/constant-contact/index.ts'
import { carryOut, showRun, startRun, type RunView } from '../../src/sync/index.ts'
import { makeWorld, type World } from '../connections/world.ts'
import { sql } from '../database.ts'

export interface SyncWorld extends World {
  connectionId: number
  /** Runs once, as a worker would, to its end; answers the run. */
  sync(options?: SyncOptions): Promise<RunView>
  /** What the ledger holds, in the words of the sandbox's truth. */
  held(): Promise<Held[]>
  told(): Held[]
  /** The differences between the two, a few of them spelled out; empty when there are none. */
  differences(): Promise<string[]>
}

export interface SyncOptions {
  campaignId?: number
  kinds?: SyncKind[]
  from?: 'schedule' | 'user'
  /** Requests after which the run gives way; it is taken up again at once. */
  sliceRequests?: number
}

/** A campaign's rows of one kind: address, time and link, sorted. */
export interface Held {
  campaign: string
  kind: string
  rows: string[]
}

/** Enough for a campaign of each shape, where how many people it goes to is not the point. */
export const FEW = { companies: 12, households: 8, unattached: 2 }
const SMALL = { companies: 40, households: 30, unattached: 10 }
const TWO_WEEKS_MS = 14 * 24 * 3600 * 1000

/** A sandbox with an account, a connection to it with tokens, and no pace or pause to wait for. */
export async function syncWorld(size = SMALL, more: SandboxOptions = {}): Promise<SyncWorld> {
  const started = { world: lawFirm(1, size), now: Date.now() - TWO_WEEKS_MS }
  return connected(await makeWorld({ ...started, ...more }))
}

/** The same in a world that is there. */
export async function connected(world: World): Promise<SyncWorld> {
  const hurried = {
    ...constantContact,
    pace: () => ({ budget: 'test', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }),
  }
  Object.assign(world.homing, {
    connectors: [hurried],
    jobs: { enqueue: async () => undefined },
    sleep: passesAtOnce,
  })
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  const connection = await createConnection(world.homing, world.by, {
    connector: 'constant-contact',
    settings: world.settings({ accessToken, refreshToken }),
  })
  const { workspaceId } = world.by
  return {
    ...world,
    connectionId: connection.id,
    async sync({ campaignId, kinds, from, sliceRequests } = {}) {
      const run = await startRun(world.homing, {
        workspaceId,
        connectionId: connection.id,
        campaignId: campaignId ?? null,
        ...(kinds && { kinds }),
        // A person's ask makes a waiting run go on at once.
        from: from ?? 'user',
        by: null,
      })
      const logged = world.log.length
      const show = () => world.test.database.inWorkspace(workspaceId, (tx) => showRun(tx, run.id))
      do {
        await carryOut(world.homing, workspaceId, run.id, {
          ...(sliceRequests && { sliceRequests }),
        })
      } while ((await show()).status === 'queued')
      const mistake = world.log.slice(logged).find((line) => line.includes('fault of ours'))
      if (mistake !== undefined) throw new Error(mistake)
      return show()
    },
    held: () => held(world),
    told: () => told(world),
    differences: async () => differences(await held(world), told(world)),
  }
}

/** A pause between two tries; how long they are is proved in test/connectors/sdk. */
async function passesAtOnce(_: number, signal?: AbortSignal): Promise<void> {
  await new Promise(setImmediate)
  signal?.throwIfAborted()
}

async function held(world: World): Promise<Held[]> {
  const { rows } = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql<{ campaign: string; kind: number; line: string }>`
      select c.name as campaign, e.kind, a.canonical || ' '
        || to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        || coalesce(' ' || l.url, '') as line
      from event e join campaign c on c.id = e.campaign_id join address a on a.id = e.address_id
      left join link l on l.id = e.link_id
      order by 1, 2, 3`.execute(tx),
  )
  const groups = new Map<string, Held>()
  for (const row of rows) {
    const kind = KINDS[row.kind]!
    const name = `${row.campaign} ${kind}`
    if (!groups.has(name)) groups.set(name, { campaign: row.campaign, kind, rows: [] })
    groups.get(name)!.rows.push(row.line)
  }
  return sorted([...groups.values()])
}

function told(world: World): Held[] {
  const all: Held[] = []
  for (const campaign of world.sandbox.truth().campaigns) {
    for (const kind of Object.values(KINDS)) {
      const rows = campaign.activities.flatMap((activity) =>
        activity.rows[kind].map((row) => {
          const link = 'url' in row && row.url ? ` ${row.url}` : ''
          return `${row.address.toLowerCase()} ${new Date(row.time).toISOString()}${link}`
        }),
      )
      if (rows.length > 0) all.push({ campaign: campaign.name, kind, rows })
    }
  }
  return sorted(all)
}

function sorted(groups: Held[]): Held[] {
  for (const group of groups) group.rows.sort()
  return groups.sort((a, b) => (a.campaign + a.kind < b.campaign + b.kind ? -1 : 1))
}

const KINDS: Record<number, 'sends' | 'opens' | 'clicks' | 'forwards' | 'bounces' | 'optouts'> = {
  1: 'sends',
  3: 'opens',
  4: 'clicks',
  5: 'forwards',
  6: 'bounces',
  7: 'optouts',
}

function differences(ours: Held[], theirs: Held[]): string[] {
  const flat = (groups: Held[]) =>
    groups.flatMap(({ campaign, kind, rows }) => rows.map((row) => `${campaign} ${kind} ${row}`))
  const [held, told] = [flat(ours), flat(theirs)]
  const [heldSet, toldSet] = [new Set(held), new Set(told)]
  const missing = told.filter((row) => !heldSet.has(row))
  const invented = held.filter((row) => !toldSet.has(row))
  if (told.length === 0)
    throw new Error('Nothing happened in this world: there is nothing to compare.')
  if (missing.length + invented.length === 0 && held.length === told.length) return []
  return [
    `${held.length} held, ${told.length} told`,
    ...missing.slice(0, 3).map((row) => `missing ${row}`),
    ...invented.slice(0, 3).map((row) => `invented ${row}`),
  ]
}
