import { createLimits } from '../limits.ts'
import type { Client } from '../oauth/grants.ts'
import type { VendorKind } from '../vendor.ts'
import { authorizePath, createActOn, tokenPath } from './app.ts'
import { buttonRoutes } from './buttons.ts'
import { createCategories } from './categories.ts'
import { createColumns } from './columns.ts'
import { actOnFaults } from './fault-face.ts'
import { createMessages } from './message-book.ts'
import { createSuppression } from './suppression.ts'
import { createTokens } from './tokens.ts'
import { createUploads } from './upload-book.ts'
import type { Vendor } from './vendor.ts'
import { createWebhooks } from './webhooks.ts'

/** The integration, which is tied to no account: the user who signs in chooses that. */
const client = {
  clientId: 'homing-sandbox',
  clientSecret: 'homing-sandbox-secret',
  name: 'Homing',
} as const satisfies Client

const login = {
  username: 'marguerite@harrowgate-lindqvist.example',
  password: 'sandbox-password',
} as const

const longestToken = 3600
const perHour = 5

/** Act-On, the API at /api/1. */
export const actOn = {
  title: 'Act-On',
  // The vendor calls its address that of the host: /api/1 is part of each path it documents.
  paths: { api: '', authorize: authorizePath, token: tokenPath },
  client,
  login,
  faults: actOnFaults,
  resendsApart: true,
  world: {},
  run: ({ world, clock, faults, options, date }) => {
    const enforce = options.enforceLimits ?? true
    const perDay = options.requestsPerDay ?? 30_000
    const lifeSeconds = Math.min(options.accessTokenSeconds ?? longestToken, longestToken)
    const vendor: Vendor = {
      world,
      clock,
      tokens: createTokens({ lifeSeconds, enforce, perHour }),
      limits: createLimits({ enforce, date, perSecond: 5, perDay }),
      columns: createColumns(),
      uploads: createUploads(world.jobs),
      messages: createMessages(world),
      suppression: createSuppression(world),
      categories: createCategories(world.start),
      rowsPerPage: options.rowsPerPage ?? Infinity,
    }
    const webhooks = createWebhooks(vendor, faults)
    const app = createActOn(vendor, { client, login })
    return {
      fetch: (request) => app.fetch(request),
      tokens: vendor.tokens,
      issueTokens: (clientId = client.clientId) => vendor.tokens.issue(clientId),
      enforceLimits: (on) => {
        vendor.limits.enforce(on)
        vendor.tokens.enforce(on)
      },
      control: buttonRoutes(vendor, webhooks),
      deliver: webhooks.deliver,
    }
  },
} satisfies VendorKind
