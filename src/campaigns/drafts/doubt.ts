import { Refused } from '../../platform/refused.ts'
import type { Draft } from './draft.ts'

/** Its sending was asked for, and nobody answered: it may have been sent, or not. */
export function isInDoubt({ copiesBefore, scheduleCalledAt, launch }: Draft): boolean {
  return launch === 'asked' || (copiesBefore !== null && scheduleCalledAt !== null)
}

/** Refuses whatever would lead to a second sending of what may have been sent. */
export function refuseIfInDoubt(draft: Draft): void {
  if (!isInDoubt(draft)) return
  throw new Refused(409, 'It is not known whether this campaign was sent.', {
    remedy: 'Look at its e-mail service. If it was not sent, copy it into a new one.',
  })
}
