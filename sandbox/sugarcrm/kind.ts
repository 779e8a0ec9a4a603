import { createCrm } from '../sugar-data/crm.ts'
import { furnish } from '../sugar-data/first-crm.ts'
import type { VendorKind } from '../vendor.ts'
import { createAccess } from './access.ts'
import { apiPath, createSugarCrm, tokenPath } from './app.ts'
import { controlRoutes } from './control.ts'
import { sugarCrmFaults } from './fault-face.ts'
import { createSessions } from './sessions.ts'
import { accessSeconds, refreshSeconds } from './sign-in.ts'
import { createSyncKeys } from './sync-keys.ts'
import type { Vendor } from './vendor.ts'

/** The OAuth key that every server has; it has no secret. */
const client = { clientId: 'sugar', clientSecret: '', name: 'Sugar' } as const

const login = { username: 'admin', password: 'sandbox-password' } as const

/** The platform that the administrator has registered for the integration. */
const platform = 'homing'

/** SugarCRM, a CRM: its REST interface, version 11. */
export const sugarCrm = {
  title: 'SugarCRM',
  paths: { api: apiPath, token: tokenPath },
  client,
  login,
  keys: { platform },
  faults: sugarCrmFaults,
  world: {},
  run: ({ world, clock, options }) => {
    const crm = createCrm(clock, `sugarcrm/${options.seed ?? 1}`)
    furnish(crm, world)
    const lifeSeconds = Math.min(options.accessTokenSeconds ?? accessSeconds, accessSeconds)
    const vendor: Vendor = {
      crm,
      sessions: createSessions({ accessSeconds: lifeSeconds, refreshSeconds }),
      access: createAccess(),
      syncKeys: createSyncKeys(crm),
      registered: {
        keys: { [client.clientId]: client.clientSecret, homing: 'homing-sandbox-secret' },
        login,
        platforms: ['base', 'mobile', 'portal', platform],
      },
      rowsPerPage: options.rowsPerPage ?? Infinity,
    }
    const app = createSugarCrm(vendor)
    let issued = 0
    return {
      fetch: (request) => app.fetch(request),
      tokens: vendor.sessions,
      // Each is a session of its own, which no sign-in ends.
      issueTokens: (clientId = client.clientId) => {
        issued += 1
        const session = vendor.sessions.open(clientId, `issued ${issued}`)
        const { accessToken, refreshToken } = session
        return { accessToken, refreshToken, expiresInSeconds: session.accessSeconds }
      },
      // There are none.
      enforceLimits: () => undefined,
      control: controlRoutes(vendor),
    }
  },
} satisfies VendorKind
