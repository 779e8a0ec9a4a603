import type { ConnectionFacts } from '../facts.ts'
import { DAY, dayOf, spell } from '../time.ts'
import type { RuleOn } from './rule.ts'

/** The last part of a grant's life: then somebody is told … */
const WARN_SHARE = 1 / 6
/** … but no earlier than this long before its end. */
const WARN_MS_MAX = 30 * DAY

/** The vendor no longer accepts the authorisation: nothing comes home. */
export const grantRefused: RuleOn<'connection'> = {
  name: 'grant_refused',
  title: 'The authorisation is no longer accepted',
  about: 'connection',
  judge({ status, vendor, name }) {
    if (status !== 'needs_reauthorisation') return null
    return {
      severity: 'broken',
      sentence: `${vendor} no longer accepts the authorisation of ${name}; nothing comes home.`,
      nextStep: 'Open the connection and authorise it again. Nothing that came home is lost.',
      whoMustAct: 'you',
    }
  },
}

/**
 * The authorisation ends soon: tokens that cannot be renewed, or a refresh token that dies because
 * nobody uses it (a connection that is paused, or whose runs do not begin).
 */
export const grantEnding: RuleOn<'connection'> = {
  name: 'grant_ending',
  title: 'The authorisation ends soon',
  about: 'connection',
  judge(facts, now) {
    const { grant, status, vendor, name } = facts
    if (grant === null || status === 'needs_reauthorisation') return null
    const endsAt = endOfGrant(grant)
    if (endsAt === null) return null
    const warnMs = Math.min(WARN_MS_MAX, (endsAt - grant.receivedAt) * WARN_SHARE)
    if (now < endsAt - warnMs) return null
    const isOver = now >= endsAt
    const end = isOver ? `ended on ${dayOf(endsAt)}` : `ends on ${dayOf(endsAt)}`
    return {
      severity: isOver ? 'broken' : 'at_risk',
      sentence: `The authorisation of ${name} at ${vendor} ${end}. ${why(facts)}`,
      nextStep:
        isOver || !grant.canRenew
          ? 'Open the connection and authorise it again.'
          : 'Resume the connection, or press “Check now” on it: that renews the authorisation.',
      whoMustAct: 'you',
      ...(isOver ? {} : { dueAt: endsAt }),
    }
  },
}

/** When a grant ends unless it is used; null where nobody said. */
export function endOfGrant(grant: NonNullable<ConnectionFacts['grant']>): number | null {
  const { canRenew, idleDays, receivedAt, expiresAt } = grant
  if (!canRenew) return expiresAt
  return idleDays === null ? null : receivedAt + idleDays * DAY
}

function why({ grant }: ConnectionFacts): string {
  if (grant === null || !grant.canRenew) return 'It cannot be renewed without you.'
  return `It dies when nobody uses it for ${spell((grant.idleDays ?? 0) * DAY)}.`
}
