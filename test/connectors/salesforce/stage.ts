import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { bulkBy } from '../../../src/connectors/crm/salesforce/bulk.ts'
import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import {
  type ActivitiesPart,
  createVendorHttp,
  type JobBook,
  type KeptJob,
  type TokenSource,
  type Vendor,
} from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { ActivitiesStage, HeldEntry } from '../activities-conformance.ts'
import type { WorldFault } from '../conformance.ts'
import type { PeopleStage, TrueRecord } from '../people-conformance.ts'
import { staged } from '../staged.ts'

const { clientId, clientSecret } = vendors.salesforce.client

const FAULTS: Record<Exclude<WorldFault, 'next_is_itself'>, Fault> = {
  throttled: { kind: 'throttle' },
  quota: { kind: 'quota' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  scope_missing: { kind: 'missing-scope' },
  not_found: told(404, 'NOT_FOUND'),
  bad_request: told(400, 'MALFORMED_QUERY'),
  malformed_rows: { kind: 'malformed-row', variant: 'impossible-date' },
}

function told(status: number, errorCode: string): Fault {
  return { kind: 'status', status, body: [{ message: 'So it is.', errorCode }] }
}

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 2000, bodyStallMs: 2000, wholeMs: 6000 }

export type OwnSettings = { activityRecords?: string; packagePrefix?: string }

export function settingsFor(sandbox: Sandbox, own: OwnSettings = {}) {
  return { siteUrl: sandbox.url, clientId, activityRecords: 'auto', packagePrefix: '', ...own }
}

/** A real line to the sandbox: real HTTP and tokens; only the waiting is not real. */
export function lineTo(sandbox: Sandbox, own: OwnSettings = {}): Vendor {
  let token: string | null = null
  const renew = async () => {
    token = (await salesforce.keys!.open!(unproved(sandbox), { clientSecret })).proof
    return token
  }
  return lineWith(sandbox, { current: async () => token ?? renew(), renew }, own)
}

/** The same without a token: to have one. */
export function unproved(sandbox: Sandbox): Vendor {
  const none = async () => ''
  return lineWith(sandbox, { current: none, renew: none })
}

function lineWith(sandbox: Sandbox, tokens: TokenSource, own: OwnSettings = {}): Vendor {
  const settings = settingsFor(sandbox, own)
  const clock = fakeClock(sandbox.clock.now())
  const http = createVendorHttp({
    connector: salesforce,
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

export type Row = Record<string, unknown>

/** What stands in the CRM's database, and what its users do there: not through its API. */
export function databaseOf(sandbox: Sandbox) {
  const ask = (path: string, init?: RequestInit) =>
    fetch(`${sandbox.url}/_sandbox/crm${path}`, init)
  const done = async (path: string, method: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await ask(path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`The sandbox answers ${answer.status}.`)
  }
  const rows = async (object: string) => (await (await ask(`/records/${object}`)).json()) as Row[]
  return {
    rows,
    live: async (object: string) => (await rows(object)).filter((row) => row['IsDeleted'] !== true),
    row: async (object: string, id: string) =>
      (await (await ask(`/records/${object}/${id}`)).json()) as Row,
    add: (object: string, values: Row) => done(`/records/${object}`, 'POST', values),
    patch: (object: string, id: string, values: Row) =>
      done(`/records/${object}/${id}`, 'PATCH', values),
    remove: (object: string, id: string) => done(`/records/${object}/${id}`, 'DELETE'),
    flag: (address: string, flags: { optOut?: boolean; invalid?: boolean }) =>
      done('/addresses', 'POST', { address, ...flags }),
    lock: (object: string, records: number) => done('/locks', 'POST', { object, records }),
    install: (prefix: string) => done('/package', 'PUT', { prefix }),
    uninstall: () => done('/package', 'DELETE'),
    rights: (object: string, rights: Row) => done(`/rights/${object}`, 'PATCH', rights),
    endSessions: () => done('/sessions', 'DELETE'),
  }
}

async function closing(sandbox: Sandbox): Promise<void> {
  httpFor(sandbox).close()
  await sandbox.close()
}

export async function startStage(options: SandboxOptions = {}): Promise<PeopleStage> {
  const sandbox = await startSandbox({
    esp: 'salesforce',
    seed: 7,
    world: staged(7),
    rowsPerPage: 60,
    ...options,
  })
  const database = databaseOf(sandbox)
  return {
    connector: salesforce,
    vendor: () => lineTo(sandbox),
    records: async () => {
      const all = salesforce.people!.modules.map(async ({ id }) =>
        (await database.rows(id)).map((row) => trueRecord(id, row)),
      )
      return (await Promise.all(all)).flat()
    },
    change: async ({ module, id }) => {
      sandbox.clock.advance(90_000)
      await database.patch(module, id, { Description: 'Seen today.' })
    },
    remove: async ({ module, id }) => {
      sandbox.clock.advance(90_000)
      await database.remove(module, id)
    },
    lacks: ['next_is_itself'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({
        ...FAULTS[fault as keyof typeof FAULTS],
        match: { path: '/queryAll' },
        times,
      }),
    heal: () => sandbox.faults.clear(),
    close: () => closing(sandbox),
  }
}

const RECORDS = ['Task', 'Event', 'cloupra__Interaction__c']

/** Where what targets did is told by the records that the settings say. */
export async function startToldStage(
  own: OwnSettings = {},
  write: FaultMatch = { path: '/composite/sobjects' },
  lose = write,
): Promise<ActivitiesStage> {
  const sandbox = await startSandbox({ esp: 'salesforce', seed: 5, world: staged(5) })
  const database = databaseOf(sandbox)
  return {
    connector: salesforce,
    vendor: () => lineTo(sandbox, own),
    persons: async () => {
      const [leads, contacts] = [await database.live('Lead'), await database.live('Contact')]
      return [
        ...leads.slice(0, 10).map((row) => personIn('Lead', row)),
        ...contacts.map((row) => personIn('Contact', row)),
      ]
    },
    campaigns: async () =>
      (await database.live('Campaign')).map((row) => ({
        id: row['Id'] as string,
        name: row['Name'] as string,
      })),
    held: () => heldIn(database),
    people: () => Promise.all(['Contact', 'Lead', 'Account'].map(database.rows)),
    remove: ({ module, recordId }) => database.remove(module, recordId),
    refused: { module: 'Account', recordId: '0015e000000000GAAQ' },
    lacks: ['next_is_itself'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({ ...FAULTS[fault as keyof typeof FAULTS], match: write, times }),
    loseAnswer: (after) => void sandbox.faults.add({ kind: 'lost-answer', match: lose, after }),
    heal: () => sandbox.faults.clear(),
    close: () => closing(sandbox),
  }
}

/** The same where everything that can goes by jobs, however little: those of before end first. */
export async function startBulkStage(own: OwnSettings = {}): Promise<ActivitiesStage> {
  // A job may be opened twice; what it is given, and that it begins, may not.
  const stage = await startToldStage(own, { path: '/jobs/ingest' }, { path: /\/jobs\/ingest\/\w/ })
  const jobs = bookOfJobs()
  return {
    ...stage,
    connector: { ...salesforce, activities: byJobs(jobs) },
    persons: async () => (await stage.persons()).filter(({ module }) => module === 'Contact'),
  }
}

/** A book of jobs that no death reaches; the waiting is not real. */
export function bookOfJobs(): JobBook {
  const kept: KeptJob[] = []
  return {
    kept: async () => [...kept],
    keep: async (id) => void kept.push({ id, begunAt: Date.now() }),
    drop: async (id) => {
      const at = kept.findIndex((one) => one.id === id)
      if (at >= 0) kept.splice(at, 1)
    },
    wait: async () => {},
  }
}

type FaultMatch = NonNullable<Fault['match']>

function byJobs(jobs: JobBook): ActivitiesPart {
  const part = salesforce.activities!
  const bulk = bulkBy({ tell: part.tell, shows: part.shows, rowsMin: 1 })
  return {
    ...part,
    tell: async (vendor, campaign, targets) => {
      await bulk.settle(vendor, jobs)
      return bulk.tell(vendor, campaign, targets, jobs)
    },
    shows: (vendor, campaign, targets) => bulk.shows(vendor, campaign, targets, jobs),
  }
}

function personIn(module: string, { Id, Email }: Row) {
  return { module, recordId: Id as string, address: (Email ?? 'nobody@client.example') as string }
}

/** Members, and the records beside them, which name their campaign. */
async function heldIn(database: ReturnType<typeof databaseOf>): Promise<HeldEntry[]> {
  const members = (await database.live('CampaignMember')).map((row) => ({
    campaign: row['CampaignId'] as string,
    recordId: (row['ContactId'] ?? row['LeadId']) as string,
    word: row['Status'] as string,
    count: null,
  }))
  const ids = new Map((await database.live('Campaign')).map((row) => [row['Name'], row['Id']]))
  const records = await Promise.all(RECORDS.map(database.live))
  const entries = records.flat().map((row) => {
    const subject = (row['Subject'] ?? row['cloupra__Outcome__c']) as string
    const text = (row['Description'] ?? row['cloupra__Details__c']) as string
    const [, word, name] = /^([\w ]+): (.*)$/.exec(subject)!
    return {
      campaign: ids.get(name) as string,
      recordId: (row['WhoId'] ?? row['cloupra__Person__c']) as string,
      word: word!,
      count: Number(/^Times: (\d+)$/m.exec(text)![1]),
    }
  })
  return [...members, ...entries]
}

function trueRecord(module: string, row: Row): TrueRecord {
  return {
    module,
    id: row['Id'] as string,
    changedAt: Date.parse(row['SystemModstamp'] as string),
    isDeleted: row['IsDeleted'] === true,
  }
}
