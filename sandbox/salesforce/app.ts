import { Hono } from 'hono'
import { ingestRoutes } from './bulk/ingest.ts'
import { bulkQueryRoutes } from './bulk/query.ts'
import { errorBody, missingRecord, Refused } from './refusal.ts'
import { changeRoutes } from './rest/changes.ts'
import { collectionRoutes } from './rest/collections.ts'
import { describeRoutes } from './rest/describe.ts'
import { queryRoutes } from './rest/query.ts'
import { recordRoutes } from './rest/records.ts'
import { gate, signInRoutes } from './sign-in.ts'
import type { Vendor } from './vendor.ts'

export const dataPath = '/services/data'
export const tokenPath = '/services/oauth2/token'

/** The versions of the API that are answered alike. */
const oldest = 52
const newest = 68

/** The simulated vendor as one function from request to answer. */
export function createSalesforce(vendor: Vendor): Hono {
  // The vendor's own examples end some paths with a slash.
  const app = new Hono({ strict: false })
  app.route('/services/oauth2', signInRoutes(vendor))
  app.get(dataPath, (c) => c.json(versions()))
  app.route(`${dataPath}/:version`, dataRoutes(vendor))
  app.notFound((c) => c.json(errorBody('NOT_FOUND', missingRecord().message), 404))
  app.onError((error, c) => {
    if (!(error instanceof Refused)) throw error
    const { code, message, fields, status } = error
    return c.json(errorBody(code, message, fields.length > 0 ? fields : undefined), status)
  })
  return app
}

function dataRoutes(vendor: Vendor): Hono {
  const app = new Hono()
  app.use(gate(vendor))
  app.use(async (c, next) => {
    const version = /^v(\d+)\.0$/.exec(c.req.param('version') ?? '')?.[1]
    if (Number(version) >= oldest && Number(version) <= newest) return next()
    throw missingRecord()
  })
  app.get('/limits', (c) => c.json(limitsOf(vendor)))
  for (const routes of [
    describeRoutes,
    changeRoutes,
    queryRoutes,
    collectionRoutes,
    ingestRoutes,
    bulkQueryRoutes,
    recordRoutes,
  ]) {
    app.route('/', routes(vendor))
  }
  return app
}

function versions() {
  return Array.from({ length: newest - oldest + 1 }, (_, at) => {
    const version = `${oldest + at}.0`
    return { label: `Version ${version}`, url: `${dataPath}/v${version}`, version }
  })
}

/** The vendor's allowances of bulk rows are far beyond what a sandbox is asked to hold. */
function limitsOf({ client, limits, requestsPerDay, jobs }: Vendor) {
  const [bulkJobs, bulkBatches] = [10_000, 15_000]
  return {
    DailyApiRequests: {
      Max: requestsPerDay,
      Remaining: Math.max(0, requestsPerDay - limits.used(client.clientId)),
    },
    DailyBulkApiBatches: { Max: bulkBatches, Remaining: bulkBatches - jobs.made() },
    DailyBulkV2QueryJobs: { Max: bulkJobs, Remaining: bulkJobs - jobs.made() },
  }
}
