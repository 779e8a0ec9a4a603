import { sql } from 'kysely'
import { findAudience, noteRead } from '../audience/index.ts'
import { REPLACED } from '../campaigns/index.ts'
import { Failure, type LeftOutPage } from '../connectors/index.ts'
import { raiseProblems, resolveProblems, UNREAD } from '../ledger/index.ts'
import { identifyAddresses, parseEmail, type AddressMet } from '../people/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'

/** So long after it was sent an ESP may still tell whom it left out. */
const WATCHED_MS = 7 * 24 * 3_600_000
/** Campaigns one run asks about, the newest first. */
const CAMPAIGNS_MAX = 20
/** Pages of one campaign's that are read. */
const PAGES_MAX = 1_000

interface Sent {
  campaignId: number
  name: string
  activity: string
}

/**
 * Reads whom an ESP itself left out of campaigns that were made here: of the people a campaign was
 * meant for, they are not missing, and the ESP's word is their reason.
 */
export async function pullLeftOut(at: Pull): Promise<void> {
  const part = at.connector.feedback?.leftOut
  if (part === undefined) return
  for (const sent of await justSent(at)) {
    at.breathe()
    const { workspaceId, connectionId } = at.lease.run
    const identity = `left_out:${connectionId}:${sent.activity}`
    try {
      let cursor: string | null = null
      for (let count = 0; count === 0 || (cursor !== null && count < PAGES_MAX); count++) {
        const page: LeftOutPage = await part(at.vendor, sent.activity, cursor)
        await keep(at, sent, page.addresses)
        cursor = page.next
      }
      if (cursor !== null) throw circles(sent)
      await at.lease.inRun({}, (tx) => resolveProblems(tx, workspaceId, identity))
    } catch (error) {
      if (!concernsOneRecord(error)) throw error
      await tell(at, sent, { identity, failure: error })
    }
  }
}

async function justSent(at: Pull): Promise<Sent[]> {
  const { workspaceId, connectionId, campaignId } = at.lease.run
  const { rows } = await at.lease.inRun({}, (tx) =>
    sql<Sent>`
      select c.id as "campaignId", c.name, i.external_id as activity
      from campaign_audience u
      join campaign c on c.workspace_id = u.workspace_id and c.id = u.campaign_id
      join campaign_identity i on i.workspace_id = c.workspace_id and i.campaign_id = c.id
        and i.connection_id = ${connectionId} and i.kind = 'activity' and i.role <> ${REPLACED}
      where u.workspace_id = ${workspaceId} and u.read_at is not null
        and c.status in ('sending', 'sent')
        and c.sent_at > ${new Date(at.homing.now() - WATCHED_MS)}
        and c.id = coalesce(${campaignId}::integer, c.id)
      order by c.sent_at desc, c.id limit ${CAMPAIGNS_MAX}`.execute(tx),
  )
  return rows
}

async function keep(at: Pull, { campaignId }: Sent, addresses: readonly string[]): Promise<void> {
  const { workspaceId } = at.lease.run
  const met = new Map<string, AddressMet>()
  for (const address of addresses) {
    const read = parseEmail(address)
    if (read.ok) met.set(read.canonical, { address })
  }
  await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
    const audience = await findAudience(tx, { workspaceId, campaignId })
    if (audience === null) return
    const ids = await identifyAddresses(tx, workspaceId, met)
    const members = [...ids.values()].map((addressId) => ({ addressId, isMailable: false }))
    await noteRead(tx, audience, members)
  })
}

async function tell(
  at: Pull,
  { campaignId, name }: Sent,
  { identity, failure }: { identity: string; failure: Failure },
): Promise<void> {
  const { workspaceId, connectionId, id: runId } = at.lease.run
  await at.lease.inRun({ problems: 1, requests: at.takeRequests() }, (tx) =>
    raiseProblems(tx, [
      {
        ...{ workspaceId, connectionId, campaignId, runId, identity },
        cause: UNREAD.campaign,
        sentence: `Whom the service left out of ${name}: ${failure.message}`,
        remedy: failure.remedy || 'The next run asks again.',
        whoMustAct: failure.whoMustAct,
        record: { campaign: campaignId },
        retriedBy: 'run',
      },
    ]),
  )
}

function circles({ activity }: Sent): Failure {
  return new Failure('unreadable', `The pages of ${activity} lead in circles.`, {
    whoMustAct: 'vendor',
    remedy: 'The next run begins anew.',
  })
}
