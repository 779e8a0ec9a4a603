/** What is next of a campaign that is a copy, where that differs from one that is made. Pure. */
import { contentDifferences } from '../../campaigns/index.ts'
import { isUnderWay, once, settle, stuck, tooLate, wishedThere } from './settled.ts'
import type { Deed, Situation } from './situation.ts'

/** It shall be what its master is: what that says is taken over, and nothing is told. */
export function towardsMaster(at: Situation): Deed {
  const { draft, remote, title } = at
  if (remote === null) return noMaster(at)
  if (isUnderWay(remote)) return tooLate(at)
  if (remote.status === 'scheduled') {
    return stuck(at, `It is scheduled at ${title}, so nothing of it was changed.`, {
      remedy: 'Take back the schedule first.',
    })
  }
  const isOther = contentDifferences(wishedThere(draft), remote).length > 0
  return isOther ? once(at, { do: 'take_over' }) : settle(at, '')
}

/** The mailing that was chosen is not there. */
export function noMaster(at: Situation): Deed {
  return stuck(at, `${at.title} does not have the mailing that was to be copied.`, {
    remedy: 'Choose another one; then sync again.',
  })
}
