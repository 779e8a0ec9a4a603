import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import { createVendorHttp, type TokenSource, type Vendor } from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { WorldFault } from '../conformance.ts'
import type { ActivitiesStage, HeldEntry } from '../activities-conformance.ts'
import type { PeopleStage, TrueRecord } from '../people-conformance.ts'
import type { Person } from '../told-targets.ts'
import { staged } from '../staged.ts'

const { username, password } = vendors.suitecrm.login

type Lacking = 'quota' | 'next_is_itself'

const FAULTS: Record<Exclude<WorldFault, Lacking>, Fault> = {
  throttled: { kind: 'throttle' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  scope_missing: told(40, 'Access Denied'),
  not_found: told(20, 'Module Does Not Exist'),
  bad_request: told(1001, 'Invalid data sent'),
  malformed_rows: { kind: 'malformed-row', variant: 'impossible-date' },
}

function told(number: number, name: string): Fault {
  return { kind: 'status', status: 200, body: { name, number, description: 'So it is.' } }
}

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 2000, bodyStallMs: 2000, wholeMs: 6000 }

export function settingsFor(sandbox: Sandbox) {
  return { siteUrl: sandbox.url, username }
}

/** A real line to the sandbox: real HTTP and sessions; only the waiting is not real. */
export function lineTo(sandbox: Sandbox): Vendor {
  let session: string | null = null
  const renew = async () => {
    session = (await suiteCrm.keys!.open!(unproved(sandbox), { password })).proof
    return session
  }
  return lineWith(sandbox, { current: async () => session ?? renew(), renew })
}

/** The same without a session: to open one. */
export function unproved(sandbox: Sandbox): Vendor {
  const none = async () => ''
  return lineWith(sandbox, { current: none, renew: none })
}

function lineWith(sandbox: Sandbox, tokens: TokenSource): Vendor {
  const settings = settingsFor(sandbox)
  const clock = fakeClock(sandbox.clock.now())
  const http = createVendorHttp({
    connector: suiteCrm,
    settings,
    tokens,
    pace: { take: async () => {}, block: () => {} },
    http: httpFor(sandbox),
    clock,
  })
  return { settings, now: clock.now, http }
}

const clients = new WeakMap<Sandbox, Http>()

export function httpFor(sandbox: Sandbox): Http {
  const allowPrivate = [new URL(sandbox.url).host]
  const http = clients.get(sandbox) ?? createHttp({ allowPrivate, limits: LIMITS })
  clients.set(sandbox, http)
  return http
}

export type Row = Record<string, string | null>

/** What stands in the CRM's database, and what its users do there: not through its API. */
export function databaseOf(sandbox: Sandbox) {
  const ask = (path: string, init?: RequestInit) =>
    fetch(`${sandbox.url}/_sandbox/crm${path}`, init)
  const sent = (method: string, body: unknown) => ({
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  const done = async (answer: Promise<Response>) => {
    const { status } = await answer
    if (status !== 204) throw new Error(`The sandbox answers ${status}.`)
  }
  return {
    rows: async (module: string) => (await (await ask(`/records/${module}`)).json()) as Row[],
    patch: (module: string, id: string, values: Row) =>
      done(ask(`/records/${module}/${id}`, sent('PATCH', values))),
    remove: (module: string, id: string) =>
      done(ask(`/records/${module}/${id}`, { method: 'DELETE' })),
    flag: (address: string, flags: { optOut?: boolean; invalid?: boolean }) =>
      done(ask('/addresses', sent('POST', { address, ...flags }))),
    /** Target lists with the campaigns they are linked to. */
    lists: async () =>
      (await (await ask('/lists')).json()) as { id: string; campaigns: string[] }[],
    endSessions: () => done(ask('/sessions', { method: 'DELETE' })),
  }
}

export async function startStage(options: SandboxOptions = {}): Promise<PeopleStage> {
  const sandbox = await startSandbox({
    esp: 'suitecrm',
    seed: 7,
    world: staged(7),
    rowsPerPage: 60,
    ...options,
  })
  const database = databaseOf(sandbox)
  return {
    connector: suiteCrm,
    vendor: () => lineTo(sandbox),
    records: async () => {
      const all = await Promise.all(
        suiteCrm.people!.modules.map(async ({ id }) =>
          (await database.rows(id)).map((row) => trueRecord(id, row)),
        ),
      )
      return all.flat()
    },
    change: async ({ module, id }) => {
      sandbox.clock.advance(90_000)
      await database.patch(module, id, { description: 'Seen today.' })
    },
    remove: async ({ module, id }) => {
      sandbox.clock.advance(90_000)
      await database.remove(module, id)
    },
    lacks: ['quota', 'next_is_itself'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({
        ...FAULTS[fault as keyof typeof FAULTS],
        match: { operation: 'get_entry_list' },
        times,
      }),
    heal: () => sandbox.faults.clear(),
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

export async function startToldStage(options: SandboxOptions = {}): Promise<ActivitiesStage> {
  const sandbox = await startSandbox({ esp: 'suitecrm', seed: 5, world: staged(5), ...options })
  const database = databaseOf(sandbox)
  const persons = suiteCrm.people!.modules.filter(({ holds }) => holds === 'persons').reverse()
  const live = async (module: string) =>
    (await database.rows(module)).filter((row) => row['deleted'] !== '1')
  return {
    connector: suiteCrm,
    vendor: () => lineTo(sandbox),
    persons: async () => {
      const rows = persons.map(async ({ id: module }) =>
        (await live(module)).map((row) => personIn(module, row)),
      )
      return (await Promise.all(rows)).flat()
    },
    campaigns: async () =>
      (await live('Campaigns')).map((row) => ({ id: row['id']!, name: row['name']! })),
    lists: {
      all: async () => (await database.lists()).map(({ id }) => id),
      of: async (campaignId) =>
        (await database.lists())
          .filter(({ campaigns }) => campaigns.includes(campaignId))
          .map(({ id }) => id),
    },
    held: async () => (await live('CampaignLog')).map(heldEntry),
    people: () =>
      Promise.all([...persons.map(({ id }) => id), 'EmailAddresses'].map(database.rows)),
    remove: ({ module, recordId }) => database.remove(module, recordId),
    refused: { module: 'Opportunities', recordId: 'o-1' },
    lacks: ['quota', 'next_is_itself'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({
        ...FAULTS[fault as keyof typeof FAULTS],
        match: { operation: 'set_entries' },
        times,
      }),
    loseAnswer: (after) =>
      void sandbox.faults.add({
        kind: 'lost-answer',
        match: { operation: 'set_entries' },
        after,
      }),
    heal: () => sandbox.faults.clear(),
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

function personIn(module: string, { id }: Row): Person {
  return { module, recordId: id!, address: `${id}@client.example` }
}

function heldEntry(row: Row): HeldEntry {
  return {
    campaign: row['campaign_id']!,
    recordId: row['target_id']!,
    word: row['activity_type']!,
    count: Number(row['hits']),
  }
}

function trueRecord(module: string, row: Row): TrueRecord {
  return {
    module,
    id: row['id']!,
    changedAt: Date.parse(`${row['date_modified']!.replace(' ', 'T')}Z`),
    isDeleted: row['deleted'] === '1',
  }
}
