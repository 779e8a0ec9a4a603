import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { netForum } from '../../../src/connectors/crm/netforum/index.ts'
import { createVendorHttp, type TokenSource, type Vendor } from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { ActivitiesStage } from '../activities-conformance.ts'
import type { WorldFault } from '../conformance.ts'
import type { PeopleStage, TrueRecord } from '../people-conformance.ts'
import { staged } from '../staged.ts'

const { username, password } = vendors.netforum.keys

type Lacking = 'scope_missing' | 'not_found' | 'next_is_itself'

const FAULTS: Record<Exclude<WorldFault, Lacking>, Fault> = {
  throttled: { kind: 'throttle' },
  quota: { kind: 'quota' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  bad_request: { kind: 'status', status: 500, body: fault('System', 'Invalid Parameters.') },
  malformed_rows: { kind: 'malformed-row', variant: 'impossible-date' },
}

const LACKS: readonly WorldFault[] = ['quota', 'scope_missing', 'not_found', 'next_is_itself']

export function fault(kind: string, message: string, detail = ''): string {
  const name = `${kind}ExceptionInfo`
  return (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
    + `<faultcode>soap:Client</faultcode><faultstring>${message}</faultstring><detail>`
    + `<${name} xmlns="http://www.avectra.com/2005/"><XWebException><Message>${message}</Message>`
    + `<MessageDetail>${detail}</MessageDetail></XWebException></${name}></detail></soap:Fault>`
    + '</soap:Body></soap:Envelope>'
  )
}

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 2000, bodyStallMs: 2000, wholeMs: 6000 }

export function settingsFor(sandbox: Sandbox) {
  return { siteUrl: sandbox.url, username }
}

/** A real line to the sandbox: real HTTP and tokens; only the waiting is not real. */
export function lineTo(sandbox: Sandbox): Vendor {
  let token: string | null = null
  const renew = async () => {
    token = (await netForum.keys!.open!(unproved(sandbox), { password })).proof
    return token
  }
  const follow = async (_: string, next: string) => void (token = next)
  return lineWith(sandbox, { current: async () => token ?? renew(), renew, follow })
}

/** The same without a token: to sign in. */
export function unproved(sandbox: Sandbox): Vendor {
  const none = async () => ''
  return lineWith(sandbox, { current: none, renew: none })
}

function lineWith(sandbox: Sandbox, tokens: TokenSource): Vendor {
  const settings = settingsFor(sandbox)
  const clock = fakeClock(sandbox.clock.now())
  const http = createVendorHttp({
    connector: netForum,
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
    if (status >= 300) throw new Error(`The sandbox answers ${status}.`)
  }
  const json = async (path: string) => (await ask(path)).json()
  return {
    rows: (object: string) => json(`/records/${object}`) as Promise<Row[]>,
    told: () => json('/told') as Promise<Record<string, number>>,
    lists: () => json('/lists') as Promise<{ id: string; key: string; name: string }[]>,
    patch: (object: string, key: string, values: Row) =>
      done(ask(`/records/${object}/${key}`, sent('PATCH', values))),
    remove: (object: string, key: string) =>
      done(ask(`/records/${object}/${key}`, { method: 'DELETE' })),
    flag: (address: string, flags: { optOut?: boolean; invalid?: boolean }) =>
      done(ask('/addresses', sent('POST', { address, ...flags }))),
    tokens: (settings: Record<string, unknown>) => done(ask('/tokens', sent('PUT', settings))),
    endTokens: () => done(ask('/tokens', { method: 'DELETE' })),
  }
}

const KEYS: Record<string, string> = { Individual: 'ind_cst_key', Organization: 'org_cst_key' }

export async function startStage(options: SandboxOptions = {}): Promise<PeopleStage> {
  const sandbox = await startSandbox({
    esp: 'netforum',
    seed: 7,
    world: staged(7),
    rowsPerPage: 60,
    ...options,
  })
  const database = databaseOf(sandbox)
  return {
    connector: netForum,
    vendor: () => lineTo(sandbox),
    records: async () => {
      const all = await Promise.all(
        Object.keys(KEYS).map(async (module) =>
          (await database.rows(module)).map((row) => trueRecord(module, row)),
        ),
      )
      return all.flat()
    },
    change: async ({ module, id }) => {
      sandbox.clock.advance(90_000)
      const column = module === 'Individual' ? 'ind_designation' : 'org_acronym'
      await database.patch(module, id, { [column]: 'Seen' })
    },
    remove: async ({ module, id }) => {
      sandbox.clock.advance(90_000)
      await database.remove(module, id)
    },
    lacks: LACKS,
    misbehave: (fault, times = 1000) => addFault(sandbox, fault, ['GetQuery', times]),
    heal: () => sandbox.faults.clear(),
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

function addFault(sandbox: Sandbox, fault: WorldFault, [operation, times]: [string, number]) {
  // A walk asks first for records that were never changed, and there are none.
  const after = fault === 'malformed_rows' ? 1 : 0
  const met = FAULTS[fault as keyof typeof FAULTS]
  sandbox.faults.add({ ...met, match: { operation }, times, after })
}

const INSERT = 'InsertFacadeObject'

export async function startToldStage(options: SandboxOptions = {}): Promise<ActivitiesStage> {
  const sandbox = await startSandbox({ esp: 'netforum', seed: 5, world: staged(5), ...options })
  const database = databaseOf(sandbox)
  const living = async (module: string) =>
    (await database.rows(module)).filter((row) => row['cst_delete_flag'] !== '1')
  // A message's number is all that an activity has of its campaign.
  const names = new Map<string, string>()
  const part = netForum.activities!
  const tell: typeof part.tell = (vendor, campaign, targets) => {
    names.set(campaign.mark, campaign.name)
    return part.tell(vendor, campaign, targets)
  }
  return {
    connector: { ...netForum, activities: { ...part, tell } },
    vendor: () => lineTo(sandbox),
    persons: async () =>
      (await living('Individual')).map((row) => {
        const recordId = row['ind_cst_key']!
        return { module: 'Individual', recordId, address: `${recordId}@client.example` }
      }),
    campaigns: async () => [],
    held: async () =>
      (await database.rows('CustomerMessagingActivity')).map((row) => ({
        campaign: names.get(row['cma_message_id']!) ?? '',
        recordId: row['cma_cst_key']!,
        word: `${row['cma_activity_code']}, ${row['cma_activity_subcode']}`,
        count: null,
      })),
    people: () => Promise.all(['Individual', 'Organization', 'IndividualEmail'].map(database.rows)),
    remove: ({ module, recordId }) => database.remove(module, recordId),
    refused: { module: 'Committee', recordId: 'c-1' },
    lacks: LACKS,
    misbehave: (fault, times = 1000) => addFault(sandbox, fault, [INSERT, times]),
    loseAnswer: (after) =>
      void sandbox.faults.add({ kind: 'lost-answer', match: { operation: INSERT }, after }),
    heal: () => sandbox.faults.clear(),
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

function trueRecord(module: string, row: Row): TrueRecord {
  return {
    module,
    id: row[KEYS[module]!]!,
    changedAt: Date.parse(`${row['cst_change_date']!}Z`),
    isDeleted: row['cst_delete_flag'] === '1',
  }
}
