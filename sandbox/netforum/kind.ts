import { createRandom } from '../random.ts'
import type { VendorKind } from '../vendor.ts'
import { createActions } from './action-book.ts'
import { answer } from './app.ts'
import { controlRoutes } from './control.ts'
import { createDatabase } from './database.ts'
import { apiPath } from './elements.ts'
import { netForumFaults } from './fault-face.ts'
import { furnish } from './first-records.ts'
import { createPreferences } from './preference-book.ts'
import { createSavedQueries } from './saved-queries.ts'
import { createTokens, type Policy } from './tokens.ts'
import type { Vendor } from './vendor.ts'

const keys = { username: 'xweb.homing', password: 'sandbox-password' } as const

/** As the vendor ships web.config, but for the hours, of which no page tells the default. */
const usual: Policy = {
  expiration: 'Absolute',
  timeoutMinutes: 20,
  failCount: 25,
  lockOutHours: 1,
}

/** So many rows a query answers that does not say how many, and a page of a saved query has. */
const rowsUnasked = 1000
const rowsPerPage = 500

/** netFORUM Enterprise, a CRM of associations: xWeb, SOAP at one address. */
export const netForum = {
  title: 'netFORUM',
  paths: { api: apiPath },
  keys,
  requestsPerSecond: 50,
  faults: netForumFaults,
  world: {},
  run: ({ world, clock, options }) => {
    const { seed = 1, accessTokenSeconds = Infinity } = options
    const timeoutMinutes = Math.min(usual.timeoutMinutes, accessTokenSeconds / 60)
    const policy = { ...usual, timeoutMinutes }
    const tokens = createTokens(createRandom(`netforum tokens/${seed}`), policy)
    const vendor: Vendor = {
      keys,
      tokens,
      db: createDatabase(clock, seed),
      queries: createSavedQueries(),
      preferences: createPreferences(),
      actions: createActions(),
      rowsUnasked: options.rowsPerPage ?? rowsUnasked,
      rowsPerPage: options.rowsPerPage ?? rowsPerPage,
      now: clock.now,
    }
    furnish(vendor, world)
    return {
      fetch: (request) => answer(vendor, request),
      tokens: {
        check: (token) => (tokens.alive(token) ? { clientId: keys.username } : undefined),
        expire: tokens.end,
        revokeRefreshTokens: () => undefined,
      },
      // The vendor documents no limit of pace or quota, so there is nothing to enforce.
      enforceLimits: () => undefined,
      control: controlRoutes(vendor),
    }
  },
} satisfies VendorKind
