import { createLimits } from '../limits.ts'
import type { VendorKind } from '../vendor.ts'
import { createOpenCrm } from './app.ts'
import { controlRoutes } from './control.ts'
import { createCrm } from './crm.ts'
import { openCrmFaults } from './fault-face.ts'
import { furnish } from './first-people.ts'
import { apiPath } from './paths.ts'
import { createSessions } from './sessions.ts'
import { clientId, type Vendor } from './vendor.ts'

const keys = {
  apiKey: '7d2c5f80b1e94a6f9c3e',
  passKey: 'sandbox-passkey',
} as const

/** Nobody says how long a session lasts. */
const longestSession = 3600

/** OpenCRM: functions that are called by posting forms, below /api/rest. */
export const openCrm = {
  title: 'OpenCRM',
  paths: { api: apiPath },
  keys,
  // What this one bears: each activity of a target is a call, and a demo has thousands of them.
  requestsPerSecond: 200,
  faults: openCrmFaults,
  world: {},
  run: ({ world, options, date }) => {
    const crm = createCrm()
    furnish(crm, world, options.seed ?? 1)
    const vendor: Vendor = {
      crm,
      keys,
      sessions: createSessions(
        Math.min(options.accessTokenSeconds ?? longestSession, longestSession),
      ),
      // The vendor has a limit and no number for it: there is one where somebody asks for it.
      limits: createLimits({
        enforce: options.enforceLimits ?? true,
        perSecond: Infinity,
        perDay: options.requestsPerDay ?? Infinity,
        date,
      }),
      rowsPerPage: options.rowsPerPage ?? Infinity,
    }
    const app = createOpenCrm(vendor)
    return {
      fetch: (request) => app.fetch(request),
      tokens: {
        check: (shown) =>
          shown === keys.apiKey || vendor.sessions.isOpen(shown) ? { clientId } : undefined,
        expire: (shown) => vendor.sessions.end(shown),
        revokeRefreshTokens: () => undefined,
      },
      enforceLimits: (on) => vendor.limits.enforce(on),
      control: controlRoutes(vendor),
    }
  },
} satisfies VendorKind
