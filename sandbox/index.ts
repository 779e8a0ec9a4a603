import { createClock, type SandboxClock } from './clock.ts'
import { createConstantContact } from './constant-contact/app.ts'
import { createLimits } from './constant-contact/limits.ts'
import { controlRoutes } from './control/routes.ts'
import { createPageSpoiler } from './faults/pages.ts'
import { createFaultScript } from './faults/script.ts'
import { allScopes, createGrants, type Client, type Grants } from './oauth/grants.ts'
import { createRandom } from './random.ts'
import type { LoggedRequest } from './request-log.ts'
import type { IssuedTokens, Recipients, Sandbox, SandboxOptions } from './sandbox.ts'
import { listen } from './server.ts'
import type { JobEnd } from './world/jobs.ts'
import { campaignsOf } from './world/campaign-truth.ts'
import { lawFirm } from './world/law-firm.ts'
import { day } from './world/time.ts'
import { truthOf } from './world/truth.ts'
import { createWorld, type World } from './world/world.ts'

export { apiPath, authorizePath, tokenPath } from './constant-contact/app.ts'
export type { SandboxClock } from './clock.ts'
export type { Fault, FaultKind, FaultMatch, MalformedVariant } from './faults/fault.ts'
export type { FaultScript } from './faults/script.ts'
export type { LoggedRequest } from './request-log.ts'
export type { IssuedTokens, Recipients, Sandbox, SandboxOptions } from './sandbox.ts'
export { startFaultProxy } from './faults/proxy.ts'
export type { FaultProxy, ProxyFault } from './faults/proxy.ts'
export type { WorldDefinition } from './world/definition.ts'
export { lawFirm } from './world/law-firm.ts'
export { peopleCsv } from './world/people-csv.ts'
export type { ActivityRuns, CampaignTruth } from './world/campaign-truth.ts'
export type { ActivityTruth, ContactTruth, Totals, Truth } from './world/truth.ts'
export type { World } from './world/world.ts'

/** The integration registered at the simulated vendor, which keeps a secret. */
export const sandboxClient = {
  clientId: 'homing-sandbox',
  clientSecret: 'homing-sandbox-secret',
  name: 'Homing',
} as const satisfies Client

/** A second integration without a secret: it must use PKCE. */
export const publicClient = {
  clientId: 'homing-sandbox-public',
  name: 'Homing (public client)',
} as const satisfies Client

const longestToken = 86_400

/** Starts a simulated Constant Contact on loopback, with a world whose recipients behave. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, port = 0, speed = 0, ceiling = Date.now } = options
  const start = Math.floor(options.now ?? Math.min(ceiling(), Date.now()) - 14 * day)
  const definition = typeof options.world === 'object' ? options.world : lawFirm(seed)
  const world = createWorld(definition, start, seed, {
    ...(options.confirmations !== undefined && { confirmations: options.confirmations }),
  })
  const quietAt = () => {
    // What is done on the way there may take longer than was known before.
    world.settle(clock.now())
    return world.quietAt()
  }
  const clock: SandboxClock = createClock({ start, speed, ceiling, quietAt })
  const lifetime = Math.min(options.accessTokenSeconds ?? longestToken, longestToken)
  const grants = createGrants([sandboxClient, publicClient], lifetime)
  const limits = createLimits({
    enforce: options.enforceLimits ?? true,
    date: dateOf(ceiling),
    ...(options.requestsPerDay !== undefined && { perDay: options.requestsPerDay }),
  })
  const requests: LoggedRequest[] = []
  const inner = {
    world,
    clock,
    faults: createFaultScript(),
    requests,
    issueTokens: (clientId: string = sandboxClient.clientId) => issueTokens(grants, clientId),
    truth: () => truthOf(world, clock.now()),
    campaigns: () => campaignsOf(world, clock.now()),
    enforceLimits: limits.enforce,
    recipients: recipientsOf(world, clock),
    breakOff: (id: string, state: JobEnd) => {
      world.settle(clock.now())
      return world.jobs.breakOff(id, state, clock.now())
    },
  }
  const rowsPerPage = options.rowsPerPage ?? Infinity
  const confirmedOptIn = options.confirmedOptIn ?? false
  const parts = { world, clock, grants, limits, rowsPerPage, confirmedOptIn }
  const vendor = createConstantContact(parts)
  const control = controlRoutes(inner)
  const site = {
    vendor: (request: Request) => vendor.fetch(request),
    control: (request: Request) => control.fetch(request),
    clock,
    grants,
    faults: inner.faults,
    pages: createPageSpoiler(createRandom(`pages/${seed}`)),
    log: requests,
  }
  const server = await listen(site, port)
  return {
    ...inner,
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    close: server.close,
  }
}

function recipientsOf(world: World, clock: SandboxClock): Recipients {
  return {
    confirm: (id) => world.confirm(id, clock.now()),
    optOut: (id, reason = '') => world.optOut(id, reason, clock.now()),
  }
}

function issueTokens(grants: Grants, clientId: string): IssuedTokens {
  const { accessToken, refreshToken, expiresInSeconds } = grants.issue({
    clientId,
    scopes: allScopes,
  })
  return { accessToken, refreshToken: refreshToken as string, expiresInSeconds }
}

/** The observer's date; a ceiling without end has none, so the real date stands in. */
function dateOf(ceiling: () => number): () => number {
  return () => (Number.isFinite(ceiling()) ? ceiling() : Date.now())
}
