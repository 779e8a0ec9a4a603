import {
  apiPath,
  authorizePath,
  type Fault,
  type Sandbox,
  sandboxClient,
  startSandbox,
  tokenPath,
  type SandboxOptions,
} from '../../../sandbox/index.ts'
import { createRequestReferee, hasContract, specsDirectory } from '../../../sandbox/contract.ts'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import {
  createVendorHttp,
  type EventKind,
  refreshTokens,
  type Vendor,
  type VendorHttpOptions,
} from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { Oracle, Stage, WorldFault } from '../conformance.ts'
import { staged } from '../staged.ts'

const FAULTS: Record<WorldFault, Fault> = {
  throttled: { kind: 'throttle' },
  quota: { kind: 'quota' },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  scope_missing: { kind: 'missing-scope' },
  not_found: { kind: 'status', status: 404, body: [] },
  bad_request: { kind: 'status', status: 400, body: [{ error_key: 'x', error_message: 'No.' }] },
  next_is_itself: { kind: 'self-next' },
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

export function settingsFor(sandbox: Sandbox) {
  return {
    apiUrl: sandbox.url + apiPath,
    authorizeUrl: sandbox.url + authorizePath,
    tokenUrl: sandbox.url + tokenPath,
    clientId: sandboxClient.clientId,
  }
}

/** A real line to the sandbox: real HTTP and tokens; only the waiting is not real. */
export function lineTo(sandbox: Sandbox, more: Partial<VendorHttpOptions> = {}): Vendor {
  const settings = settingsFor(sandbox)
  const http = httpFor(sandbox)
  const clock = fakeClock(sandbox.clock.now())
  const { oauth2: part } = constantContact
  let tokens: { accessToken: string; refreshToken: string | null } = sandbox.issueTokens()
  const renew = async () => {
    const { clientSecret } = sandboxClient
    const ask = { vendor: 'Constant Contact', part: part!, settings, clientSecret, http, clock }
    const fresh = await refreshTokens({ ...ask, refreshToken: tokens.refreshToken! })
    tokens = { ...fresh, refreshToken: fresh.refreshToken ?? tokens.refreshToken }
    return tokens.accessToken
  }
  return {
    settings,
    now: clock.now,
    http: createVendorHttp({
      connector: constantContact,
      settings,
      tokens: { current: async () => tokens.accessToken, renew },
      pace: { take: async () => {}, block: () => {} },
      http,
      clock,
      ...more,
    }),
  }
}

const clients = new WeakMap<Sandbox, Http>()

function httpFor(sandbox: Sandbox): Http {
  const allowPrivate = [new URL(sandbox.url).host]
  const http = clients.get(sandbox) ?? createHttp({ allowPrivate, limits: LIMITS })
  clients.set(sandbox, http)
  return http
}

export async function startStage(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox({
    seed: 7,
    world: staged(7),
    enforceLimits: false,
    rowsPerPage: 100,
    ...options,
  })
  sandbox.clock.runUntilQuiet()
  return {
    connector: constantContact,
    vendor: () => lineTo(sandbox),
    oracle: () => oracleOf(sandbox),
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({ ...FAULTS[fault], match: { path: /\/tracking\// }, times }),
    heal: () => sandbox.faults.clear(),
    illegalRequests: () => illegalRequests(sandbox),
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

function oracleOf(sandbox: Sandbox): Oracle {
  const truth = sandbox.truth()
  const feedback: Oracle['feedback'] = []
  for (const { activities } of truth.campaigns) {
    for (const activity of activities) {
      for (const [rows, kind] of Object.entries(ROWS)) {
        const happened = activity.rows[rows as keyof typeof ROWS]
        if (happened.length === 0) continue
        feedback.push({
          ask: { activity: activity.campaignActivityId, kind },
          events: happened.map(({ address, at, url }) => ({
            address,
            at,
            ...(url !== undefined && kind === 'click' && { url }),
          })),
        })
      }
    }
  }
  const optOuts = truth.contacts
    .filter((one) => one.permission === 'unsubscribed' && one.deletedAt === undefined)
    .map((one) => one.address)
  return { feedback, optOuts }
}

function illegalRequests(sandbox: Sandbox): string[] | null {
  if (!hasContract()) return null
  const judge = createRequestReferee(specsDirectory())
  return sandbox.requests
    .filter((request) => request.path.startsWith(apiPath))
    .flatMap((request) => {
      const { problems } = judge(request)
      return problems.map((problem) => `${request.method} ${request.path}: ${problem}`)
    })
}
