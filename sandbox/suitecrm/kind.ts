import { createCrm } from '../sugar-data/crm.ts'
import { furnish } from '../sugar-data/first-crm.ts'
import type { VendorKind } from '../vendor.ts'
import { createSuiteCrm, tokenPath } from './app.ts'
import { controlRoutes } from './control.ts'
import { suiteCrmFaults } from './fault-face.ts'
import { createPasses } from './passes.ts'
import type { Vendor } from './vendor.ts'

/** A client of OAuth2, of which the CRM's administrator has made one. */
const client = {
  clientId: '6f1d2f0e-6f2b-4d3c-9a52-1c7f0e8a4b11',
  clientSecret: 'homing-sandbox-secret',
  name: 'Homing',
} as const

const login = { username: 'admin', password: 'sandbox-password' } as const

const longestToken = 3600
/** PHP's usual life of a session that nobody uses. */
const idleSeconds = 1440

/** SuiteCRM 7, a CRM: its V8 API below /Api, and v4_1 below /service. */
export const suiteCrm = {
  title: 'SuiteCRM',
  // Both interfaces are found from the address of the host.
  paths: { api: '', token: tokenPath },
  client,
  login,
  faults: suiteCrmFaults,
  world: {},
  run: ({ world, clock, options }) => {
    const crm = createCrm(clock, `suitecrm/${options.seed ?? 1}`)
    furnish(crm, world)
    const lifeSeconds = Math.min(options.accessTokenSeconds ?? longestToken, longestToken)
    const vendor: Vendor = {
      crm,
      clock,
      passes: createPasses({ lifeSeconds, idleSeconds }),
      registered: { client, login },
      rowsPerPage: options.rowsPerPage ?? Infinity,
    }
    const app = createSuiteCrm(vendor)
    return {
      fetch: (request) => app.fetch(request),
      tokens: vendor.passes,
      issueTokens: (clientId = client.clientId) => vendor.passes.issue(clientId),
      // There are none.
      enforceLimits: () => undefined,
      control: controlRoutes(vendor),
    }
  },
} satisfies VendorKind
