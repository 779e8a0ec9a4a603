import { leave, permit } from '../world/consent.ts'
import type { ContactState, World } from '../world/world.ts'

/** A line of one of the account's suppression lists. */
export interface Suppressed {
  email: string
  at: number
  origin: string
}

/** Whom the account does not write to, by address, and since when. */
export interface SuppressionBook {
  optOuts(now: number): Suppressed[]
  hardBounces(now: number): Suppressed[]
  complaints(now: number): Suppressed[]
  optOut(address: string, now: number): void
  /** Takes an address off the opt-out list; a complaint or a bounce stays. */
  optIn(address: string, now: number): void
  /** A contact that has just been made with this address leaves with it. */
  inherit(contactId: string, address: string, now: number): void
  /** An opt-out belongs to its address: it stays when a contact takes another, and is met there. */
  move(state: ContactState, address: string, now: number): void
  /** Every opt-in so far. */
  optIns: readonly Suppressed[]
}

/** Act-On has hard and soft bounces only. */
export const hardCodes = ['B', 'S']

export function createSuppression(world: World): SuppressionBook {
  const user = userOf(world)
  /** What came through the API, whether or not the account has such a contact. */
  const asked = new Map<string, Suppressed>()
  const optIns: Suppressed[] = []

  const standing = (address: string, now: number): Suppressed | undefined => {
    const state = world.holderOf(address, now)
    return asked.get(key(address)) ?? (state && lineOf(world, state, complainers(world, now)))
  }
  const inherit = (contactId: string, address: string, now: number) => {
    const line = asked.get(key(address))
    if (line === undefined) return
    const leaving = { at: line.at, source: 'Account', reason: '' } as const
    const happen = (one: ContactState) => leave(one, leaving)
    world.edit(contactId, { at: now, by: 'Account', happen })
  }
  return {
    optIns,
    inherit,
    optOuts: (now) => {
      const found = new Map(asked)
      const complained = complainers(world, now)
      for (const state of world.contactsAt(now)) {
        const line = lineOf(world, state, complained)
        if (line !== undefined && !found.has(key(line.email))) found.set(key(line.email), line)
      }
      return inTime(found.values())
    },
    hardBounces: (now) => firsts(world, 'bounces', now),
    complaints: (now) => firsts(world, 'abuse', now),
    optOut: (address, now) => {
      const line = { email: address, at: now, origin: `${user} via Act-On API` }
      asked.set(key(address), standing(address, now) ?? line)
      const state = world.holderOf(address, now)
      if (state !== undefined) inherit(state.contact.contactId, address, now)
    },
    optIn: (address, now) => {
      if (standing(address, now) === undefined) return
      asked.delete(key(address))
      optIns.push({ email: address, at: now, origin: `${user} via Act-On API` })
      const state = world.holderOf(address, now)
      if (state === undefined) return
      const lifted = { at: now, by: 'Contact' } as const
      const happen = (one: ContactState) => permit(one, 'explicit', lifted)
      world.edit(state.contact.contactId, { at: now, by: 'Account', happen })
    },
    move: (state, address, now) => {
      if (key(address) === key(state.address)) return
      const line = standing(state.address, now)
      if (line !== undefined) asked.set(key(state.address), line)
      inherit(state.contact.contactId, address, now)
    },
  }
}

function key(address: string): string {
  return address.toLowerCase()
}

function userOf({ definition }: World): string {
  return `User: ${definition.account.firstName} ${definition.account.lastName}`
}

function complainers(world: World, now: number): Set<string> {
  return new Set(rows(world, 'abuse', now).map(({ row }) => row.contactId))
}

/** A contact's line on the opt-out list, on which nobody is by a complaint alone. */
function lineOf(
  world: World,
  state: ContactState,
  complained: ReadonlySet<string>,
): Suppressed | undefined {
  const { permission, optOut, contact, address } = state
  if (permission !== 'unsubscribed' || optOut === undefined) return undefined
  if (complained.has(contact.contactId)) return undefined
  const origin = optOut.source === 'Account' ? userOf(world) : causeOf(world, state)
  return { email: address, at: optOut.at, origin }
}

/** The message a contact left by; whoever left otherwise did so on the account's own page. */
function causeOf(world: World, { optOut }: ContactState): string {
  const found = world.campaigns.withActivity(optOut?.activityId ?? '')
  return found?.campaign.name ?? 'Opt-out page'
}

function rows(world: World, kind: 'abuse' | 'bounces', now: number) {
  return world.campaigns
    .all()
    .flatMap((campaign) =>
      campaign.activities.flatMap((one) =>
        world.rows(one.activityId, kind, now).map((row) => ({ row, origin: campaign.name })),
      ),
    )
}

/** Each address once, with the first time. */
function firsts(world: World, kind: 'abuse' | 'bounces', now: number): Suppressed[] {
  const found = new Map<string, Suppressed>()
  const lines = rows(world, kind, now)
    .filter(({ row }) => kind === 'abuse' || hardCodes.includes(row.bounceCode ?? ''))
    .map(({ row, origin }) => ({ email: row.address, at: row.at, origin }))
  for (const line of inTime(lines)) {
    const address = line.email.toLowerCase()
    if (!found.has(address)) found.set(address, line)
  }
  return [...found.values()]
}

function inTime(lines: Iterable<Suppressed>): Suppressed[] {
  return [...lines].sort((a, b) => a.at - b.at || (a.email < b.email ? -1 : 1))
}
