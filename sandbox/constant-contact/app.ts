import { Hono } from 'hono'
import { authorizeRoutes } from '../oauth/authorize.ts'
import { tokenRoutes } from '../oauth/token.ts'
import { accountRoutes } from './account.ts'
import { activityRoutes } from './activities.ts'
import { campaignWriteRoutes } from './campaign-writes.ts'
import { contactReportRoutes } from './contact-reports.ts'
import { contactWriteRoutes } from './contact-writes.ts'
import { importRoutes } from './contacts-import.ts'
import { contactRoutes } from './contacts.ts'
import { customFieldRoutes } from './custom-fields.ts'
import { emailRoutes } from './emails.ts'
import { notFound } from './errors.ts'
import { gate } from './gate.ts'
import { listWriteRoutes } from './list-writes.ts'
import { listRoutes } from './lists.ts'
import { membershipOrderRoutes } from './membership-orders.ts'
import { resubscribeRoutes } from './resubscribe.ts'
import { scheduleRoutes } from './schedules.ts'
import { signUpRoutes } from './sign-up.ts'
import { statsRoutes } from './stats.ts'
import { summaryRoutes } from './summaries.ts'
import { testSendRoutes } from './test-sends.ts'
import { trackingRoutes } from './tracking.ts'
import type { Env, Vendor } from './vendor.ts'

export const authorizePath = '/oauth2/default/v1/authorize'
export const tokenPath = '/oauth2/default/v1/token'
export const apiPath = '/v3'

/**
 * The simulated vendor as one function from request to answer. At the vendor the authorization
 * server and the API have different hosts; here they share one, under their usual paths.
 */
export function createConstantContact(vendor: Vendor): Hono {
  const api = new Hono<Env>()
  api.use(gate(vendor))
  for (const routes of [
    accountRoutes,
    listRoutes,
    contactRoutes,
    emailRoutes,
    trackingRoutes,
    statsRoutes,
    summaryRoutes,
    contactReportRoutes,
    contactWriteRoutes,
    signUpRoutes,
    resubscribeRoutes,
    listWriteRoutes,
    customFieldRoutes,
    activityRoutes,
    membershipOrderRoutes,
    importRoutes,
    campaignWriteRoutes,
    scheduleRoutes,
    testSendRoutes,
  ]) {
    api.route('/', routes(vendor))
  }
  const app = new Hono()
  app.route(authorizePath, authorizeRoutes(vendor.grants))
  app.route(tokenPath, tokenRoutes(vendor.grants))
  app.route(apiPath, api)
  app.notFound((c) => notFound(c, 'The requested resource was not found.', 'api'))
  return app
}
