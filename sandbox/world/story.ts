import type { Random } from '../random.ts'
import type { ContactState } from './contact-state.ts'
import type { ActivityDefinition, BounceCode, CampaignDefinition } from './definition.ts'
import type { ContactDefinition, Party, WorldDefinition } from './definition.ts'
import { reactionsOf } from './reactions.ts'
import { inOrder, rowKinds, type Row, type RowKind } from './rows.ts'
import { hour, minute, second } from './time.ts'

/** An opt-out, from a campaign or from outside, at an absolute time. */
export interface OptOut {
  at: number
  source: Party
  reason: string
  activityId?: string
}

export interface ActivityStory {
  campaign: CampaignDefinition
  activity: ActivityDefinition
  rows: Record<RowKind, Row[]>
}

export interface Story {
  activities: Map<string, ActivityStory>
  optOuts: Map<string, OptOut>
  /** The last moment at which anything happens by itself. */
  quietAt: number
}

/** Who tells a story, and to what world. */
export interface Teller {
  definition: WorldDefinition
  /** The contacts of the definition and those that were added later. */
  contacts: readonly ContactDefinition[]
  start: number
  random: Random
  story: Story
  stateAt(contactId: string, now: number): ContactState | undefined
}

/**
 * Tells the whole story once, in the order of the sendings, so that nobody who has left is written
 * to again. The clock then only decides how much of it can be seen.
 */
export function tellStory(teller: Teller): void {
  tellOwnOptOuts(teller)
  for (const { campaign, activity } of sendings(teller)) {
    teller.story.activities.set(activity.activityId, tellActivity(teller, campaign, activity))
  }
  teller.story.quietAt = lastMoment(teller)
}

/**
 * Tells one sending anew at its moment, because the contacts are not those the story was first told
 * about. What this and later sendings would have caused is taken back: they are told at their own.
 */
export function tellAgain(teller: Teller, { campaign, activity }: Sending): void {
  const { optOuts, activities } = teller.story
  const from = activity.sendAfter ?? Infinity
  for (const [contactId, { activityId = '' }] of optOuts) {
    if ((activities.get(activityId)?.activity.sendAfter ?? -Infinity) >= from) {
      optOuts.delete(contactId)
    }
  }
  activities.set(activity.activityId, tellActivity(teller, campaign, activity))
  teller.story.quietAt = Math.max(teller.story.quietAt, lastMoment(teller))
}

export interface Sending {
  campaign: CampaignDefinition
  activity: ActivityDefinition
}

/** Every activity in the order in which they go out; those that never do come last. */
export function sendings({ definition }: Pick<Teller, 'definition'>): Sending[] {
  const all = definition.campaigns.flatMap((campaign) =>
    campaign.activities.map((activity) => ({ campaign, activity })),
  )
  const time = (one: Sending) => one.activity.sendAfter ?? Infinity
  return all.sort((a, b) => time(a) - time(b))
}

function tellOwnOptOuts({ definition, start, story }: Teller): void {
  for (const contact of definition.contacts) {
    if (contact.optOut === undefined) continue
    const { after, source, reason } = contact.optOut
    story.optOuts.set(contact.contactId, { at: start + after, source, reason })
  }
}

function tellActivity(
  teller: Teller,
  campaign: CampaignDefinition,
  activity: ActivityDefinition,
): ActivityStory {
  const rows = Object.fromEntries(rowKinds.map((kind) => [kind, [] as Row[]]))
  const told: ActivityStory = { campaign, activity, rows: rows as ActivityStory['rows'] }
  if (activity.sendAfter === undefined) return told
  const sendAt = teller.start + activity.sendAfter
  const missed = activity.role === 'resend' ? missedBy(teller.story, campaign, sendAt) : undefined
  for (const contact of teller.contacts) {
    if (missed !== undefined && !missed.has(contact.contactId)) continue
    const state = teller.stateAt(contact.contactId, sendAt)
    if (state !== undefined && receives(state, campaign)) tellContact(teller, told, state, sendAt)
  }
  for (const kind of rowKinds) inOrder(told.rows[kind])
  return told
}

/** A resend goes to those who were sent the message, received it and had not opened it by then. */
function missedBy(story: Story, campaign: CampaignDefinition, now: number): Set<string> {
  const primary = campaign.activities.find((one) => one.role === 'primary_email')
  const rows = primary && story.activities.get(primary.activityId)?.rows
  const missed = new Set(rows?.sends.map((row) => row.contactId))
  for (const row of [...(rows?.opens ?? []), ...(rows?.bounces ?? [])]) {
    if (row.at <= now) missed.delete(row.contactId)
  }
  return missed
}

function receives(state: ContactState, campaign: CampaignDefinition): boolean {
  if (state.deletedAt !== undefined || state.address === '') return false
  if (!state.listIds.some((id) => campaign.listIds.includes(id))) return false
  return state.permission === 'explicit' || state.permission === 'implicit'
}

function tellContact(
  teller: Teller,
  told: ActivityStory,
  { contact, address }: ContactState,
  sendAt: number,
): void {
  const random = teller.random.fork(`${told.activity.activityId}/${contact.contactId}`)
  const at = sendAt + random.int(0, 6 * minute)
  const base = { seq: 0, contactId: contact.contactId, address }
  const add = (row: Omit<Row, 'seq' | 'contactId' | 'address'>) =>
    told.rows[row.kind].push({ ...base, ...row })
  add({ kind: 'sends', at, cause: 'system' })
  const code = contact.bounces && bounceCode(teller, contact, sendAt)
  if (code !== undefined) {
    const slow =
      code === 'D' || code === 'F' ? random.delay(7 * hour, 0.6) : random.delay(20 * second, 1)
    add({ kind: 'bounces', at: at + Math.floor(slow), cause: 'system', bounceCode: code })
    // A vacation answer means that the message arrived: the person may still read it.
    if (code !== 'V') return
  }
  const { links } = told.campaign
  const message = {
    links,
    resend: told.activity.role === 'resend',
    complaints: told.activity.complaints ?? 0,
  }
  for (const { delay, link, ...more } of reactionsOf(contact, message, random)) {
    const when = at + Math.floor(delay)
    const target = link === undefined ? {} : { urlId: link.urlId, url: link.url }
    if (more.kind === 'optouts' || more.kind === 'abuse') {
      if (!leave(teller, told, contact, { at: when, reason: more.reason ?? '' })) continue
    }
    add({ ...more, ...target, at: when })
  }
}

/** A person leaves once: whoever has already decided to leave does not do it a second time. */
function leave(
  teller: Teller,
  told: ActivityStory,
  contact: ContactDefinition,
  leaving: { at: number; reason: string },
): boolean {
  const { optOuts } = teller.story
  if (optOuts.has(contact.contactId)) return false
  const { activityId } = told.activity
  optOuts.set(contact.contactId, { ...leaving, source: 'Contact', activityId })
  return true
}

/** After two answers "no such address" Constant Contact stops trying and says "suspended". */
function bounceCode(teller: Teller, contact: ContactDefinition, sendAt: number): BounceCode {
  if (contact.bounces !== 'B') return contact.bounces as BounceCode
  let earlier = 0
  for (const { rows } of teller.story.activities.values()) {
    const before = (row: Row) => row.contactId === contact.contactId && row.at < sendAt
    if (rows.bounces.some(before)) earlier += 1
  }
  return earlier >= 2 ? 'S' : 'B'
}

function lastMoment({ contacts, start, story }: Teller): number {
  const times = [start]
  for (const { rows } of story.activities.values()) {
    for (const kind of rowKinds) times.push(rows[kind].at(-1)?.at ?? start)
  }
  for (const optOut of story.optOuts.values()) times.push(optOut.at)
  for (const contact of contacts) times.push(start + contact.createdAfter)
  return Math.max(...times)
}
