import { Hono } from 'hono'
import { restPath, restRoutes } from './v4/rest.ts'
import { createV8 } from './v8/app.ts'
import type { Vendor } from './vendor.ts'

const apiPath = '/Api/index.php'
export const tokenPath = `${apiPath}/access_token`

/** The simulated vendor as one function from request to answer. */
export function createSuiteCrm(vendor: Vendor): Hono {
  const v8 = createV8(vendor)
  const app = new Hono()
  app.route(apiPath, v8)
  // As the web server's rewrite has it.
  app.route('/Api', v8)
  app.route(restPath, restRoutes(vendor))
  app.notFound((c) => c.html('<h1>Page Not Found</h1>', 404))
  return app
}
