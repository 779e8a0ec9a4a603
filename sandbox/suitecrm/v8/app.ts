import { Hono } from 'hono'
import { DatabaseFailure } from '../../sugar-data/database-failure.ts'
import { databaseFailure, Refused } from '../refusal.ts'
import type { Vendor } from '../vendor.ts'
import { answer, errorBody } from './answer.ts'
import { metaRoutes } from './meta.ts'
import { recordRoutes } from './records.ts'
import { relationshipRoutes } from './relationships.ts'
import { gate, logoutRoutes, tokenRoutes } from './sign-in.ts'

/** The JSON:API, with the endpoint of its tokens. */
export function createV8(vendor: Vendor): Hono {
  const v8 = new Hono()
  v8.use(gate(vendor))
  for (const routes of [logoutRoutes, metaRoutes, recordRoutes, relationshipRoutes]) {
    v8.route('/', routes(vendor))
  }
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof Refused) return answer(c, errorBody(400, error.message), 400)
    if (error instanceof DatabaseFailure) return c.text(databaseFailure, 500)
    throw error
  })
  app.route('/', tokenRoutes(vendor))
  app.route('/V8', v8)
  return app
}
