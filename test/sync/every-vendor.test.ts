import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../sandbox/index.ts'
import { createConnection } from '../../src/connections/index.ts'
import { emma } from '../../src/connectors/esp/emma/index.ts'
import { informz } from '../../src/connectors/esp/informz/index.ts'
import { magnetMail } from '../../src/connectors/esp/magnetmail/index.ts'
import type { EventKind } from '../../src/connectors/index.ts'
import { kindCode } from '../../src/ledger/index.ts'
import { createHttp, type Http } from '../../src/platform/http/index.ts'
import { carryOut, startRun } from '../../src/sync/index.ts'
import { sql } from '../database.ts'
import { syncWorld, type SyncWorld } from './world.ts'

const SIZE = { companies: 12, households: 8, unattached: 2 }
const TWO_WEEKS_MS = 14 * 24 * 3_600_000

/** As fine as a vendor tells the time of a kind; none: it tells who, and not when or how often. */
type Fineness = 'ms' | 'second' | 'none'

const { emma: emmaVendor, informz: informzVendor, magnetmail: magnetVendor } = vendors

/** What each tells of each person that Constant Contact tells, too. */
const VENDORS = [
  {
    connector: emma,
    keys: emmaVendor.keys,
    kinds: {
      sent: 'second',
      open: 'second',
      click: 'second',
      forward: 'second',
      bounce: 'none',
      opt_out: 'second',
    },
  },
  {
    connector: informz,
    keys: informzVendor.keys,
    kinds: {
      sent: 'none',
      open: 'ms',
      click: 'ms',
      forward: 'none',
      bounce: 'none',
      opt_out: 'ms',
    },
  },
  {
    // Of somebody's openings it tells the first; a program that answers is no bounce there; and a row
    // has the recipient's address of today, not the one it was sent to.
    connector: magnetMail,
    keys: magnetVendor.keys,
    kinds: { sent: 'ms', open: 'none', click: 'ms', bounce: 'ms', opt_out: 'ms' },
    tellsNoAutoReply: true,
    tellsAddressOfToday: true,
  },
] as const

let world: SyncWorld
const open: { sandbox: Sandbox; http: Http }[] = []
const now = Date.now() - TWO_WEEKS_MS
const more = { now, ceiling: () => Infinity }

beforeAll(async () => {
  world = await syncWorld(SIZE, more)
  world.sandbox.clock.runUntilQuiet()
  await world.sync()
}, 300_000)
afterAll(async () => {
  for (const { sandbox, http } of open) {
    http.close()
    await sandbox.close()
  }
  await world.close()
})

interface Row {
  campaign: string
  kind: number
  address: string
  ms: number
  url: string
  class: string | null
}

async function rowsOf(connectionId: number): Promise<Row[]> {
  const { rows } = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql<Row>`
      select c.name as campaign, e.kind, a.canonical as address, coalesce(l.url, '') as url,
        (extract(epoch from e.occurred_at) * 1000)::float8 as ms, d.class
      from event e join campaign c on c.id = e.campaign_id
      join campaign_identity i on i.campaign_id = c.id and i.kind = 'campaign'
      join address a on a.id = e.address_id and a.kind = 'email'
      left join link l on l.id = e.link_id left join detail d on d.id = e.detail_id
      where i.connection_id = ${connectionId}`.execute(tx),
  )
  return rows
}

/** Addresses of people who were written to under another one than they have now; both of them. */
function movedIn(sandbox: Sandbox): Set<string> {
  const { campaigns, contacts } = sandbox.truth()
  const now = new Map(contacts.map((one) => [one.contactId, one.address.toLowerCase()]))
  const sends = campaigns.flatMap(({ activities }) => activities.flatMap(({ rows }) => rows.sends))
  const moved = sends.filter(({ contactId, address }) => {
    const today = now.get(contactId)
    return today !== undefined && today !== address.toLowerCase()
  })
  return new Set(
    moved.flatMap(({ contactId, address }) => [address.toLowerCase(), now.get(contactId)!]),
  )
}

/** Rows in words, as fine as the vendor tells them, without the names of a service's own things. */
function normalised(rows: Row[], kinds: Readonly<Partial<Record<EventKind, Fineness>>>): string[] {
  const lines = Object.entries(kinds).flatMap(([kind, fineness]) => {
    const told = rows.filter((row) => row.kind === kindCode(kind as EventKind))
    const spelt = told.map(({ campaign, address, ms, url }) => {
      const at = { ms, second: Math.floor(ms / 1000), none: '' }[fineness]
      return [campaign, kind, address, at, kind === 'click' ? url : ''].join(' ')
    })
    return fineness === 'none' ? [...new Set(spelt)] : spelt
  })
  return lines.sort()
}

describe.each(VENDORS)('$connector.title', ({ connector, keys, kinds, ...vendor }) => {
  test('tells of the same campaigns what Constant Contact tells of them', async () => {
    const esp = connector.id as 'emma' | 'informz' | 'magnetmail'
    const options = { esp, world: lawFirm(1, SIZE), enforceLimits: false, rowsPerPage: 50 }
    const sandbox = await startSandbox({ ...options, ...more })
    const allowPrivate = [world.sandbox.url, sandbox.url].map((url) => new URL(url).host)
    const http = createHttp({ allowPrivate })
    open.push({ sandbox, http })
    sandbox.clock.runUntilQuiet()
    const budget = { budget: esp, perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
    const hurried = { ...connector, pace: () => budget }
    Object.assign(world.homing, { http, connectors: [...world.homing.connectors, hurried] })
    const { workspaceId } = world.by
    const settings = { apiUrl: sandbox.url, ...keys }
    const { id } = await createConnection(world.homing, world.by, { connector: esp, settings })
    const ask = { workspaceId, connectionId: id, campaignId: null, by: null }
    const run = await startRun(world.homing, { ...ask, kinds: ['activities'], from: 'user' })
    await carryOut(world.homing, workspaceId, run.id)

    const moved = 'tellsAddressOfToday' in vendor ? movedIn(sandbox) : new Set<string>()
    const found = (await rowsOf(id)).filter(({ address }) => !moved.has(address))
    const names = new Set(found.map(({ campaign }) => campaign))
    const skipped = 'tellsNoAutoReply' in vendor ? 'auto-reply' : undefined
    const expected = (await rowsOf(world.connectionId)).filter(
      (row) =>
        names.has(row.campaign)
        && !moved.has(row.address)
        && (skipped === undefined || row.class !== skipped),
    )
    const lines = normalised(found, kinds)
    expect(lines.length).toBeGreaterThan(300)
    expect(lines).toEqual(normalised(expected, kinds))
    expect(names).toEqual(new Set((await rowsOf(world.connectionId)).map((row) => row.campaign)))
  }, 300_000)
})
