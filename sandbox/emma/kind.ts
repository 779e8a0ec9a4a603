import { createLimits } from '../limits.ts'
import type { VendorKind } from '../vendor.ts'
import { createEmma } from './app.ts'
import { buttonRoutes } from './buttons.ts'
import { emmaFaults } from './fault-face.ts'
import { createFieldShelf } from './field-shelf.ts'
import { createImports } from './import-book.ts'
import { keys } from './keys.ts'
import { createMailings } from './mailing-book.ts'
import { createStandings } from './standing.ts'
import type { Vendor } from './vendor.ts'
import { createWebhooks } from './webhooks.ts'

/** The vendor refuses a client that is too fast, and does not say when: this is the sandbox's. */
const perSecond = 5

/** Emma, the API at /{account_id}. */
export const emma = {
  title: 'Emma',
  // The address is that of the host: the account is part of each path.
  paths: { api: '' },
  keys: { ...keys },
  faults: emmaFaults,
  resendsApart: true,
  world: {},
  run: ({ world, clock, faults, options, date }) => {
    const enforce = options.enforceLimits ?? true
    // A day's quota is nowhere documented; a test may still ask for one.
    const perDay = options.requestsPerDay ?? Infinity
    const vendor: Vendor = {
      world,
      clock,
      keys,
      limits: createLimits({ enforce, date, perSecond, perDay }),
      fields: createFieldShelf(world),
      imports: createImports(world.jobs),
      mailings: createMailings(world),
      standings: createStandings(world),
      rowsPerPage: options.rowsPerPage ?? Infinity,
    }
    const webhooks = createWebhooks(vendor, faults)
    const app = createEmma(vendor, webhooks)
    return {
      fetch: (request) => app.fetch(request),
      enforceLimits: vendor.limits.enforce,
      control: buttonRoutes(vendor, webhooks),
      deliver: webhooks.deliver,
    }
  },
} satisfies VendorKind
