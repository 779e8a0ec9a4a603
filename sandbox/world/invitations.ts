import type { Random } from '../random.ts'
import type { Invitation } from './contact-state.ts'
import { hour } from './time.ts'

/** Mails that ask a contact to confirm, and who answers them. */
export interface Invitations {
  of(contactId: string): readonly Invitation[]
  any(): boolean
  /** Whether the recipient answers, and when, is decided now. */
  send(contactId: string, what: Pick<Invitation, 'kind' | 'listIds'>, now: number): Invitation
  /** Takes the newest mail that is left to be answered, so that it cannot be answered again. */
  answer(contactId: string, now: number): Invitation | undefined
}

/** The share of recipients who answer does so some hours later; the others never do. */
export function createInvitations(random: Random, share: number): Invitations {
  const sent = new Map<string, Invitation[]>()
  const of = (contactId: string) => sent.get(contactId) ?? []
  return {
    of,
    any: () => sent.size > 0,
    send: (contactId, { kind, listIds }, now) => {
      const own = random.fork(`${kind}/${contactId}`)
      const confirmedAt = own.chance(share) ? now + Math.floor(own.delay(5 * hour, 0.8)) : undefined
      const answer = confirmedAt === undefined ? {} : { confirmedAt }
      const invitation: Invitation = { at: now, kind, listIds, ...answer }
      sent.set(contactId, [...of(contactId), invitation])
      return invitation
    },
    answer: (contactId, now) => {
      const waiting = ({ answered, confirmedAt = Infinity }: Invitation) =>
        answered !== true && confirmedAt > now
      const newest = of(contactId).findLast(waiting)
      if (newest === undefined) return undefined
      delete newest.confirmedAt
      newest.answered = true
      return newest
    },
  }
}
