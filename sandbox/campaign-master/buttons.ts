import { Hono } from 'hono'
import type { SandboxClock } from '../clock.ts'
import { statusOf } from './import-book.ts'
import type { Vendor } from './vendor.ts'

/** What can be looked at beside the API: what became of each row of the files that were sent. */
export function buttonRoutes({ imports, world }: Vendor, clock: SandboxClock): Hono {
  const app = new Hono()
  app.get('/import-jobs', (c) => {
    const now = clock.now()
    world.settle(now)
    return c.json(
      imports.all().map((one) => ({
        id: one.id,
        jobId: one.job.jobId,
        filename: one.definition.filename,
        status: statusOf(one, now),
        rows: one.definition.rows.map(({ address }, place) => ({
          address,
          ...(one.outcomes[place] !== undefined && { outcome: one.outcomes[place] }),
        })),
      })),
    )
  })
  return app
}
