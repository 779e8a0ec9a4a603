import { Hono } from 'hono'
import type { Row, RowKind } from '../world/rows.ts'
import { totalsOf } from '../world/truth.ts'
import { agoText, dayOf, monthText } from './display-time.ts'
import { mistake } from './errors.ts'
import { listName } from './ids.ts'
import { listingOf, type Message } from './message-book.ts'
import { leftOut } from './recipients.ts'
import { hardCodes } from './suppression.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function reportRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/message/report', (c) => monthReport(c, vendor))
  app.get('/message/:id/report', (c) => messageReport(c, vendor))
  return app
}

function messageReport(c: Ctx, vendor: Vendor) {
  const { world } = vendor
  const message = vendor.messages.find(c.req.param('id') ?? '')
  const now = c.get('now')
  if (message === undefined || listingOf(message, now) !== 'SENT') return mistake(c, 'message')
  const { activityId, subject, runs } = message.activity
  const totals = totalsOf(world, [activityId], now)
  const bounces = bouncesOf(world.rows(activityId, 'bounces', now))
  const left = leftOut(world, message, now).length
  const lists = [...new Set(runs.flatMap((run) => run.listIds))]
  return c.json({
    status: 'ok',
    sent: totals.sends,
    delivered: totals.sends - totals.bounces,
    bounced: totals.bounces,
    hardBounced: bounces.hard,
    softBounced: bounces.soft,
    opened: [totals.uniqueOpens, totals.opens],
    effectiveopened: [0, 0],
    clicked: [totals.uniqueClicks, totals.clicks],
    notsent: [left, left],
    notopened: Math.max(0, totals.sends - totals.bounces - totals.uniqueOpens),
    optout: totals.optouts,
    spam: totals.abuse,
    ...last('Open', world.rows(activityId, 'opens', now).at(-1), now),
    ...last('Click', world.rows(activityId, 'clicks', now).at(-1), now),
    rebroadcast: 0,
    rebroadcastClick: 0,
    msgId: message.id,
    subject,
    title: message.campaign.name,
    sentto: lists.map((id) => listName(world, id)),
    suppressedon: message.suppressedOn.map((id) => listName(world, id)),
  })
}

function last(what: 'Open' | 'Click', row: Row | undefined, now: number) {
  return row && { [`last${what}`]: agoText(row.at, now), [`last${what}TS`]: row.at }
}

/** A contact bounces hard or soft, and counts once. */
function bouncesOf(rows: readonly Row[]) {
  const isHard = (row: Row) => hardCodes.includes(row.bounceCode ?? '')
  const hard = new Set(rows.filter(isHard).map((row) => row.contactId))
  const all = new Set(rows.map((row) => row.contactId))
  return { hard: hard.size, soft: all.size - hard.size }
}

const counters = [
  ['sent', 'sends', () => true],
  ['opened', 'opens', () => true],
  ['clicked', 'clicks', () => true],
  ['bounced', 'bounces', () => true],
  ['hardBounced', 'bounces', (row: Row) => hardCodes.includes(row.bounceCode ?? '')],
  ['softBounced', 'bounces', (row: Row) => !hardCodes.includes(row.bounceCode ?? '')],
  ['optedOut', 'optouts', () => true],
] as const satisfies readonly (readonly [string, RowKind, (row: Row) => boolean])[]

/** What happened on each day of a month, in the account's time zone; Sunday is 1. */
function monthReport(c: Ctx, vendor: Vendor) {
  const { world, messages } = vendor
  const zone = world.definition.account.timeZone
  const now = c.get('now')
  const today = dayOf(now, zone)
  const asked = c.req.query('period')
  const month = asked === undefined ? today : monthAsked(asked)
  if (month === undefined) return mistake(c, 'period')
  const sent = messages.all().filter((one) => listingOf(one, now) === 'SENT')
  const days = new Date(Date.UTC(month.year, month.month, 0)).getUTCDate()
  const counts = Array.from({ length: days }, (_, index) => {
    const dayOfWeek = new Date(Date.UTC(month.year, month.month - 1, index + 1)).getUTCDay() + 1
    const zeros = Object.fromEntries(counters.map(([name]) => [name, 0]))
    return { dayOfMonth: index + 1, dayOfWeek, ...zeros } as Record<string, number>
  })
  for (const [name, kind, counted] of counters) {
    for (const row of rowsOf(vendor, sent, kind, now)) {
      const { year, month: of, day } = dayOf(row.at, zone)
      const line = year === month.year && of === month.month ? counts[day - 1] : undefined
      if (line !== undefined && counted(row)) line[name] = (line[name] ?? 0) + 1
    }
  }
  return c.json({ month: monthText(month.year, month.month), counts })
}

function monthAsked(text: string): { year: number; month: number } | undefined {
  const [, year, month] = /^(\d\d)(0[1-9]|1[0-2])$/.exec(text) ?? []
  return year === undefined ? undefined : { year: 2000 + Number(year), month: Number(month) }
}

function rowsOf({ world }: Vendor, sent: readonly Message[], kind: RowKind, now: number) {
  return sent.flatMap(({ activity }) => world.rows(activity.activityId, kind, now))
}
