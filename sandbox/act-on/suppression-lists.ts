import { Hono } from 'hono'
import { readForm, wholeFile } from './body.ts'
import { csvRecords } from '../csv.ts'
import { mistake } from './errors.ts'
import { between, slice, timestamp } from './paging.ts'
import type { Suppressed } from './suppression.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** The account's dated lists of whom it does not write to; opt-outs can be added and removed. */
export function suppressionRoutes({ suppression }: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/list/optout', (c) => listed(c, suppression.optOuts(c.get('now'))))
  app.get('/list/hardbounce', (c) => listed(c, suppression.hardBounces(c.get('now'))))
  app.get('/list/spamcomplaint', (c) => listed(c, suppression.complaints(c.get('now'))))
  app.put('/list/optout', (c) => changed(c, suppression.optOut))
  app.put('/list/optin', (c) => changed(c, suppression.optIn))
  return app
}

/** These lists never say how long they are. */
function listed(c: Ctx, all: readonly Suppressed[]) {
  const within = between(
    timestamp(c.req.query('createdafter')),
    timestamp(c.req.query('createdbefore')),
  )
  const { offset, count, rows } = slice(
    c,
    all.filter((one) => within(one.at)),
  )
  const result = rows.map(({ email, at, origin }) => ({ email, timestamp: at, origin }))
  return c.json({ offset, count, totalCount: -1, result })
}

export const plainAddress = /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/

async function changed(c: Ctx, change: (address: string, now: number) => void) {
  const file = wholeFile(await readForm(c))
  if (file === undefined) return mistake(c, 'fileMissing')
  const lines = csvRecords(file, { separator: ',', quote: '"' }).map(([first = '']) => first.trim())
  const empty = lines.filter((one) => one === '').length
  const wrong = lines.filter((one) => one !== '' && !plainAddress.test(one))
  const valid = lines.filter((one) => plainAddress.test(one))
  for (const address of valid) change(address, c.get('now'))
  const refused = empty + wrong.length
  const done = `${valid.length} valid records processed.`
  return c.json({
    status: 'success',
    message: `${refused} invalid or empty records rejected. ${done}`,
    emptyRecords: empty,
    rejectedRecords: wrong.length,
    ...(wrong.length > 0 && { rejectedRecordsUrl: `bad_optout_records_${c.get('now')}_bad.csv` }),
  })
}
