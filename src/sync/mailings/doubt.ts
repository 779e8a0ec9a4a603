/** What is next where nobody knows whether a campaign was sent. Pure. */
import { isInDoubt } from '../../campaigns/index.ts'
import { stuck } from './settled.ts'
import type { Deed, Situation } from './situation.ts'

/** A copy whose sending was not answered is looked for so long; then a person has to look. */
const FOUND_WITHIN_MS = 2 * 60_000

/** Null: there is no doubt. Sent once more, it might arrive twice: a person says what is so. */
export function inDoubt(at: Situation): Deed | null {
  if (!isInDoubt(at.draft)) return null
  return at.isCopy ? copyInDoubt(at) : launchInDoubt(at)
}

function copyInDoubt(at: Situation): Deed | null {
  const { draft, remote, title, now } = at
  if (draft.wish === 'discarded' || (remote !== null && !remote.isMaster)) return null
  if (now - draft.scheduleCalledAt! < FOUND_WITHIN_MS) return { do: 'look_again' }
  return unknown(at, {
    remedy: `Look at ${title}. If it was not sent, copy it into a new campaign.`,
  })
}

/** Nothing can be looked for. It is given up once somebody took it away there. */
function launchInDoubt(at: Situation): Deed | null {
  const { draft, remote, title } = at
  if (draft.wish !== 'discarded') {
    return unknown(at, {
      remedy: `Look at ${title}. If it was not sent, copy it into a new campaign.`,
    })
  }
  if (remote === null) return null
  return unknown(at, {
    remedy: `Look at ${title}. If it was not sent, delete it there; then discard it again.`,
  })
}

function unknown(at: Situation, of: { remedy: string }): Deed {
  return stuck(at, `It is not known whether ${at.title} sent it: the answer was lost.`, of)
}
