import {
  type Fault,
  lawFirm,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import { createVendorHttp, type TokenSource, type Vendor } from '../../../src/connectors/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { ActivitiesStage, HeldEntry } from '../activities-conformance.ts'
import type { WorldFault } from '../conformance.ts'
import type { PeopleStage, TrueRecord } from '../people-conformance.ts'
// Both CRMs' sandboxes have the same buttons, over the same tables.
import { databaseOf, httpFor, type Row } from '../suitecrm/stage.ts'
import type { Person } from '../told-targets.ts'
import { staged } from '../staged.ts'

export { databaseOf, httpFor, type Row }

const { username, password } = vendors.sugarcrm.login

type Lacking = 'quota' | 'next_is_itself'

const FAULTS: Record<Exclude<WorldFault, Lacking>, Fault> = {
  throttled: { kind: 'throttle' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  scope_missing: { kind: 'missing-scope' },
  not_found: told(404, 'not_found'),
  bad_request: told(422, 'invalid_parameter'),
  malformed_rows: { kind: 'malformed-row', variant: 'impossible-date' },
}

/** Enough people for several bulks, and few enough to be looked through at once. */
export const SMALL = { companies: 60, households: 60, unattached: 20 }

/** Campaigns are written one by one, what targets did in bulks. */
const WRITES = /\/(bulk|Campaigns|Campaigns\/(?!filter)[^/]+)$/

function told(status: number, error: string): Fault {
  return { kind: 'status', status, body: { error, error_message: 'So it is.' } }
}

export function settingsFor(sandbox: Sandbox) {
  return { siteUrl: sandbox.url, username, platform: 'homing' }
}

/** A real line to the sandbox: real HTTP and sessions; only the waiting is not real. */
export function lineTo(sandbox: Sandbox): Vendor {
  let session: string | null = null
  const renew = async () => {
    session = (await sugarCrm.keys!.open!(unproved(sandbox), { password })).proof
    return session
  }
  return lineWith(sandbox, { current: async () => session ?? renew(), renew })
}

/** The same without a session: to open one. */
export function unproved(sandbox: Sandbox, settings = settingsFor(sandbox)): Vendor {
  const none = async () => ''
  return lineWith(sandbox, { current: none, renew: none }, settings)
}

function lineWith(sandbox: Sandbox, tokens: TokenSource, settings = settingsFor(sandbox)): Vendor {
  const clock = fakeClock(sandbox.clock.now())
  const http = createVendorHttp({
    connector: sugarCrm,
    settings,
    tokens,
    pace: { take: async () => {}, block: () => {} },
    http: httpFor(sandbox),
    clock,
  })
  return { settings, now: clock.now, http }
}

export async function startStage(options: SandboxOptions = {}): Promise<PeopleStage> {
  const sandbox = await startSandbox({ esp: 'sugarcrm', seed: 7, world: staged(7), ...options })
  const database = databaseOf(sandbox)
  return {
    connector: sugarCrm,
    vendor: () => lineTo(sandbox),
    records: async () => {
      const all = await Promise.all(
        sugarCrm.people!.modules.map(async ({ id }) =>
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
        match: { path: /\/(Accounts|Contacts|Leads|Prospects)\/filter$/ },
        times,
      }),
    heal: () => sandbox.faults.clear(),
    close: () => end(sandbox),
  }
}

export async function startToldStage(options: SandboxOptions = {}): Promise<ActivitiesStage> {
  const sandbox = await startSandbox({ esp: 'sugarcrm', world: lawFirm(5, SMALL), ...options })
  const database = databaseOf(sandbox)
  const persons = sugarCrm.people!.modules.filter(({ holds }) => holds === 'persons').reverse()
  const live = async (module: string) =>
    (await database.rows(module)).filter((row) => row['deleted'] !== '1')
  return {
    connector: sugarCrm,
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
        match: { path: /\/bulk$/ },
        times,
      }),
    loseAnswer: (after) =>
      void sandbox.faults.add({ kind: 'lost-answer', match: { path: WRITES }, after }),
    heal: () => sandbox.faults.clear(),
    close: () => end(sandbox),
  }
}

async function end(sandbox: Sandbox): Promise<void> {
  httpFor(sandbox).close()
  await sandbox.close()
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
