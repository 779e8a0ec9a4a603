import type { VendorKind } from '../vendor.ts'
import { createHighRoad } from './app.ts'
import { buttonRoutes } from './buttons.ts'
import { createCampaigns } from './campaign-book.ts'
import { highRoadFaults } from './fault-face.ts'
import { keys } from './keys.ts'
import { rpcPath } from './paths.ts'
import { createUnsubs } from './unsub-book.ts'
import type { Vendor } from './vendor.ts'

/** HighRoad Solution, which is Adestra: XML-RPC at one address, and a little REST. */
export const highRoad = {
  title: 'HighRoad',
  paths: { api: rpcPath },
  // All lists that somebody can leave; no call is documented that tells which there are.
  keys: { ...keys, unsubListIds: '1, 2' },
  faults: highRoadFaults,
  world: {},
  run: ({ world, clock, options }) => {
    const vendor: Vendor = {
      world,
      keys,
      campaigns: createCampaigns(world),
      unsubs: createUnsubs(world),
      rowsPerPage: options.rowsPerPage ?? Infinity,
    }
    const app = createHighRoad(vendor, clock)
    return {
      fetch: (request) => app.fetch(request),
      // The vendor documents no limit of pace or quota, so there is nothing to enforce.
      enforceLimits: () => undefined,
      control: buttonRoutes(vendor, clock),
    }
  },
} satisfies VendorKind
