import { Hono } from 'hono'
import { accountRoutes } from './account.ts'
import { drilldownRoutes } from './drilldowns.ts'
import { gatewayErrors } from './errors.ts'
import { gate } from './gate.ts'
import { listRoutes } from './lists.ts'
import { messageRoutes } from './messages.ts'
import { recordRoutes } from './records.ts'
import { reportRoutes } from './reports.ts'
import { sendRoutes } from './sends.ts'
import { authorizeRoutes, tokenRoutes, type Registered } from './sign-in.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { suppressionRoutes } from './suppression-lists.ts'
import { uploadRoutes } from './uploads.ts'
import type { Env, Vendor } from './vendor.ts'

export const authorizePath = '/authorize'
export const tokenPath = '/token'
export const apiPath = '/api/1'

/** The simulated vendor as one function from request to answer. */
export function createActOn(vendor: Vendor, registered: Registered): Hono {
  const api = new Hono<Env>()
  api.use(gate(vendor))
  // Lists with a name of their own come before those with an id.
  for (const routes of [
    accountRoutes,
    suppressionRoutes,
    subscriptionRoutes,
    uploadRoutes,
    recordRoutes,
    listRoutes,
    reportRoutes,
    drilldownRoutes,
    sendRoutes,
    messageRoutes,
  ]) {
    api.route('/', routes(vendor))
  }
  const app = new Hono()
  app.route(authorizePath, authorizeRoutes(vendor.tokens, registered))
  app.route(tokenPath, tokenRoutes(vendor.tokens, registered))
  app.route(apiPath, api)
  app.notFound((c) => c.json(gatewayErrors.notFound, 404))
  return app
}
