import type { Random } from '../random.ts'
import type { ContactState } from './contact-state.ts'
import { reasons, type Activity, type Campaign, type Run } from './campaigns.ts'
import type { BounceCode, ContactDefinition, Party, WorldDefinition } from './definition.ts'
import { reactionsOf } from './reactions.ts'
import { inOrder, rowKinds, type Row, type RowKind } from './rows.ts'
import { hour, minute, second } from './time.ts'

/** An opt-out, from a campaign or from outside, at an absolute time. */
export interface OptOut {
  at: number
  source: Party
  reason: string
  /** The activity that caused it, and the moment that one was sent. */
  activityId?: string
  sentAt?: number
}

export interface ActivityStory {
  campaign: Campaign
  activity: Activity
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
  /** The campaigns of the definition and those that were written later. */
  campaigns: readonly Campaign[]
  /** The contacts of the definition and those that were added later. */
  contacts: readonly ContactDefinition[]
  start: number
  random: Random
  story: Story
  /** A letter with a longer one is not sent. */
  longestLink: number
  stateAt(contactId: string, now: number): ContactState | undefined
}

/**
 * Tells the whole story once, in the order of the sendings, so that nobody who has left is written
 * to again. The clock then only decides how much of it can be seen.
 */
export function tellStory(teller: Teller): void {
  const { campaigns, story } = teller
  tellOwnOptOuts(teller)
  for (const sending of sendings(campaigns)) {
    if (sending.run.orderedAt === undefined) tellSending(teller, sending)
  }
  for (const campaign of campaigns) openActivities(story, campaign)
  story.quietAt = lastMoment(teller)
}

/** An activity that was never sent has a story without rows. */
export function openActivities({ activities }: Story, campaign: Campaign): void {
  for (const activity of campaign.activities) {
    if (activities.has(activity.activityId)) continue
    activities.set(activity.activityId, { campaign, activity, rows: noRows() })
  }
}

/**
 * Tells one sending anew at its moment, because the contacts are not those the story was first told
 * about. What this and later sendings would have caused is taken back: they are told at their own.
 */
export function tellAgain(teller: Teller, sending: Sending): void {
  const { activity, run } = sending
  forget(teller.story, ({ activityId, sentAt = -Infinity }) => {
    return sentAt > run.at || (sentAt === run.at && activityId === activity.activityId)
  })
  tellSending(teller, sending)
  teller.story.quietAt = Math.max(teller.story.quietAt, lastMoment(teller))
}

/** Takes a sending that was told, but is not yet due, out of the story. */
export function takeBack({ story }: Teller, { campaign, activity }: Sending): void {
  story.activities.set(activity.activityId, { campaign, activity, rows: noRows() })
  forget(story, ({ activityId }) => activityId === activity.activityId)
}

function forget({ optOuts }: Story, which: (optOut: OptOut) => boolean): void {
  for (const [contactId, optOut] of optOuts) if (which(optOut)) optOuts.delete(contactId)
}

export interface Sending {
  campaign: Campaign
  activity: Activity
  run: Run
}

/** Every sending, in the order in which they go out. */
export function sendings(campaigns: readonly Campaign[]): Sending[] {
  const all = campaigns.flatMap((campaign) =>
    campaign.activities.flatMap((activity) =>
      activity.runs.map((run) => ({ campaign, activity, run })),
    ),
  )
  return all.sort((a, b) => a.run.at - b.run.at)
}

function tellOwnOptOuts({ definition, start, story }: Teller): void {
  for (const contact of definition.contacts) {
    if (contact.optOut === undefined) continue
    const { after, source, reason } = contact.optOut
    story.optOuts.set(contact.contactId, { at: start + after, source, reason })
  }
}

function tellSending(teller: Teller, sending: Sending): void {
  const { campaign, activity, run } = sending
  const { activities } = teller.story
  const known = run === activity.runs[0] ? undefined : activities.get(activity.activityId)
  const told: ActivityStory = { campaign, activity, rows: noRows() }
  for (const kind of rowKinds) told.rows[kind].push(...(known?.rows[kind] ?? []))
  activities.set(activity.activityId, told)
  if (campaign.links.some(({ url }) => url.length > teller.longestLink)) {
    run.outcome = { count: 0, reasonCode: reasons.linkTooLong }
    return
  }
  const before = told.rows.sends.length
  for (const state of recipients(teller, sending, told)) tellContact(teller, told, state, run.at)
  for (const kind of rowKinds) inOrder(told.rows[kind])
  const count = told.rows.sends.length - before
  run.outcome = { count, reasonCode: count === 0 ? reasons.nobody : reasons.sent }
}

function noRows(): ActivityStory['rows'] {
  const rows = Object.fromEntries(rowKinds.map((kind) => [kind, [] as Row[]]))
  return rows as ActivityStory['rows']
}

/** Nobody is sent the same activity twice, however often it goes out. */
function recipients(
  teller: Teller,
  { campaign, activity, run }: Sending,
  told: ActivityStory,
): ContactState[] {
  const missed = activity.role === 'resend' ? missedBy(teller.story, campaign, run.at) : undefined
  const already = new Set(told.rows.sends.map((row) => row.contactId))
  return teller.contacts.flatMap(({ contactId }) => {
    if (already.has(contactId) || missed?.has(contactId) === false) return []
    const state = teller.stateAt(contactId, run.at)
    return state !== undefined && receives(state, run) ? [state] : []
  })
}

/** A resend goes to those who were sent the message, received it and had not opened it by then. */
function missedBy(story: Story, campaign: Campaign, now: number): Set<string> {
  const primary = campaign.activities.find((one) => one.role === 'primary_email')
  const rows = primary && story.activities.get(primary.activityId)?.rows
  const missed = new Set(rows?.sends.map((row) => row.contactId))
  for (const row of [...(rows?.opens ?? []), ...(rows?.bounces ?? [])]) {
    if (row.at <= now) missed.delete(row.contactId)
  }
  return missed
}

/** Whether the vendor sends it to somebody on its lists; who may not be written to is left out. */
export function receives(state: ContactState, run: Run): boolean {
  if (!addressed(state, run) || run.refuses?.(state, run.at) === true) return false
  return state.permission === 'explicit' || state.permission === 'implicit'
}

/** Whether it was meant for that contact, which may still not be written to. */
export function addressed(state: ContactState, { listIds, only }: Run): boolean {
  if (state.deletedAt !== undefined || state.address === '') return false
  const listed = state.listIds.some((id) => listIds.includes(id))
  return listed || only?.includes(state.contact.contactId) === true
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
    complaints: told.activity.complaints,
  }
  for (const { delay, link, ...more } of reactionsOf(contact, message, random)) {
    const when = at + Math.floor(delay)
    const target = link === undefined ? {} : { urlId: link.urlId, url: link.url }
    if (more.kind === 'optouts' || more.kind === 'abuse') {
      const leaving = { at: when, reason: more.reason ?? '', sentAt: sendAt }
      if (!leave(teller, told, contact, leaving)) continue
    }
    add({ ...more, ...target, at: when })
  }
}

/** A person leaves once: whoever has already decided to leave does not do it a second time. */
function leave(
  teller: Teller,
  told: ActivityStory,
  contact: ContactDefinition,
  leaving: { at: number; reason: string; sentAt: number },
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
