import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import {
  createVendorHttp,
  type EventKind,
  proofOf,
  type Vendor,
  wholeSecond,
} from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import { ids } from '../../sandbox/emma/client.ts'
import type { Happening, Oracle, Stage, WorldFault } from '../conformance.ts'
import { staged } from '../staged.ts'

const { accountId, publicKey, privateKey } = vendors.emma.keys

const FAULTS: Record<Exclude<WorldFault, 'quota' | 'scope_missing' | 'next_is_itself'>, Fault> = {
  throttled: { kind: 'throttle' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  not_found: { kind: 'status', status: 404, body: {} },
  bad_request: { kind: 'status', status: 400, body: {} },
  malformed_rows: { kind: 'malformed-row', variant: 'impossible-date' },
}

const ROWS = {
  sends: 'sent',
  opens: 'open',
  clicks: 'click',
  forwards: 'forward',
  bounces: 'bounce',
  optouts: 'opt_out',
} as const satisfies Record<string, EventKind>

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 400, bodyStallMs: 400, wholeMs: 4000 }

/** A real line to the sandbox: real HTTP and keys; only the waiting is not real. */
export function lineTo(sandbox: Sandbox, key: string = privateKey): Vendor {
  const settings = { apiUrl: sandbox.url, accountId, publicKey }
  const clock = fakeClock(sandbox.clock.now())
  const proof = proofOf({ privateKey: key })
  return {
    settings,
    now: clock.now,
    http: createVendorHttp({
      connector: emma,
      settings,
      // There is nothing to be renewed: the same keys are shown once more.
      tokens: { current: async () => proof, renew: async () => proof },
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
    esp: 'emma',
    seed: 7,
    world: staged(7),
    enforceLimits: false,
    rowsPerPage: 70,
    ...options,
  })
  sandbox.clock.runUntilQuiet()
  const { mailings } = await ids(sandbox)
  const mailingOf = new Map(mailings.map((one) => [one.campaignActivityId, String(one.id)]))
  return {
    connector: emma,
    vendor: () => lineTo(sandbox),
    oracle: () => oracleOf(sandbox, mailingOf),
    lacks: ['quota', 'scope_missing', 'next_is_itself'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({
        ...FAULTS[fault as keyof typeof FAULTS],
        // A page, and not the number of rows that is asked before it.
        match: { path: /\/response\/\d+\/\w+\?.*start=/ },
        times,
      }),
    heal: () => sandbox.faults.clear(),
    // No contract of this vendor's is published in a form that a program can read.
    illegalRequests: () => null,
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

function oracleOf(sandbox: Sandbox, mailingOf: ReadonlyMap<string, string>): Oracle {
  const truth = sandbox.truth()
  const feedback: Oracle['feedback'] = []
  for (const { campaignActivityId, rows } of truth.campaigns.flatMap((one) => one.activities)) {
    const add = (kind: EventKind, events: Happening[]) => {
      if (events.length === 0) return
      feedback.push({ ask: { activity: mailingOf.get(campaignActivityId)!, kind }, events })
    }
    for (const [name, kind] of Object.entries(ROWS)) {
      const happened = rows[name as keyof typeof ROWS]
      const isTimeless = kind === 'bounce'
      add(
        kind,
        happened.map(({ address, at, url }) => ({
          address,
          at: isTimeless ? null : wholeSecond(at),
          ...(url !== undefined && kind === 'click' && { url }),
        })),
      )
    }
    const bounced = new Set(rows.bounces.map((row) => row.contactId))
    const arrived = rows.sends.filter((row) => !bounced.has(row.contactId))
    add(
      'delivered',
      arrived.map(({ address }) => ({ address, at: null })),
    )
  }
  return { feedback, optOuts: [...optedOutOf(sandbox)] }
}

/** Whoever complained is an opt-out here: Emma has no word for it. */
export function optedOutOf(sandbox: Sandbox): Set<string> {
  return new Set(
    sandbox
      .truth()
      .contacts.filter((one) => one.permission === 'unsubscribed' && one.deletedAt === undefined)
      .map((one) => one.address),
  )
}
