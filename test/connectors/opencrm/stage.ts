import { type Fault, type Sandbox, startSandbox, vendors } from '../../../sandbox/index.ts'
import { openCrm } from '../../../src/connectors/crm/opencrm/index.ts'
import { createVendorHttp, proofOf, type Vendor } from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { ActivitiesStage, HeldEntry } from '../activities-conformance.ts'
import type { WorldFault } from '../conformance.ts'
import type { PeopleStage } from '../people-conformance.ts'
import { staged } from '../staged.ts'

type Lacking = 'quota' | 'next_is_itself' | 'scope_missing' | 'token_refused'

const FAULTS: Record<Exclude<WorldFault, Lacking>, Fault> = {
  throttled: { kind: 'throttle' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  not_found: { kind: 'status', status: 404, body: { error: 'Not Found' } },
  bad_request: { kind: 'status', status: 200, body: { error: 'Invalid query_string' } },
  malformed_rows: { kind: 'malformed-row', variant: 'missing-contact-id' },
}

const TOKEN_REFUSED: Fault = { kind: 'status', status: 200, body: { error: 'Unauthorized' } }

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 2000, bodyStallMs: 2000, wholeMs: 6000 }

/** A real line to the sandbox: real HTTP and keys; only the waiting is not real. */
export function lineTo(sandbox: Sandbox, keys = vendors.opencrm.keys): Vendor {
  const settings = { siteUrl: sandbox.url }
  const clock = fakeClock(sandbox.clock.now())
  const proof = async () => proofOf(keys)
  const http = createVendorHttp({
    connector: openCrm,
    settings,
    tokens: { current: proof, renew: proof },
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

export type Row = Record<string, string>

/** What stands in the CRM's database, and what its users do there: not through its API. */
export function databaseOf(sandbox: Sandbox) {
  const ask = async (path: string, method = 'GET', body?: unknown) => {
    const answer = await fetch(`${sandbox.url}/_sandbox/crm${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    if (!answer.ok) throw new Error(`The sandbox answers ${answer.status}.`)
    return answer
  }
  return {
    rows: async (module: string) => (await (await ask(`/records/${module}`)).json()) as Row[],
    patch: (module: string, crmid: string, values: Row) =>
      ask(`/records/${module}/${crmid}`, 'PATCH', values),
    remove: (module: string, crmid: string) => ask(`/records/${module}/${crmid}`, 'DELETE'),
    install: (switches: Record<string, unknown>) => ask('/installation', 'PATCH', switches),
  }
}

export function crmidIn(recordId: string): string {
  return recordId.slice(recordId.indexOf('-') + 1)
}

const LACKS = ['quota', 'next_is_itself', 'scope_missing'] as const

function spoiler(sandbox: Sandbox, operation: RegExp | string) {
  return (fault: WorldFault, times = 1000) =>
    void sandbox.faults.add({
      ...(fault === 'token_refused' ? TOKEN_REFUSED : FAULTS[fault as keyof typeof FAULTS]),
      match: { path: operation },
      times,
    } as Fault)
}

async function close(sandbox: Sandbox): Promise<void> {
  httpFor(sandbox).close()
  await sandbox.close()
}

export async function startStage(switches: Record<string, unknown>): Promise<PeopleStage> {
  const sandbox = await startSandbox({ esp: 'opencrm', seed: 7, world: staged(7), rowsPerPage: 60 })
  const database = databaseOf(sandbox)
  await database.install(switches)
  return {
    connector: openCrm,
    vendor: () => lineTo(sandbox),
    tellsNoChanges: true,
    records: async () => {
      const all = openCrm.people!.modules.map(async ({ id: module }) =>
        (await database.rows(module)).map(({ crmid }) => ({
          ...{ module, id: `${module}-${crmid}` },
          ...{ changedAt: 0, isDeleted: false },
        })),
      )
      return (await Promise.all(all)).flat()
    },
    change: async ({ module, id }) => {
      await database.patch(module, crmidIn(id), { description: 'Seen today.' })
    },
    remove: async ({ module, id }) => void (await database.remove(module, crmidIn(id))),
    lacks: LACKS,
    misbehave: spoiler(sandbox, '_list_full'),
    heal: () => sandbox.faults.clear(),
    close: () => close(sandbox),
  }
}

export async function startToldStage(switches: Record<string, unknown>): Promise<ActivitiesStage> {
  const sandbox = await startSandbox({ esp: 'opencrm', seed: 5, world: staged(5) })
  const database = databaseOf(sandbox)
  await database.install(switches)
  const persons = ['lead', 'contact']
  return {
    connector: openCrm,
    vendor: () => lineTo(sandbox),
    persons: async () => {
      const all = persons.map(async (module) =>
        (await database.rows(module)).slice(0, 80).map(({ crmid, email }) => ({
          ...{ module, recordId: `${module}-${crmid}` },
          address: email!,
        })),
      )
      return (await Promise.all(all)).flat()
    },
    campaigns: async () => [],
    held: async () => (await database.rows('activity')).map(heldEntry),
    people: () => Promise.all(['company', ...persons].map(database.rows)),
    remove: async ({ module, recordId }) => void (await database.remove(module, crmidIn(recordId))),
    refused: { module: 'ticket', recordId: 'ticket-1' },
    // A record that is not there is somebody who is gone, and no fault of the call.
    lacks: [...LACKS, 'not_found', 'bad_request'],
    misbehave: spoiler(sandbox, 'edit_activity'),
    loseAnswer: (after) =>
      void sandbox.faults.add({
        kind: 'lost-answer',
        match: { path: 'edit_activity' },
        after,
      } as Fault),
    heal: () => sandbox.faults.clear(),
    close: () => close(sandbox),
  }
}

function heldEntry(row: Row): HeldEntry {
  const module = row['contact_id'] === '' ? 'lead' : 'contact'
  return {
    campaign: row['subject']!.replace('Mailing: ', ''),
    recordId: `${module}-${row['contact_id'] || row['parent_id']}`,
    word: row['description']!.replace(/\n?Homing .*$/, ''),
    count: null,
  }
}
