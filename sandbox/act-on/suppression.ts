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
  isOptedOut(address: string, now: number): boolean
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
  const { firstName, lastName } = world.definition.account
  const user = `User: ${firstName} ${lastName}`
  /** What came through the API, whether or not the account has such a contact. */
  const asked = new Map<string, Suppressed>()
  const optIns: Suppressed[] = []
  const key = (address: string) => address.toLowerCase()

  const optOuts = (now: number): Suppressed[] => {
    const found = new Map(asked)
    const complained = new Set(rows(world, 'abuse', now).map(({ row }) => row.contactId))
    for (const state of world.contactsAt(now)) {
      if (state.permission !== 'unsubscribed' || state.optOut === undefined) continue
      if (complained.has(state.contact.contactId) || found.has(key(state.address))) continue
      const { at, source } = state.optOut
      const origin = source === 'Account' ? user : causeOf(world, state)
      found.set(key(state.address), { email: state.address, at, origin })
    }
    return inTime(found.values())
  }
  const inherit = (contactId: string, address: string, now: number) => {
    const line = asked.get(key(address))
    if (line === undefined) return
    const leaving = { at: line.at, source: 'Account', reason: '' } as const
    const happen = (one: ContactState) => leave(one, leaving)
    world.edit(contactId, { at: now, by: 'Account', happen })
  }
  return {
    optOuts,
    optIns,
    inherit,
    move: (state, address, now) => {
      if (key(address) === key(state.address)) return
      const line = optOuts(now).find((one) => key(one.email) === key(state.address))
      if (line !== undefined) asked.set(key(state.address), line)
      inherit(state.contact.contactId, address, now)
    },
    hardBounces: (now) => firsts(world, 'bounces', now),
    complaints: (now) => firsts(world, 'abuse', now),
    isOptedOut: (address, now) => {
      if (asked.has(key(address))) return true
      return world.holderOf(address, now)?.permission === 'unsubscribed'
    },
    optOut: (address, now) => {
      const state = world.holderOf(address, now)
      const before = state?.permission === 'unsubscribed' ? state.optOut : undefined
      if (!asked.has(key(address))) {
        const at = before?.at ?? now
        asked.set(key(address), { email: address, at, origin: `${user} via Act-On API` })
      }
      if (state === undefined) return
      const leaving = { at: now, source: 'Account', reason: '' } as const
      const happen = (one: ContactState) => leave(one, leaving)
      world.edit(state.contact.contactId, { at: now, by: 'Account', happen })
    },
    optIn: (address, now) => {
      const line = optOuts(now).find((one) => key(one.email) === key(address))
      if (line === undefined) return
      asked.delete(key(address))
      optIns.push({ email: address, at: now, origin: `${user} via Act-On API` })
      const state = world.holderOf(address, now)
      if (state === undefined) return
      const lifted = { at: now, by: 'Contact' } as const
      const happen = (one: ContactState) => permit(one, 'explicit', lifted)
      world.edit(state.contact.contactId, { at: now, by: 'Account', happen })
    },
  }
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
