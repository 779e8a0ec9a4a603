import { sql } from 'kysely'
import { rememberCampaign } from '../../src/campaigns/index.ts'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { takePath, type Outcome } from '../../src/ledger/index.ts'
import type { Database, Tx } from '../../src/platform/database/index.ts'

export const NOW = Date.UTC(2026, 4, 20, 12)
export const SENT_AT = Date.UTC(2026, 4, 3, 9)

/** A connection with two sent campaigns, the second with a resend: activities A1, A2 and A2R. */
export interface Ground {
  database: Database
  workspaceId: number
  connectionId: number
  campaigns: number[]
  receiptId: number
}

export async function prepareGround(database: Database, workspaceId: number): Promise<Ground> {
  return database.inWorkspace(workspaceId, async (tx) => {
    const { id: connectionId } = await tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'test', name: 'Test', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const campaigns = []
    for (const [id, activities] of [
      ['C1', ['A1']],
      ['C2', ['A2', 'A2R']],
    ] as const) {
      campaigns.push(
        await rememberCampaign(tx, workspaceId, connectionId, {
          id,
          name: `Letter ${id}`,
          subject: 'News',
          status: 'sent',
          updatedAt: null,
          createdAt: null,
          fromName: '',
          fromAddress: '',
          sentAt: SENT_AT,
          activities: activities.map((activity) => ({ id: activity, role: 'primary_email' })),
        }),
      )
    }
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
    return { database, workspaceId, connectionId, campaigns, receiptId }
  })
}

export function take(ground: Ground, events: FeedbackEvent[]): Promise<Outcome> {
  return ground.database.inWorkspace(ground.workspaceId, (tx) => takeIn(tx, ground, events))
}

export function takeIn(tx: Tx, ground: Ground, events: FeedbackEvent[]): Promise<Outcome> {
  return takePath(tx, {
    workspaceId: ground.workspaceId,
    connectionId: ground.connectionId,
    runId: null,
    now: NOW,
    events: events.map((event) => ({ receiptId: ground.receiptId, event })),
  })
}

/** Everything the ledger holds, in words instead of ids, sorted: comparable between worlds. */
export function pictureOf({ database, workspaceId }: Ground): Promise<Picture> {
  return database.inWorkspace(workspaceId, pictureIn)
}

type Picture = Record<string, unknown[]>

export async function pictureIn(tx: Tx): Promise<Picture> {
  const pictures: Picture = {}
  for (const [name, statement] of Object.entries(STATEMENTS)) {
    const { rows } = await sql.raw<{ line: string }>(statement).execute(tx)
    pictures[name] = rows.map((row) => row.line)
  }
  return pictures
}

const WORDS = `(select address from address a where a.id = t.address_id) as address_in_words,
  (select name from campaign c where c.id = t.campaign_id) as campaign_in_words`
const picture = (table: string, left: string[], extra: string[] = []) => `
  select (to_jsonb(t) - '{${['workspace_id', 'address_id', 'campaign_id', ...left].join()}}'::text[]
    || to_jsonb(w))::text as line
  from ${table} t cross join lateral (select ${[WORDS, ...extra].join(', ')}) w order by 1`
const detail = (column: string) =>
  `(select value from detail d where d.id = t.${column}) as ${column}_in_words`
const link = '(select url from link l where l.id = t.link_id) as link_in_words'

const STATEMENTS = {
  event: picture(
    'event',
    ['receipt_id', 'link_id', 'detail_id', 'agent_id', 'key'],
    [link, detail('detail_id'), detail('agent_id')],
  ),
  verdict: picture('verdict', ['key']),
  recipient: picture(
    'recipient',
    ['bounce_detail_id', 'opt_out_detail_id'],
    [detail('bounce_detail_id'), detail('opt_out_detail_id')],
  ),
  recipient_link: picture('recipient_link', ['link_id'], [link]),
  campaign_count: `select (to_jsonb(t) - '{workspace_id,campaign_id}'::text[]
    || jsonb_build_object('campaign', (select name from campaign c where c.id = t.campaign_id)))::text
    as line from campaign_count t order by 1`,
  campaign_bounce: `select (to_jsonb(t) - '{workspace_id,campaign_id,detail_id}'::text[]
    || jsonb_build_object('campaign', (select name from campaign c where c.id = t.campaign_id),
      'code', (select value from detail d where d.id = t.detail_id)))::text
    as line from campaign_bounce t order by 1`,
  campaign_hour: `select (to_jsonb(t) - '{workspace_id,campaign_id}'::text[]
    || jsonb_build_object('campaign', (select name from campaign c where c.id = t.campaign_id)))::text
    as line from campaign_hour t order by 1`,
  address: `select (to_jsonb(t)
      - '{id,workspace_id,created_at,bounced_campaign_id,soft_campaign_id,soft_judged_at,suppressed_by}'::text[]
    || jsonb_build_object(
      'campaign', (select name from campaign c where c.id = t.bounced_campaign_id),
      'soft campaign', (select name from campaign c where c.id = t.soft_campaign_id)))::text as line
    from address t order by 1`,
  consent_fact: `select jsonb_build_object('address',
      (select address from address a where a.id = t.address_id), 'in', opted_in, 'at', occurred_at,
      'reason', reason)::text as line from consent_fact t order by 1`,
}
