import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { bulkRoutes } from './bulk.ts'
import { errorBody, stockAnswer, SugarFault } from './errors.ts'
import { linkRoutes } from './link-routes.ts'
import { listRoutes } from './lists.ts'
import { metadataRoutes } from './metadata.ts'
import { recipientRoutes } from './recipients.ts'
import { recordRoutes } from './records.ts'
import { gate, logoutRoutes, tokenRoutes } from './sign-in.ts'
import { syncKeyRoutes } from './sync-key-routes.ts'
import type { Vendor } from './vendor.ts'

export const apiPath = '/rest/v11_20'
export const tokenPath = `${apiPath}/oauth2/token`

/** Any version of the interface that has the same routes. */
const versions = /^v(10|11(_\d{1,2})?)$/

/** The simulated vendor as one function from request to answer. */
export function createSugarCrm(vendor: Vendor): Hono {
  const root = new Hono()
  const api = new Hono()
  api.use(async (c, next) => {
    const version = c.req.path.split('/')[2] ?? ''
    if (!versions.test(version)) throw new SugarFault('incorrect_version')
    return next()
  })
  api.route('/', tokenRoutes(vendor))
  api.use(gate(vendor))
  api.route('/', logoutRoutes(vendor))
  api.route(
    '/',
    bulkRoutes((request) => root.fetch(request)),
  )
  // The fixed words of a path come before the names and ids that may stand in their place.
  const routes = [metadataRoutes, recipientRoutes, syncKeyRoutes, listRoutes, linkRoutes]
  for (const one of [...routes, recordRoutes]) api.route('/', one(vendor))
  root.route('/rest/:version', api)
  root.notFound((c) => c.json(stockAnswer('no_method').body, 404))
  root.onError((error, c) => {
    if (!(error instanceof SugarFault)) throw error
    const status = error.status as ContentfulStatusCode
    return c.json(errorBody(error.label, error.message), status)
  })
  return root
}
