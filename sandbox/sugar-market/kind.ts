import type { VendorKind } from '../vendor.ts'
import { createSugarMarket } from './app.ts'
import { sugarMarketFaults } from './fault-face.ts'
import { apiPath } from './paths.ts'
import type { Vendor } from './vendor.ts'

const keys = {
  username: 'api.user@harrowgate-lindqvist',
  password: 'sandbox-password',
} as const

/** The pages of the samples are of a hundred. */
const usualPage = 100

/** Sugar Market, once SalesFUSION: records to be read, page by page. */
export const sugarMarket = {
  title: 'Sugar Market',
  paths: { api: apiPath },
  keys,
  faults: sugarMarketFaults,
  world: {},
  run: ({ world, clock, options }) => {
    const rowsPerPage = Math.min(usualPage, options.rowsPerPage ?? Infinity)
    const vendor: Vendor = { world, clock, keys, rowsPerPage }
    const app = createSugarMarket(vendor)
    return {
      fetch: (request) => app.fetch(request),
      // The vendor documents no limit of pace or quota, so there is nothing to enforce.
      enforceLimits: () => undefined,
    }
  },
} satisfies VendorKind
