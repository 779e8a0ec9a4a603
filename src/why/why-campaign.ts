import { sql } from 'kysely'
import type { EventKind } from '../connectors/index.ts'
import {
  consentPolicy,
  describeFacts,
  sentenceOf,
  standingsOf,
  type Answer,
  type FactWords,
  type NumberedWish,
} from '../consent/index.ts'
import { eventsOfRecipient } from '../ledger/index.ts'
import { addressesOfPerson, personName } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { decideCampaign, type AddressThen, type CampaignReason } from './decide.ts'

/** Of what happened at one address, so much is told here; the timeline has all of it. */
const EVENTS_TOLD_MAX = 50

/** One thing that led to the answer, or followed from it. */
export interface Step {
  at: Date
  sentence: string
  /** To ask for its trace. */
  eventId: string | null
  factId: number | null
  /** Of an event: what it was, and whose doing. */
  kind?: EventKind
  verdict?: 'human' | 'machine' | 'proxy' | null
}

export interface WhyCampaign {
  campaign: { id: number; name: string; sentAt: Date | null; asOf: Date | null }
  reason: CampaignReason
  sentence: string
  /** What it rests on, in the order it happened. */
  chain: Step[]
}

export interface OfPerson {
  workspaceId: number
  personId: number
}

/** Why a person got a campaign, or did not, with the facts it rests on. */
export async function whyCampaign(tx: Tx, of: OfPerson, campaignId: number): Promise<WhyCampaign> {
  await personName(tx, of.workspaceId, of.personId)
  const campaign = await campaignById(tx, of.workspaceId, campaignId)
  const reached = await reachedAddresses(tx, of, campaignId)
  const sentAt = campaign.sentAt?.getTime() ?? null
  const policy = await consentPolicy(tx, of.workspaceId)
  const decision = decideCampaign({
    sentAt,
    asOf: campaign.asOf?.getTime() ?? null,
    reachedAddressIds: reached.map((one) => one.id),
    addresses: sentAt === null ? [] : await addressesThen(tx, of, sentAt, policy.seedIsExempt),
    question: {
      channel: 'email',
      class: 'marketing',
      topic: null,
      consentNeeded: policy.consentNeeded,
      now: sentAt ?? 0,
    },
  })
  const facts = decision.fact === null ? [] : [decision.fact.id]
  const words = await describeFacts(tx, of.workspaceId, facts)
  const fact = decision.fact === null ? null : words.get(decision.fact.id)!
  return {
    campaign,
    reason: decision.reason,
    sentence: sentenceOfCampaign(decision.reason, fact),
    chain:
      decision.reason === 'sent'
        ? await happenings(tx, campaignId, reached)
        : fact === null
          ? []
          : [stepOfFact(fact)],
  }
}

/** A fact as a step of a chain. */
function stepOfFact(fact: FactWords): Step {
  const what = fact.optedIn ? 'Opted in' : fact.cause === 'complaint' ? 'Complained' : 'Opted out'
  const of = fact.topic === null ? '' : ` of ${fact.topic}`
  const at = fact.address === null ? '' : ` at ${fact.address}`
  const why = fact.reason === '' ? '' : `: “${fact.reason}”`
  const proof = fact.evidence === '' ? '' : ` Evidence: ${fact.evidence}`
  const sentence = `${what}${of}${at}, told by ${fact.from}${why}.${proof}`
  return { at: fact.occurredAt, sentence, eventId: null, factId: fact.id }
}

function sentenceOfCampaign(reason: CampaignReason, fact: FactWords | null): string {
  switch (reason) {
    case 'sent':
      return 'It was sent to them.'
    case 'not_sent_yet':
      return 'It has not been sent yet.'
    case 'feedback_not_read':
      return 'It was sent, and the ESP has not yet told Homing to whom.'
    case 'no_address':
      return 'There is no e-mail address to send it to.'
    case 'not_among_them':
      return (
        'The ESP did not send it to them: they were not among its recipients. Nothing that '
        + 'Homing knew then spoke against it.'
      )
    default: {
      const answer: Pick<Answer, 'reason'> = { reason }
      return `It was not sent to them. ${sentenceOf(answer, fact)}`
    }
  }
}

async function campaignById(tx: Tx, workspaceId: number, id: number) {
  const row = await tx
    .selectFrom('campaign')
    .select(['id', 'name', 'sent_at as sentAt', 'as_of as asOf'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw notFound('campaign', id)
  return row
}

async function reachedAddresses(tx: Tx, of: OfPerson, campaignId: number) {
  const { rows } = await sql<{ id: number; address: string }>`
    select a.id, a.address
    from person_address pa
    join recipient r on r.workspace_id = pa.workspace_id and r.address_id = pa.address_id
      and r.campaign_id = ${campaignId}
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    where pa.workspace_id = ${of.workspaceId} and pa.person_id = ${of.personId}
    order by r.first_sent_at nulls last, a.id`.execute(tx)
  return rows
}

/** The addresses the person has now, as they stood then. */
async function addressesThen(
  tx: Tx,
  { workspaceId, personId }: OfPerson,
  asOf: number,
  seedIsExempt: boolean,
): Promise<AddressThen<NumberedWish>[]> {
  const addresses = (await addressesOfPerson(tx, workspaceId, personId)).filter(
    (one) => one.kind === 'email' && one.endedAt === null,
  )
  const canonicals = await canonicalsOf(tx, workspaceId, addresses)
  const asked = { workspaceId, channel: 'email' as const, topicId: null, seedIsExempt, asOf }
  const standings = await standingsOf(tx, asked, [...canonicals.values()])
  return addresses.map(({ id, address }) => ({
    addressId: id,
    address,
    standing: standings.get(canonicals.get(id)!)!,
  }))
}

async function canonicalsOf(tx: Tx, workspaceId: number, addresses: { id: number }[]) {
  if (addresses.length === 0) return new Map<number, string>()
  const rows = await tx
    .selectFrom('address')
    .select(['id', 'canonical'])
    .where('workspace_id', '=', workspaceId)
    .where(
      'id',
      'in',
      addresses.map((one) => one.id),
    )
    .execute()
  return new Map(rows.map((row) => [row.id, row.canonical]))
}

/** What happened at the addresses it reached, oldest first. */
async function happenings(
  tx: Tx,
  campaignId: number,
  reached: { id: number; address: string }[],
): Promise<Step[]> {
  const steps: Step[] = []
  for (const { id: addressId, address } of reached) {
    const { items } = await eventsOfRecipient(tx, {
      campaignId,
      addressId,
      limit: EVENTS_TOLD_MAX,
    })
    for (const event of items) {
      const by = event.verdict === 'machine' || event.verdict === 'proxy' ? ', by a machine' : ''
      const link = event.link === null ? '' : `: ${event.link}`
      steps.push({
        at: new Date(event.occurredAt),
        sentence: `${HAPPENED[event.kind]} (${address})${by}${link}`,
        eventId: event.id,
        factId: null,
        kind: event.kind,
        verdict: event.verdict,
      })
    }
  }
  return steps.sort((a, b) => a.at.getTime() - b.at.getTime())
}

const HAPPENED: Record<EventKind, string> = {
  sent: 'Sent',
  delivered: 'Delivered',
  open: 'Opened',
  click: 'Clicked',
  forward: 'Forwarded',
  bounce: 'Bounced',
  opt_out: 'Opted out',
  complaint: 'Reported as spam',
}
