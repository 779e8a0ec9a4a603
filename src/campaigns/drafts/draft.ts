import { sql, type Selectable } from 'kysely'
import type { Mailing } from '../../connectors/index.ts'
import type { Tables, Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import { REPLACED } from './unanswered.ts'

export type CampaignStatus = Selectable<Tables['campaign']>['status']

/** A list of an ESP a campaign shall go to, with the name it had when it was chosen. */
export interface ChosenList {
  id: string
  name: string
}

/** Lists and segments of the firm's own a campaign is meant for, and those it leaves out. */
export interface OwnAudience {
  lists: number[]
  without: number[]
  /** What it is about: whoever left the topic is skipped. */
  topicId: number | null
}

export interface Difference {
  field: string
  here: string
  there: string
}

/** A campaign that is made here. Times are epoch milliseconds. */
export interface Draft {
  campaignId: number
  workspaceId: number
  connectionId: number | null
  mailing: Mailing
  description: string
  lists: ChosenList[]
  /** Null: it goes to lists of the ESP; else the ESP's list is made for it. */
  whom: OwnAudience | null
  version: number
  /** The campaign's own: what its ESP says of it. */
  status: CampaignStatus
  wish: 'kept' | 'drafted' | 'scheduled' | 'unscheduled' | 'discarded'
  /** Grows with every wish. */
  wishes: number
  /** Null with the wish scheduled: at once. */
  sendAt: number | null
  telling: 'idle' | 'waiting' | 'failed'
  toldVersion: number
  createCalledAt: number | null
  scheduleCalledAt: number | null
  /** Of what its ESP tells nobody about: its launch was called, or taken. Null: neither. */
  launch: 'asked' | 'taken' | null
  /** Copies of its master that were there when its own was asked for; null: it was not. */
  copiesBefore: string[] | null
  heldAt: number | null
  heldStatus: CampaignStatus | 'gone' | null
  heldSendAt: number | null
  differences: Difference[]
  replaced: number
  toRemove: string[]
  tries: number
  outcome: string
  remedy: string
  whoMustAct: 'you' | 'vendor' | 'homing' | null
  /** What the ESP knows it by now; null where it knows none. */
  externalId: string | null
  madeBy: string
  changedBy: string
  changedAt: number
}

/** Throws Refused 404 where there is no such campaign, 409 where it is not made here. */
export async function findDraft(
  tx: Tx,
  at: { workspaceId: number; campaignId: number },
  lock: 'locked' | 'as_it_is' = 'as_it_is',
): Promise<Draft> {
  const { rows } = await sql<Found>`
    select c.name, c.subject, c.from_name, c.from_address, c.status,
      d.*, d.campaign_id is not null as is_made_here,
      (select i.external_id from campaign_identity i
        where i.workspace_id = c.workspace_id and i.campaign_id = c.id
          and i.connection_id = d.connection_id and i.kind = 'campaign' and i.role <> ${REPLACED}
        limit 1) as external_id
    from campaign c
    left join campaign_draft d on d.workspace_id = c.workspace_id and d.campaign_id = c.id
    where c.workspace_id = ${at.workspaceId} and c.id = ${at.campaignId}
    ${lock === 'locked' ? sql`for update of c` : sql``}`.execute(tx)
  const [row] = rows
  if (row === undefined) throw notFound('campaign', at.campaignId)
  if (!row.is_made_here) {
    throw new Refused(409, 'This campaign was made at its e-mail service, not here.', {
      remedy: 'Adopt it, if it is still a draft there: then it can be changed here.',
    })
  }
  return draftOf(row)
}

type Found = Selectable<Tables['campaign_draft']> & {
  name: string
  subject: string
  from_name: string
  from_address: string
  status: Draft['status']
  is_made_here: boolean
  external_id: string | null
}

function draftOf(row: Found): Draft {
  return {
    campaignId: row.campaign_id,
    workspaceId: row.workspace_id,
    connectionId: row.connection_id,
    mailing: {
      name: row.name,
      subject: row.subject,
      preheader: row.preheader,
      fromName: row.from_name,
      fromAddress: row.from_address,
      replyTo: row.reply_to,
      html: row.html,
      fields: row.fields,
    },
    description: row.description,
    lists: row.lists,
    whom: row.whom,
    version: row.version,
    status: row.status,
    wish: row.wish,
    wishes: row.wishes,
    sendAt: msOf(row.send_at),
    telling: row.telling,
    toldVersion: row.told_version,
    createCalledAt: msOf(row.create_called_at),
    scheduleCalledAt: msOf(row.schedule_called_at),
    launch: row.launch,
    copiesBefore: row.copies_before,
    heldAt: msOf(row.held_at),
    heldStatus: row.held_status,
    heldSendAt: msOf(row.held_send_at),
    differences: row.differences,
    replaced: row.replaced,
    toRemove: row.to_remove,
    tries: row.tries,
    outcome: row.outcome,
    remedy: row.remedy,
    whoMustAct: row.who_must_act,
    externalId: row.external_id,
    madeBy: row.made_by,
    changedBy: row.changed_by,
    changedAt: row.changed_at.getTime(),
  }
}

function msOf(time: Date | null): number | null {
  return time === null ? null : time.getTime()
}
