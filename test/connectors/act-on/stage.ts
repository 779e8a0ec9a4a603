import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { createRequestReferee, hasContract, specsDirectory } from '../../../sandbox/contract.ts'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import {
  createVendorHttp,
  type EventKind,
  refreshTokens,
  type Vendor,
} from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import { messages } from '../../sandbox/act-on/client.ts'
import type { Oracle, Stage, WorldFault } from '../conformance.ts'
import { staged } from '../staged.ts'

const { client, login } = vendors['act-on']

const FAULTS: Record<Exclude<WorldFault, 'quota' | 'scope_missing' | 'next_is_itself'>, Fault> = {
  throttled: { kind: 'throttle' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  not_found: { kind: 'status', status: 400, body: { errorCode: 10030, message: 'Gone' } },
  bad_request: { kind: 'status', status: 400, body: { errorCode: 10121, message: 'No name' } },
  malformed_rows: { kind: 'malformed-row', variant: 'impossible-date' },
}

const ROWS = {
  sends: 'sent',
  opens: 'open',
  clicks: 'click',
  bounces: 'bounce',
  optouts: 'opt_out',
  abuse: 'complaint',
} as const satisfies Record<string, EventKind>

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 400, bodyStallMs: 400, wholeMs: 4000 }

export function settingsFor(sandbox: Sandbox) {
  return {
    apiUrl: sandbox.url,
    clientId: client.clientId,
    username: login!.username,
  }
}

/** What is sealed of the settings. */
export const SECRETS = { clientSecret: client.clientSecret, password: login!.password }

/**
 * A real line to the sandbox: real HTTP and tokens; only the waiting is not real. proxied: another
 * address that leads there.
 */
export function lineTo(sandbox: Sandbox, proxied?: string): Vendor {
  const settings = { ...settingsFor(sandbox), ...(proxied && { apiUrl: proxied }) }
  const http = httpFor(sandbox, proxied)
  const clock = fakeClock(sandbox.clock.now())
  let tokens: { accessToken: string; refreshToken: string | null } = sandbox.issueTokens()
  const renew = async () => {
    const { clientSecret } = SECRETS
    const ask = { vendor: 'Act-On', part: actOn.oauth2!, settings, clientSecret, http, clock }
    const fresh = await refreshTokens({ ...ask, refreshToken: tokens.refreshToken! })
    tokens = { ...fresh, refreshToken: fresh.refreshToken ?? tokens.refreshToken }
    return tokens.accessToken
  }
  return {
    settings,
    now: clock.now,
    http: createVendorHttp({
      connector: actOn,
      settings,
      tokens: { current: async () => tokens.accessToken, renew },
      pace: { take: async () => {}, block: () => {} },
      http,
      clock,
    }),
  }
}

const clients = new WeakMap<Sandbox, Http>()

export function httpFor(sandbox: Sandbox, proxied?: string): Http {
  const allowPrivate = [new URL(proxied ?? sandbox.url).host]
  if (proxied !== undefined) return createHttp({ allowPrivate, limits: LIMITS })
  const http = clients.get(sandbox) ?? createHttp({ allowPrivate, limits: LIMITS })
  clients.set(sandbox, http)
  return http
}

export async function startStage(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox({
    esp: 'act-on',
    seed: 7,
    world: staged(7),
    enforceLimits: false,
    rowsPerPage: 70,
    ...options,
  })
  sandbox.clock.runUntilQuiet()
  const ids = new Map(
    (await messages(sandbox)).map(({ id, campaignActivityId }) => [campaignActivityId, id]),
  )
  return {
    connector: actOn,
    vendor: () => lineTo(sandbox),
    oracle: () => oracleOf(sandbox, ids),
    lacks: ['quota', 'scope_missing', 'next_is_itself'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({
        ...FAULTS[fault as keyof typeof FAULTS],
        match: { path: /\/report\/[A-Z]/ },
        times,
      }),
    heal: () => sandbox.faults.clear(),
    illegalRequests: () => illegalRequests(sandbox),
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

function oracleOf(sandbox: Sandbox, ids: ReadonlyMap<string, string>): Oracle {
  const truth = sandbox.truth()
  const feedback: Oracle['feedback'] = []
  for (const activity of truth.campaigns.flatMap((campaign) => campaign.activities)) {
    for (const [rows, kind] of Object.entries(ROWS)) {
      const happened = activity.rows[rows as keyof typeof ROWS]
      if (happened.length === 0) continue
      feedback.push({
        ask: { activity: ids.get(activity.campaignActivityId)!, kind },
        events: happened.map(({ address, at, url }) => ({
          address,
          at,
          ...(url !== undefined && kind === 'click' && { url }),
        })),
      })
    }
  }
  return {
    feedback,
    optOuts: [...optedOutOf(sandbox)],
    complaints: addressesOf(sandbox, 'abuse'),
    deadAddresses: addressesOf(sandbox, 'bounces', (code) => HARD.includes(code ?? '')),
  }
}

/** Codes of the world's bounces that Act-On has for hard ones. */
const HARD = ['B', 'S']

function addressesOf(
  sandbox: Sandbox,
  rows: 'abuse' | 'bounces',
  isMeant: (bounceCode?: string) => boolean = () => true,
): string[] {
  const activities = sandbox.truth().campaigns.flatMap((campaign) => campaign.activities)
  const meant = activities.flatMap((one) =>
    one.rows[rows].filter(({ bounceCode }) => isMeant(bounceCode)),
  )
  return [...new Set(meant.map(({ address }) => address))]
}

/** Act-On has those who complained in a list of their own, and not among those who opted out. */
export function optedOutOf(sandbox: Sandbox): Set<string> {
  const truth = sandbox.truth()
  const complained = new Set(
    truth.campaigns.flatMap(({ activities }) =>
      activities.flatMap(({ rows }) => rows.abuse.map((row) => row.contactId)),
    ),
  )
  return new Set(
    truth.contacts
      .filter((one) => one.permission === 'unsubscribed' && one.deletedAt === undefined)
      .filter((one) => !complained.has(one.contactId))
      .map((one) => one.address),
  )
}

/** Documented by the vendor's help (360061397854), and not by its contract. */
const ONLY_IN_HELP = '/api/1/account'

function illegalRequests(sandbox: Sandbox): string[] | null {
  if (!hasContract()) return null
  const judge = createRequestReferee(specsDirectory(), 'act-on')
  return sandbox.requests
    .filter((request) => request.path.startsWith('/api/1/') && request.path !== ONLY_IN_HELP)
    .flatMap((request) => {
      const { problems } = judge(request)
      return problems.map((problem) => `${request.method} ${request.path}: ${problem}`)
    })
}
