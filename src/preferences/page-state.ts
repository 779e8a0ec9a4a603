import { sql } from 'kysely'
import {
  consentPolicy,
  mayWrite,
  standingsOf,
  type Answer,
  type ConsentPolicy,
  type NumberedWish,
  type Standing,
} from '../consent/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { pageOfFirm, type FirmWords } from './firm-words.ts'
import { masked } from './masked.ts'
import type { LinkPlace } from './token.ts'

/** Topics a page shows at most; who has more writes about things nobody tells apart. */
export const TOPICS_MAX = 200

export interface PageTopic {
  id: number
  name: string
  description: string
  /** Null: in no group. */
  group: string | null
  /** An opt-out of this topic holds. */
  isLeft: boolean
  /** Marketing about it needs a consent that is not there. */
  needsConsent: boolean
}

/** What a page is about: the firm, the address, and what holds now. */
export interface PageState {
  firm: string
  words: FirmWords
  address: {
    id: number
    /** As much of it as tells its owner which it is. */
    masked: string
    /** Several people use it: what is said here counts for all of them. */
    isShared: boolean
    /** It was replaced in the firm's records and nobody uses it any more. */
    isReplaced: boolean
  }
  /** Who is meant beside the address: who uses it alone, or who had it before it was replaced. */
  personIds: number[]
  campaignId: number | null
  /** What the mailing was about, whose link led here. */
  campaignTopic: { id: number; name: string } | null
  topics: PageTopic[]
  /** Nothing is written, whatever the topic. */
  isOut: boolean
  /** It is not because somebody left: a consent that is needed is not there. */
  needsConsent: boolean
}

/** Reads what a link leads to; null where there is no such firm, address or link any more. */
export async function pageState(
  tx: Tx,
  place: LinkPlace & { keyNumber: number },
  now: number,
): Promise<PageState | null> {
  const { workspaceId } = place
  const firm = await pageOfFirm(tx, workspaceId)
  if (firm === null || place.keyNumber < firm.oldestLinkKey) return null
  const address = await addressWithUsers(tx, place)
  if (address === undefined) return null
  const policy = await consentPolicy(tx, workspaceId)
  const asked = { workspaceId, channel: 'email', topicId: 'every', seedIsExempt: false } as const
  const standings = await standingsOf(tx, asked, [address.canonical])
  const standing = standings.get(address.canonical)!
  const answerAbout = (topic: TopicRow | null) => answerOf({ policy, standing, topic, now })
  const general = answerAbout(null)
  const topics = await topicsOf(tx, workspaceId)
  const { campaignId, campaignTopic } = await campaignOf(tx, place)
  return {
    firm: firm.firm,
    words: firm.words,
    address: {
      id: place.addressId,
      masked: masked(address.canonical),
      isShared: address.users.length > 1,
      isReplaced: address.users.length === 0 && address.formerUsers.length > 0,
    },
    personIds: address.users.length === 0 ? address.formerUsers : address.users,
    campaignId,
    campaignTopic,
    topics: topics.map((topic) => shownTopic(topic, answerAbout(topic))),
    isOut: general.refusals.some((refusal) => LEFT.has(refusal)),
    needsConsent: general.refusals.some((refusal) => MISSING.has(refusal)),
  }
}

const LEFT: ReadonlySet<string> = new Set(['complaint', 'opted_out', 'opted_out_address'])
const MISSING: ReadonlySet<string> = new Set(['consent_expired', 'consent_missing'])

interface TopicRow {
  id: number
  name: string
  description: string
  group: string | null
  consentNeeded: ConsentPolicy['consentNeeded'] | null
}

function answerOf(of: {
  policy: ConsentPolicy
  standing: Standing<NumberedWish>
  topic: TopicRow | null
  now: number
}): Answer<NumberedWish> {
  const { policy, standing, topic, now } = of
  const consentNeeded = topic?.consentNeeded ?? policy.consentNeeded
  const about = topic === null ? null : { id: topic.id, consentNeeded }
  return mayWrite(
    { channel: 'email', class: 'marketing', topic: about, consentNeeded, now },
    standing,
  )
}

function shownTopic({ consentNeeded: _, ...topic }: TopicRow, answer: Answer): PageTopic {
  return {
    ...topic,
    isLeft: answer.refusals.includes('opted_out_topic'),
    needsConsent: answer.refusals.some((refusal) => MISSING.has(refusal)),
  }
}

async function addressWithUsers(tx: Tx, { workspaceId, addressId }: LinkPlace) {
  const { rows } = await sql<{ canonical: string; users: number[]; formerUsers: number[] }>`
    select a.canonical, coalesce(u.users, '{}') as users,
      coalesce(u.former, '{}') as "formerUsers"
    from address a
    cross join lateral (
      select array_agg(person_id order by person_id) filter (where ended_at is null) as users,
        array_agg(person_id order by person_id) filter (where ended_at is not null) as former
      from person_address u where u.workspace_id = a.workspace_id and u.address_id = a.id
    ) u
    where a.workspace_id = ${workspaceId} and a.id = ${addressId} and a.kind = 'email'`.execute(tx)
  return rows[0]
}

/** In the order the firm gave them, those of a group together. */
async function topicsOf(tx: Tx, workspaceId: number): Promise<TopicRow[]> {
  const { rows } = await sql<TopicRow>`
    select t.id, t.name, t.description, g.name as "group", t.consent_needed as "consentNeeded"
    from topic t
    left join topic_group g on g.workspace_id = t.workspace_id and g.id = t.group_id
    where t.workspace_id = ${workspaceId} and t.archived_at is null
    order by g.place nulls last, g.id nulls last, t.place, t.id
    limit ${TOPICS_MAX}`.execute(tx)
  return rows
}

/** A campaign that is gone is none: the link still leads to the address. */
async function campaignOf(tx: Tx, { workspaceId, campaignId }: LinkPlace) {
  const { rows } = await sql<{ id: number; topicId: number | null; topic: string | null }>`
    select c.id, t.id as "topicId", t.name as topic
    from campaign c
    left join topic t on t.workspace_id = c.workspace_id and t.id = c.topic_id
    where c.workspace_id = ${workspaceId} and c.id = ${campaignId}`.execute(tx)
  const row = rows[0]
  const hasTopic = row !== undefined && row.topicId !== null
  return {
    campaignId: row?.id ?? null,
    campaignTopic: hasTopic ? { id: row.topicId!, name: row.topic! } : null,
  }
}
