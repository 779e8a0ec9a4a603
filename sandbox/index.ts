import { createClock, type SandboxClock } from './clock.ts'
import { controlRoutes } from './control/routes.ts'
import { createPageSpoiler } from './faults/pages.ts'
import { createFaultScript } from './faults/script.ts'
import { silence } from './faults/silence.ts'
import { createRandom } from './random.ts'
import type { LoggedRequest } from './request-log.ts'
import type { Recipients, Sandbox, SandboxOptions } from './sandbox.ts'
import { listen } from './server.ts'
import type { VendorKind } from './vendor.ts'
import { vendors } from './vendors.ts'
import type { JobEnd } from './world/jobs.ts'
import { campaignsOf } from './world/campaign-truth.ts'
import { lawFirm } from './world/law-firm.ts'
import { day } from './world/time.ts'
import { truthOf } from './world/truth.ts'
import { createWorld, type World } from './world/world.ts'

export { apiPath, authorizePath, tokenPath } from './constant-contact/app.ts'
export { publicClient, sandboxClient } from './constant-contact/kind.ts'
export type { SandboxClock } from './clock.ts'
export type { Fault, FaultKind, FaultMatch, MalformedVariant } from './faults/fault.ts'
export type { FaultScript } from './faults/script.ts'
export type { LoggedRequest } from './request-log.ts'
export type { IssuedTokens, Recipients, Sandbox, SandboxOptions } from './sandbox.ts'
export { startEmptySqlServer } from './sqlserver/instance.ts'
export { startFaultProxy } from './faults/proxy.ts'
export type { FaultProxy, ProxyFault } from './faults/proxy.ts'
export { isVendor, vendors, type VendorName } from './vendors.ts'
export type { WorldDefinition } from './world/definition.ts'
export { lawFirm } from './world/law-firm.ts'
export { peopleCsv } from './world/people-csv.ts'
export type { ActivityRuns, CampaignTruth } from './world/campaign-truth.ts'
export type { ActivityTruth, ContactTruth, Totals, Truth } from './world/truth.ts'
export type { World } from './world/world.ts'

/** Starts a simulated vendor on loopback, with a world whose recipients behave. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, port = 0, speed = 0, ceiling = Date.now, esp = 'constant-contact' } = options
  const kind: FacedKind = { faults: silence, ...vendors[esp] }
  const start = Math.floor(options.now ?? Math.min(ceiling(), Date.now()) - 14 * day)
  const definition = typeof options.world === 'object' ? options.world : lawFirm(seed)
  const world = createWorld(definition, start, seed, {
    ...kind.world,
    ...(options.confirmations !== undefined && { confirmations: options.confirmations }),
  })
  const quietAt = () => {
    // What is done on the way there may take longer than was known before.
    world.settle(clock.now())
    return world.quietAt()
  }
  const clock: SandboxClock = createClock({ start, speed, ceiling, quietAt })
  const faults = createFaultScript(kind.faults)
  const vendor = await kind.run({ world, clock, faults, options, date: dateOf(ceiling) })
  const requests: LoggedRequest[] = []
  const deliver = async () => (await vendor.deliver?.()) ?? 0
  const inner = {
    world,
    clock,
    faults,
    requests,
    settings: vendor.settings ?? {},
    issueTokens: vendor.issueTokens ?? (() => noTokens(kind)),
    truth: () => truthOf(world, clock.now()),
    campaigns: () => campaignsOf(world, clock.now()),
    enforceLimits: vendor.enforceLimits,
    recipients: recipientsOf(world, clock),
    deliver,
    breakOff: breakerOf(world, clock),
  }
  const { control: buttons } = vendor
  const control = controlRoutes({ ...inner, kind, ...(buttons && { buttons }) })
  const site = {
    vendor: (request: Request) => vendor.fetch?.(request) ?? nobody(),
    control: (request: Request) => control.fetch(request),
    clock,
    ...(vendor.tokens && { tokens: vendor.tokens }),
    face: kind.faults,
    faults,
    pages: createPageSpoiler(createRandom(`pages/${seed}`), kind.faults.pages),
    log: requests,
    deliver,
  }
  const server = await listen(site, port)
  const postman = vendor.deliver && goingRound(vendor.deliver)
  return {
    ...inner,
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    close: () => {
      clearInterval(postman)
      return server.close().finally(() => vendor.close?.())
    },
  }
}

type FacedKind = VendorKind & Required<Pick<VendorKind, 'faults'>>

function nobody(): Response {
  return new Response('This server answers no requests.', { status: 404 })
}

function breakerOf(world: World, clock: SandboxClock): Sandbox['breakOff'] {
  return (id: string, state: JobEnd) => {
    world.settle(clock.now())
    return world.jobs.breakOff(id, state, clock.now())
  }
}

function noTokens({ title }: VendorKind): never {
  throw new Error(`${title} issues no tokens.`)
}

const round = 500

/** While the clock runs by itself, webhooks go out without anybody asking for anything. */
function goingRound(deliver: () => Promise<number>): NodeJS.Timeout {
  const timer = setInterval(() => {
    deliver().catch((error: unknown) => console.error('sandbox:', error))
  }, round)
  return timer.unref()
}

function recipientsOf(world: World, clock: SandboxClock): Recipients {
  return {
    confirm: (id) => world.confirm(id, clock.now()),
    optOut: (id, reason = '') => world.optOut(id, reason, clock.now()),
  }
}

/** The observer's date; a ceiling without end has none, so the real date stands in. */
function dateOf(ceiling: () => number): () => number {
  return () => (Number.isFinite(ceiling()) ? ceiling() : Date.now())
}
