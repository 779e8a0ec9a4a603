import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import {
  createVendorHttp,
  type EventKind,
  proofOf,
  type Vendor,
} from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import { walk } from '../../sandbox/informz/client.ts'
import type { Oracle, Stage, WorldFault } from '../conformance.ts'
import { staged } from '../staged.ts'
import { fault } from './line.ts'

const { password, ...readable } = vendors.informz.keys

const FAULTS: Record<Exclude<WorldFault, 'quota' | 'next_is_itself'>, Fault> = {
  // Nothing is documented for it: what any service answers.
  throttled: { kind: 'status', status: 429 },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  scope_missing: { kind: 'status', status: 500, body: fault('NoAvailableIPAddressException') },
  not_found: { kind: 'status', status: 500, body: fault('ItemNotFoundException') },
  bad_request: { kind: 'status', status: 500, body: fault('UnexpectedInputException') },
  malformed_rows: { kind: 'malformed-row', variant: 'unparseable-address' },
}

/** What of the world Informz tells, and whether with its time. */
const ROWS = [
  ['sends', 'sent', false],
  ['opens', 'open', true],
  ['clicks', 'click', true],
  ['bounces', 'bounce', false],
  ['optouts', 'opt_out', true],
  ['forwards', 'forward', false],
  ['abuse', 'complaint', false],
] as const satisfies readonly (readonly [string, EventKind, boolean])[]

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 900, bodyStallMs: 900, wholeMs: 4000 }

export function settingsFor(sandbox: Sandbox) {
  return { apiUrl: sandbox.url, ...readable }
}

/** A real line to the sandbox: real HTTP; only the waiting is not real. */
export function lineTo(sandbox: Sandbox): Vendor {
  const settings = settingsFor(sandbox)
  const clock = fakeClock(sandbox.clock.now())
  const proof = async () => proofOf({ password })
  return {
    settings,
    now: clock.now,
    http: createVendorHttp({
      connector: informz,
      settings,
      tokens: { current: proof, renew: proof },
      pace: { take: async () => {}, block: () => {} },
      http: httpFor(sandbox),
      clock,
    }),
  }
}

const clients = new WeakMap<Sandbox, Http>()

export function httpFor(sandbox: Sandbox): Http {
  const allowPrivate = [new URL(sandbox.url).host]
  const http = clients.get(sandbox) ?? createHttp({ allowPrivate, limits: LIMITS })
  clients.set(sandbox, http)
  return http
}

export async function startStage(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox({
    esp: 'informz',
    seed: 7,
    world: staged(7),
    rowsPerPage: 70,
    ...options,
  })
  sandbox.clock.runUntilQuiet()
  const ids = await instanceIds(sandbox)
  return {
    connector: informz,
    vendor: () => lineTo(sandbox),
    oracle: () => oracleOf(sandbox, ids),
    lacks: ['quota', 'next_is_itself'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({
        ...FAULTS[fault as keyof typeof FAULTS],
        match: { operation: /^mailing_activity/ },
        times,
      }),
    heal: () => sandbox.faults.clear(),
    illegalRequests: () => null,
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

/** Informz's ids of the activities of the world: by name and time. */
async function instanceIds(sandbox: Sandbox): Promise<Map<string, string>> {
  const mailings = await walk(sandbox, 'mailing')
  const names = new Map(mailings.map((row) => [row['MAILING_ID'], row['name']]))
  const instances = await walk(sandbox, 'mailing_instance')
  const found = new Map(
    instances.map((row) => [
      `${names.get(row['mailing_id'])} ${Date.parse(row['mailing_date']!)}`,
      row['mailing_instance_id']!,
    ]),
  )
  return new Map(
    sandbox.truth().campaigns.flatMap(({ name, activities }) =>
      activities.flatMap(({ campaignActivityId, sentAt }) => {
        const id = sentAt && found.get(`${name} ${Date.parse(sentAt)}`)
        return id ? [[campaignActivityId, id] as const] : []
      }),
    ),
  )
}

function oracleOf(sandbox: Sandbox, ids: ReadonlyMap<string, string>): Oracle {
  const truth = sandbox.truth()
  const feedback: Oracle['feedback'] = []
  for (const activity of truth.campaigns.flatMap((campaign) => campaign.activities)) {
    for (const [rows, kind, hasTime] of ROWS) {
      const told = activity.rows[rows].map(({ address, at, url }) => ({
        address,
        at: hasTime ? at : null,
        ...(url !== undefined && kind === 'click' && { url }),
      }))
      // A person who forwarded a mailing more than once is one row, with a number.
      const once = new Map(told.map((event) => [event.address, event]))
      const events = kind === 'forward' ? [...once.values()] : told
      if (events.length === 0) continue
      feedback.push({ ask: { activity: ids.get(activity.campaignActivityId)!, kind }, events })
    }
  }
  return { feedback, optOuts: optedOutOf(sandbox) }
}

export function optedOutOf(sandbox: Sandbox): string[] {
  return sandbox
    .truth()
    .contacts.filter((one) => one.permission === 'unsubscribed' && one.deletedAt === undefined)
    .map((one) => one.address)
}
