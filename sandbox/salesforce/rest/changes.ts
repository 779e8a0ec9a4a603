import { Hono, type Context } from 'hono'
import { moment, readMoment } from '../moments.ts'
import { Refused } from '../refusal.ts'
import type { Row } from '../rows.ts'
import type { Vendor } from '../vendor.ts'
import { namedObject } from './request.ts'

const day = 86_400_000
/** How far back the recycle bin is told. */
const oldestDays = 15

/** Which records of an object were written or deleted in a span of time. */
export function changeRoutes(vendor: Vendor): Hono {
  const { org, clock } = vendor
  const app = new Hono()
  const among = (c: Context, keep: (row: Row) => boolean) => {
    const object = namedObject(org, c.req.param('object'))
    const { start, end } = spanOf(c)
    const within: Row[] = []
    for (const row of org.table(object.name).all()) {
      const at = String(row.SystemModstamp)
      if (keep(row) && at >= start && at < end) within.push(row)
    }
    return { within, end }
  }
  app.get('/sobjects/:object/deleted', (c) => {
    const { within, end } = among(c, (row) => row.IsDeleted)
    return c.json({
      deletedRecords: within.map((row) => ({ id: row.Id, deletedDate: row.SystemModstamp })),
      earliestDateAvailable: moment(clock.now() - oldestDays * day),
      latestDateCovered: end,
    })
  })
  app.get('/sobjects/:object/updated', (c) => {
    const { within, end } = among(c, (row) => !row.IsDeleted)
    return c.json({ ids: within.map(({ Id }) => Id), latestDateCovered: end })
  })
  return app
}

/** A plus in a query that nobody escaped is a blank. */
function spanOf(c: Context) {
  const read = (name: string) => readMoment((c.req.query(name) ?? '').replace(' ', '+'))
  const [start, end] = [read('start'), read('end')]
  if (start === undefined || end === undefined) {
    throw new Refused('INVALID_REPLICATION_DATE', 'start and end must be moments')
  }
  if (start < end) return { start, end }
  throw new Refused('INVALID_REPLICATION_DATE', 'startDate before endDate')
}
