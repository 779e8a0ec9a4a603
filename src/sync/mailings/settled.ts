/** How deeds end: nothing is left to do, or nothing more can be done. Pure. */
import { differencesOf, nameThere, type Draft } from '../../campaigns/index.ts'
import type { RemoteMailing } from '../../connectors/index.ts'
import type { Deed, Situation } from './situation.ts'

/** The campaign as it shall be there: with the name it has there. */
export function wishedThere(draft: Draft) {
  return { ...draft.mailing, name: nameThere(draft.mailing.name, draft.replaced) }
}

/** The same with its lists. */
export function wishedOf(draft: Draft) {
  return { mailing: wishedThere(draft), lists: draft.lists }
}

/** What did not work once this turn is left to the next. */
export function once(at: Situation, deed: Deed): Deed {
  if (!at.done.has(deed.do)) return deed
  // What was sent at once may be told as a draft for a while yet.
  return { do: 'look_again' }
}

/** Nothing is left to do. What was only looked at is compared where it is the version told. */
export function settle(at: Situation, outcome: string): Deed & { do: 'settle' } {
  const { draft, remote } = at
  const isAsked = draft.telling === 'waiting' && draft.wish === 'drafted'
  const isHeld = remote !== null && (isAsked || draft.toldVersion === draft.version)
  const differences =
    remote !== null && isHeld ? differencesOf(wishedOf(draft), remote) : draft.differences
  return { do: 'settle', outcome, differences, isHeld }
}

/** Somebody is needed. */
export function stuck(at: Situation, outcome: string, { remedy }: { remedy: string }): Deed {
  return { ...settle(at, outcome), remedy, isHeld: false }
}

/** What is sent, or being sent. */
export function tooLate(at: Situation): Deed {
  return stuck(at, `It is on its way at ${at.title} already, and nobody can call it back.`, {
    remedy: 'Copy it into a new campaign for what is still to be said.',
  })
}

/** Whether it began to go out. */
export function isUnderWay(remote: RemoteMailing | null): boolean {
  return remote !== null && (remote.status === 'sending' || remote.status === 'sent')
}
