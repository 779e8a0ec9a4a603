import { createRandom, type Random } from '../random.ts'
import { createCampaigns, type CampaignBook, type Letter } from './campaign-book.ts'
import { firstCampaigns, type Activity, type Campaign } from './campaigns.ts'
import { createCast, type Cast } from './cast.ts'
import { leave } from './consent.ts'
import { confirmation } from './contact-state.ts'
import type { ContactState, Happening, Invitation } from './contact-state.ts'
import { createFields, type FieldBook } from './custom-fields.ts'
import type { WorldDefinition } from './definition.ts'
import { createInvitations, type Invitations } from './invitations.ts'
import { createJobs, type JobQueue } from './jobs.ts'
import { createLists, type ListBook } from './lists.ts'
import { createMailroom, type Audience, type Mailroom } from './mailroom.ts'
import { newContact, type NewContact } from './new-contact.ts'
import { visible, type Row, type RowKind } from './rows.ts'
import { openActivities, tellStory, type ActivityStory, type Story } from './story.ts'

export type { ContactState } from './contact-state.ts'

export interface World {
  definition: WorldDefinition
  start: number
  story: Story
  lists: ListBook
  fields: FieldBook
  jobs: JobQueue
  campaigns: CampaignBook
  /** Writes a campaign down, which has no recipients yet. */
  draft(name: string, letter: Letter, now: number): Campaign
  /** Orders its letter to be sent at that moment to whoever is on its lists by then. */
  schedule(campaign: Campaign, at: number, now: number, audience?: Audience): void
  /** Takes back what an activity is waiting for. */
  unschedule(activity: Activity, now: number): void
  /** The last moment at which anything happens by itself, what was ordered included. */
  quietAt(): number
  /** The contact at that moment; undefined before it was created. */
  contactAt(contactId: string, now: number): ContactState | undefined
  contactsAt(now: number): ContactState[]
  /** Who has that address, deleted or not: an address belongs to one contact at most. */
  holderOf(address: string, now: number): ContactState | undefined
  activity(activityId: string): ActivityStory | undefined
  rows(activityId: string, kind: RowKind, now: number): readonly Row[]
  /** Adds a contact, and answers its id; the address must be free. */
  create(input: NewContact, now: number): string
  /** Writes something down about a contact, whatever its state. */
  edit(contactId: string, happening: Happening): void
  invitations: Pick<Invitations, 'of'>
  invite(contactId: string, what: Pick<Invitation, 'kind' | 'listIds'>, now: number): void
  /** The contact answers its newest confirmation mail; false when there is none to be answered. */
  confirm(contactId: string, now: number): boolean
  /** The contact leaves by itself, outside any campaign; false for an unknown one. */
  optOut(contactId: string, reason: string, now: number): boolean
  /** Does what is due until then: pieces of bulk jobs, and sendings to whoever is there by then. */
  settle(now: number): void
  /** Grows with all that is written or done: as long as it stays, one moment looks the same. */
  moves(): number
}

export interface WorldOptions {
  /** The share of recipients who answer a confirmation mail. */
  confirmations?: number
  /** A letter with a longer link is not sent. */
  longestLink?: number
}

/** A world that can be written to: what was written decides who later sendings go to. */
export function createWorld(
  definition: WorldDefinition,
  start: number,
  seed: number,
  { confirmations = 0.4, longestLink = Infinity }: WorldOptions = {},
): World {
  const random = createRandom(`story/${definition.name}/${seed}`)
  const story: Story = { activities: new Map(), optOuts: new Map(), quietAt: start }
  let moves = 0
  const moved = () => void (moves += 1)
  const busyUntil = (at: number) => {
    moved()
    story.quietAt = Math.max(story.quietAt, at)
  }
  const invitations = createInvitations(random, confirmations)
  const jobs = createJobs(random.fork('jobs'), busyUntil)
  const lists = createLists(definition.lists, start, random.fork('lists'))
  const cast = createCast({ definition, start, story, invitations, lists })
  const campaigns = createCampaigns(firstCampaigns(definition, start), random.fork('campaigns'))
  const people = { definition, contacts: cast.contacts, campaigns: campaigns.all() }
  const teller = { ...people, start, random, story, longestLink, stateAt: cast.at }
  tellStory(teller)
  const mailroom = createMailroom(teller, cast.touched)
  const settle = createSettling(jobs, mailroom, moved)
  return {
    definition,
    start,
    story,
    lists,
    fields: createFields(random.fork('fields')),
    jobs: { ...jobs, ...noted({ breakOff: jobs.breakOff }, moved) },
    campaigns,
    ...createMailing({ story, campaigns, mailroom, settle, moved }),
    contactAt: (contactId, now) => {
      settle(now)
      return cast.at(contactId, now)
    },
    contactsAt: (now) => {
      settle(now)
      return cast.contacts.flatMap((one) => cast.at(one.contactId, now) ?? [])
    },
    holderOf: (address, now) => {
      settle(now)
      return cast.holderOf(address, now)
    },
    activity: (activityId) => story.activities.get(activityId),
    rows: (activityId, kind, now) => {
      settle(now)
      return visible(story.activities.get(activityId)?.rows[kind] ?? [], now)
    },
    ...noted(createWriting({ start, random, cast, invitations, settle, busyUntil }), moved),
    invitations,
    settle,
    moves: () => moves,
  }
}

type Verbs = Readonly<Record<string, (...given: never[]) => unknown>>

/** The same verbs, each telling that it is done. */
function noted<T extends object>(verbs: T, moved: () => void): T {
  const all = Object.entries(verbs as Verbs).map(([name, verb]) => [
    name,
    (...given: never[]) => {
      moved()
      return verb(...given)
    },
  ])
  return Object.fromEntries(all) as T
}

interface Desk {
  start: number
  random: Random
  cast: Cast
  invitations: Invitations
  settle(now: number): void
  busyUntil(at: number): void
}

type Writing = Pick<World, 'create' | 'edit' | 'invite' | 'confirm' | 'optOut'>

function createWriting(desk: Desk): Writing {
  const { start, random, cast, invitations, settle, busyUntil } = desk
  return {
    create: (input, now) => {
      const own = random.fork(`contact/${cast.contacts.length}`)
      const contact = newContact(input, now - start, own)
      cast.add(contact)
      return contact.contactId
    },
    edit: cast.edit,
    invite: (contactId, what, now) => {
      busyUntil(invitations.send(contactId, what, now).confirmedAt ?? now)
    },
    confirm: (contactId, now) => {
      settle(now)
      const invitation = invitations.answer(contactId, now)
      if (invitation === undefined) return false
      cast.edit(contactId, confirmation(now, invitation.listIds))
      return true
    },
    optOut: (contactId, reason, now) => {
      settle(now)
      if (cast.at(contactId, now) === undefined) return false
      const happen = (state: ContactState) => leave(state, { at: now, source: 'Contact', reason })
      cast.edit(contactId, { at: now, by: 'Contact', happen })
      return true
    },
  }
}

interface Post {
  story: Story
  campaigns: CampaignBook
  mailroom: Mailroom
  settle(now: number): void
  moved(): void
}

function createMailing({ story, campaigns, mailroom, settle, moved }: Post) {
  return {
    draft: (name: string, letter: Letter, now: number) => {
      moved()
      const campaign = campaigns.create(name, letter, now)
      openActivities(story, campaign)
      return campaign
    },
    schedule: (campaign: Campaign, at: number, now: number, audience: Audience = {}) => {
      moved()
      mailroom.order(campaign, at, now, audience)
      settle(now)
    },
    unschedule: (activity: Activity, now: number) => {
      moved()
      mailroom.cancel(activity, now)
    },
    quietAt: () => Math.max(story.quietAt, mailroom.awaitedUntil()),
  }
}

/** Jobs and sendings in the order of their moments, up to one moment. */
function createSettling(
  jobs: JobQueue,
  mailroom: Mailroom,
  moved: () => void,
): (now: number) => void {
  let settling = false
  return (now) => {
    // A piece of work looks at contacts, which must not begin the next piece.
    if (settling) return
    settling = true
    try {
      while (Math.min(mailroom.nextAt(), jobs.nextAt()) <= now) {
        moved()
        if (jobs.nextAt() <= mailroom.nextAt()) jobs.work()
        else mailroom.send()
      }
    } finally {
      settling = false
    }
  }
}
