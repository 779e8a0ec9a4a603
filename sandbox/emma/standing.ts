import { leave, permit } from '../world/consent.ts'
import type { ContactState, World } from '../world/world.ts'

/** The vendor's states of a member; nothing makes anybody "forwarded" in this world. */
export type Standing = 'a' | 'e' | 'o' | 'f'

/** Emma has hard and soft bounces only. */
export const hardCodes: readonly string[] = ['B', 'S']

export interface Standings {
  /** Judges members at one moment: made once for many of them. */
  at(now: number): (state: ContactState) => Standing
  /** Whom the vendor leaves out of a sending: everybody who is not active. */
  refuses(state: ContactState, at: number): boolean
  /** The account puts a member into another state. */
  set(contactId: string, standing: 'a' | 'e' | 'o', now: number): void
  /** How many messages bounced, of whatever kind. */
  bounces(contactId: string, now: number): number
}

interface Mark {
  at: number
  standing: 'a' | 'e'
}

/** Opt-outs are the world's; errors come of hard bounces, until somebody says otherwise. */
export function createStandings(world: World): Standings {
  const marks = new Map<string, Mark[]>()
  const known = new Map<number, (state: ContactState) => Standing>()
  const at = (now: number) => {
    const hard = lastHardBounces(world, now)
    return (state: ContactState): Standing => {
      if (state.permission === 'unsubscribed') return 'o'
      const { contactId } = state.contact
      const mark = marks.get(contactId)?.findLast((one) => one.at <= now)
      if (mark?.standing === 'e') return 'e'
      const bouncedAt = hard.get(state.address.toLowerCase()) ?? -Infinity
      return bouncedAt > (mark?.at ?? -Infinity) ? 'e' : 'a'
    }
  }
  return {
    at,
    refuses: (state, moment) => {
      // A sending asks of each recipient at one and the same moment.
      if (!known.has(moment)) known.clear()
      const judge = known.get(moment) ?? at(moment)
      known.set(moment, judge)
      return judge(state) !== 'a'
    },
    set: (contactId, standing, now) => {
      known.clear()
      const happen = (state: ContactState) => {
        if (standing === 'o') leave(state, { at: now, source: 'Account', reason: '' })
        // The vendor lets the account change any state, one that the member chose too.
        else permit(state, permissionOf(state), { at: now, by: 'Contact' })
      }
      world.edit(contactId, { at: now, by: 'Account', happen })
      if (standing === 'o') return
      marks.set(contactId, [...(marks.get(contactId) ?? []), { at: now, standing }])
    },
    bounces: (contactId, now) =>
      bounceRows(world, now).filter((row) => row.contactId === contactId).length,
  }
}

function permissionOf({ permission }: ContactState) {
  return permission === 'explicit' ? 'explicit' : 'implicit'
}

function bounceRows(world: World, now: number) {
  return world.campaigns
    .all()
    .flatMap(({ activities }) =>
      activities.flatMap((one) => world.rows(one.activityId, 'bounces', now)),
    )
}

function lastHardBounces(world: World, now: number): Map<string, number> {
  const last = new Map<string, number>()
  for (const { at, address, bounceCode } of bounceRows(world, now)) {
    const key = address.toLowerCase()
    if (hardCodes.includes(bounceCode ?? '')) last.set(key, Math.max(at, last.get(key) ?? at))
  }
  return last
}
