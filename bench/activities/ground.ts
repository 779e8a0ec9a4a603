import { sql } from 'kysely'
import { rememberCampaign } from '../../src/campaigns/index.ts'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { takePath } from '../../src/ledger/index.ts'
import type { Database } from '../../src/platform/database/index.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Of one batch: the path takes 50,000 events at once. */
const ADDRESSES_MAX = 20_000

/** Where news comes from, with sent campaigns to everybody who has an address. */
export interface Ground {
  database: Database
  workspaceId: number
  connectionId: number
  receiptId: number
  addresses: string[]
  campaigns: number
}

/** An ESP with so many campaigns, of which nothing is known yet. */
export async function prepareCampaigns(
  database: Database,
  workspaceId: number,
  campaigns: number,
): Promise<Ground> {
  return database.inWorkspace(workspaceId, async (tx) => {
    const { id: connectionId } = await tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'bench', name: 'Bench', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: receiptId } = await tx
      .insertInto('receipt')
      .values({
        workspace_id: workspaceId,
        connection_id: connectionId,
        stream: 'events',
        body: Buffer.from(''),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (let n = 1; n <= campaigns; n++) {
      await rememberCampaign(tx, workspaceId, connectionId, {
        ...{ id: `C${n}`, name: `Letter ${n}`, subject: 'News', status: 'sent' as const },
        ...{ updatedAt: null, createdAt: null, fromName: '', fromAddress: '' },
        sentAt: sentAt(n),
        activities: [{ id: `A${n}`, role: 'primary_email' }],
      })
    }
    const { rows } = await sql<{ address: string }>`
      select address from address where kind = 'email' order by id`.execute(tx)
    const addresses = rows.map(({ address }) => address)
    return { database, workspaceId, connectionId, receiptId, addresses, campaigns }
  })
}

/** Everybody was sent each campaign, and opened it. */
export async function sendAll(ground: Ground): Promise<void> {
  for (let n = 1; n <= ground.campaigns; n++) {
    for (let from = 0; from < ground.addresses.length; from += ADDRESSES_MAX) {
      const some = ground.addresses.slice(from, from + ADDRESSES_MAX)
      await take(
        ground,
        some.flatMap((address, place) => [
          happening('sent', n, address, 0),
          happening('open', n, address, HOUR_MS + (from + place) * 1_000),
        ]),
      )
    }
  }
}

/** One in a hundred opens each campaign again. */
export async function reopenFew(ground: Ground): Promise<void> {
  const few = ground.addresses.filter((_, place) => place % 100 === 0)
  for (let n = 1; n <= ground.campaigns; n++) {
    await take(
      ground,
      few.map((address) => happening('open', n, address, DAY_MS)),
    )
  }
}

function take(ground: Ground, events: FeedbackEvent[]) {
  const { database, workspaceId, connectionId, receiptId } = ground
  return database.inWorkspace(workspaceId, (tx) =>
    takePath(tx, {
      ...{ workspaceId, connectionId, runId: null, now: Date.now() },
      events: events.map((event) => ({ receiptId, event })),
    }),
  )
}

const sentAt = (n: number) => Math.floor(Date.now() / DAY_MS) * DAY_MS - (n + 2) * DAY_MS

function happening(kind: 'sent' | 'open', n: number, address: string, afterMs: number) {
  return { kind, address, activity: `A${n}`, occurredAt: sentAt(n) + afterMs }
}
