import { allScopes, createGrants, type Client, type Grants } from '../oauth/grants.ts'
import type { IssuedTokens } from '../sandbox.ts'
import type { VendorKind } from '../vendor.ts'
import { apiPath, authorizePath, createConstantContact, tokenPath } from './app.ts'
import { constantContactFaults } from './fault-face.ts'
import { createLimits } from '../limits.ts'

/** The integration registered at the simulated vendor, which keeps a secret. */
export const sandboxClient = {
  clientId: 'homing-sandbox',
  clientSecret: 'homing-sandbox-secret',
  name: 'Homing',
} as const satisfies Client

/** A second integration without a secret: it must use PKCE. */
export const publicClient = {
  clientId: 'homing-sandbox-public',
  name: 'Homing (public client)',
} as const satisfies Client

const longestToken = 86_400
/** The vendor refuses to send a letter with a longer one. */
const longestLink = 1005

/** Constant Contact, API version 3. */
export const constantContact: VendorKind = {
  title: 'Constant Contact',
  paths: { api: apiPath, authorize: authorizePath, token: tokenPath },
  client: sandboxClient,
  faults: constantContactFaults,
  world: { longestLink },
  run: ({ world, clock, options, date }) => {
    const lifetime = Math.min(options.accessTokenSeconds ?? longestToken, longestToken)
    const grants = createGrants([sandboxClient, publicClient], lifetime)
    const limits = createLimits({
      enforce: options.enforceLimits ?? true,
      date,
      perSecond: 4,
      perDay: options.requestsPerDay ?? 10_000,
    })
    const rowsPerPage = options.rowsPerPage ?? Infinity
    const confirmedOptIn = options.confirmedOptIn ?? false
    const parts = { world, clock, grants, limits, rowsPerPage, confirmedOptIn }
    const app = createConstantContact(parts)
    return {
      fetch: (request) => app.fetch(request),
      tokens: grants,
      issueTokens: (clientId = sandboxClient.clientId) => issueTokens(grants, clientId),
      enforceLimits: limits.enforce,
    }
  },
}

function issueTokens(grants: Grants, clientId: string): IssuedTokens {
  const { accessToken, refreshToken, expiresInSeconds } = grants.issue({
    clientId,
    scopes: allScopes,
  })
  return { accessToken, refreshToken: refreshToken as string, expiresInSeconds }
}
