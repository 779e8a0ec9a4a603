import { createLimits } from '../limits.ts'
import type { VendorKind } from '../vendor.ts'
import { createSalesforce, tokenPath } from './app.ts'
import { createJobs } from './bulk/jobs.ts'
import { controlRoutes } from './control/routes.ts'
import { salesforceFaults } from './fault-face.ts'
import { furnish } from './first-org.ts'
import { createLocks } from './locks.ts'
import { createOrg } from './org.ts'
import { createPasses } from './passes.ts'
import type { Vendor } from './vendor.ts'

/** A connected app with a user in whose name it works. */
const client = {
  clientId: '3MVG9homing.sandbox.consumer.key',
  clientSecret: 'homing-sandbox-secret',
  name: 'Homing',
} as const

/** The usual life of a session that nobody uses. */
const longestIdle = 7200
/** What a small organization has a day. */
const usualRequests = 15_000

/** Salesforce, a CRM, with Practifi on it. */
export const salesforce = {
  title: 'Salesforce',
  // Everything is found from the address of the organization.
  paths: { api: '', token: tokenPath },
  client,
  faults: salesforceFaults,
  world: {},
  run: ({ world, clock, options, date }) => {
    const org = createOrg(clock, options.seed ?? 1)
    furnish(org, world)
    const idle = Math.min(options.accessTokenSeconds ?? longestIdle, longestIdle)
    const requestsPerDay = options.requestsPerDay ?? usualRequests
    const enforce = options.enforceLimits ?? true
    const limits = createLimits({ enforce, perSecond: Infinity, perDay: requestsPerDay, date })
    const vendor: Vendor = {
      org,
      clock,
      client,
      limits,
      requestsPerDay,
      passes: createPasses(org.id, idle),
      rowsPerPage: options.rowsPerPage ?? Infinity,
      jobs: createJobs(org),
      locks: createLocks(),
    }
    const app = createSalesforce(vendor)
    return {
      fetch: (request) => app.fetch(request),
      tokens: vendor.passes,
      issueTokens: (clientId = client.clientId) => {
        const accessToken = vendor.passes.issue(clientId)
        return { accessToken, refreshToken: '', expiresInSeconds: idle }
      },
      enforceLimits: (on) => limits.enforce(on),
      control: controlRoutes(vendor),
    }
  },
} satisfies VendorKind
