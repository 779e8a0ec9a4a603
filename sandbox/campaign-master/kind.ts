import { createRandom } from '../random.ts'
import type { VendorKind } from '../vendor.ts'
import { answerSoap } from './app.ts'
import { buttonRoutes } from './buttons.ts'
import { campaignMasterFaults } from './fault-face.ts'
import { createImports } from './import-book.ts'
import { apiPath } from './paths.ts'
import { createRestLimits } from './rest-limits.ts'
import { createTokens, lifeMinutes } from './tokens.ts'
import type { Vendor } from './vendor.ts'

const keys = {
  clientId: '4711',
  username: 'marguerite',
  password: 'sandbox-password',
} as const

/** Campaign Master (UK): the job service, and what is known of the limits of its REST. */
export const campaignMaster = {
  title: 'Campaign Master',
  paths: { api: apiPath },
  keys,
  faults: campaignMasterFaults,
  world: {},
  run: ({ world, clock, options, date }) => {
    const { seed = 1, accessTokenSeconds = Infinity, enforceLimits = true } = options
    const minutes = Math.min(lifeMinutes, accessTokenSeconds / 60)
    const tokens = createTokens(createRandom(`tokens/${seed}`), minutes)
    const vendor: Vendor = { world, keys, tokens, imports: createImports(world) }
    // A test's smaller quota stands for that of the hour, as none of a day is documented.
    const perHour = options.requestsPerDay
    const limits = createRestLimits({ enforce: enforceLimits, perHour, date })
    return {
      // One moment for the whole answer: the clock may be running.
      fetch: (request) =>
        new URL(request.url).pathname === apiPath
          ? answerSoap(vendor, request, clock.now())
          : limits.answer(),
      tokens: {
        check: (one) => (tokens.alive(one, clock.now()) ? { clientId: keys.clientId } : undefined),
        expire: tokens.end,
        revokeRefreshTokens: () => undefined,
      },
      enforceLimits: limits.enforce,
      control: buttonRoutes(vendor, clock),
    }
  },
} satisfies VendorKind
