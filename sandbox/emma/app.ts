import { Hono } from 'hono'
import { errorBody } from './errors.ts'
import { fieldRoutes } from './fields.ts'
import { gate } from './gate.ts'
import { groupMemberRoutes } from './group-members.ts'
import { groupRoutes } from './groups.ts'
import { importRoutes } from './imports.ts'
import { mailingControlRoutes } from './mailing-control.ts'
import { mailingRoutes } from './mailings.ts'
import { manyMemberRoutes } from './many-members.ts'
import { memberGroupRoutes } from './member-groups.ts'
import { memberMailingRoutes } from './member-mailings.ts'
import { memberWriteRoutes } from './member-writes.ts'
import { memberRoutes } from './members.ts'
import { resendRoutes } from './resend.ts'
import { responseRowRoutes } from './response-rows.ts'
import { responseRoutes } from './response.ts'
import type { Env, Vendor } from './vendor.ts'
import { webhookRoutes } from './webhook-routes.ts'
import type { Webhooks } from './webhooks.ts'

/** The simulated vendor as one function from request to answer. */
export function createEmma(vendor: Vendor, webhooks: Webhooks): Hono {
  const api = new Hono<Env>()
  api.use(gate(vendor))
  for (const routes of [
    memberRoutes,
    memberWriteRoutes,
    manyMemberRoutes,
    memberGroupRoutes,
    memberMailingRoutes,
    importRoutes,
    groupRoutes,
    groupMemberRoutes,
    fieldRoutes,
    mailingRoutes,
    mailingControlRoutes,
    resendRoutes,
    responseRoutes,
    responseRowRoutes,
  ]) {
    api.route('/', routes(vendor))
  }
  api.route('/', webhookRoutes(vendor, webhooks))
  const app = new Hono()
  app.route('/:account', api)
  app.notFound((c) => c.json(errorBody('Not Found'), 404))
  return app
}
