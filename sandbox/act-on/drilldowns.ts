import { stringify } from 'csv-stringify/sync'
import { Hono } from 'hono'
import { createRandom } from '../random.ts'
import type { Row, RowKind } from '../world/rows.ts'
import type { ContactState } from '../world/world.ts'
import { whenText } from './display-time.ts'
import { mistake } from './errors.ts'
import { listName, recordId } from './ids.ts'
import { listingOf, type Message } from './message-book.ts'
import { slice } from './paging.ts'
import { leftOut, listOf, runOf } from './recipients.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

const rowsBehind: Partial<Record<string, RowKind>> = {
  SENT: 'sends',
  OPENED: 'opens',
  CLICKED: 'clicks',
  BOUNCED: 'bounces',
  OPT_OUT: 'optouts',
  SPAM: 'abuse',
}

/** The words of a click are documented; the others carry the verb itself. */
const clickWords = { action: 'Clickthrough', data: 'CLICK' }

export function drilldownRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/message/:id/report/:verb', (c) => drilldown(c, vendor))
  return app
}

/** What lies behind one figure of a report, newest first; no date filter is offered. */
function drilldown(c: Ctx, vendor: Vendor) {
  const message = vendor.messages.find(c.req.param('id') ?? '')
  const now = c.get('now')
  if (message === undefined || listingOf(message, now) !== 'SENT') {
    return mistake(c, 'message', 404)
  }
  const verb = c.req.param('verb') ?? ''
  const kind = rowsBehind[verb]
  if (kind === undefined && verb !== 'SUPPRESSED') return mistake(c, 'verb')
  const lines = kind === undefined ? suppressed(vendor, message, now) : told(vendor, message, kind)
  if (c.req.query('responseformat')?.toUpperCase() === 'CSV') {
    c.header('content-type', 'text/csv; charset=utf-8')
    return c.body(
      stringify(
        lines(now).map((make) => make()),
        { header: true, columns },
      ),
    )
  }
  const { rows, ...page } = slice(c, lines(now))
  return c.json({ ...page, result: rows.map((make) => make()) })
}

const columns = ['listid', 'recid', 'email', 'name', 'action', 'data', 'when', 'ts', 'linkURI']

type Lines = (now: number) => (() => Record<string, unknown>)[]

function told(vendor: Vendor, message: Message, kind: RowKind): Lines {
  const { world } = vendor
  return (now) =>
    world
      .rows(message.activity.activityId, kind, now)
      .toReversed()
      .map((row) => () => rowLine(vendor, message, row))
}

function rowLine(vendor: Vendor, message: Message, row: Row) {
  const { world } = vendor
  const run = runOf(message, row)
  const state = world.contactAt(row.contactId, run?.at ?? row.at)
  const listId = state && run && listOf(state, run)
  const verb = Object.entries(rowsBehind).find(([, kind]) => kind === row.kind)?.[0]
  return {
    ...who(vendor, state, listId),
    email: row.address,
    ...(row.kind === 'clicks' ? clickWords : { action: verb, data: verb }),
    ...when(vendor, row.at),
    ...(row.url !== undefined && { linkURI: row.url }),
    ...(row.device !== undefined && machine(row)),
  }
}

function who({ world }: Vendor, state: ContactState | undefined, listId: string | undefined) {
  const { firstName = '', lastName = '' } = state?.profile ?? {}
  const name = `${firstName} ${lastName}`.trim()
  if (state === undefined || listId === undefined) return { listid: '', recid: '', name }
  return { listid: listName(world, listId), recid: recordId(world, listId, state), name }
}

function when({ world }: Vendor, at: number) {
  return { when: whenText(at, world.definition.account.timeZone), ts: at }
}

function suppressed(vendor: Vendor, message: Message, now: number): Lines {
  const found = leftOut(vendor.world, message, now).toReversed()
  return () =>
    found.map(({ run, state }) => () => ({
      ...who(vendor, state, listOf(state, run)),
      email: state.address,
      action: 'SUPPRESSED',
      data: 'SUPPRESSED',
      ...when(vendor, run.at),
    }))
}

const programs = {
  computer: { os: 'Windows', browser: 'Chrome' },
  mobile: { os: 'iOS', browser: 'Safari' },
  tablet: { os: 'iOS', browser: 'Safari' },
  other: { os: 'Unknown', browser: 'Unknown' },
  none: {},
}

/** Addresses from the ranges kept for documentation: machines have one of their own. */
function machine({ cause, contactId, device }: Row) {
  const last = createRandom(`ip/${contactId}`).int(1, 254)
  const network = cause === 'person' ? '198.51.100' : '203.0.113'
  return { ip: `${network}.${last}`, ...programs[device ?? 'none'] }
}
