import { createRandom } from '../random.ts'
import { minute, second } from '../world/time.ts'
import type { World } from '../world/world.ts'
import { faxNumberOf } from '../world/fax-numbers.ts'

/** One call of the server: it ends at that moment, and is logged then. */
export interface Call {
  campaign: string
  number: string
  begun: number
  ended: number
  pages: number
  /** Empty where the fax got through. */
  reason: string
}

/** What a call that fails may say. */
const PASSING = ['Busy signal detected', 'No answer from remote', 'No carrier detected'] as const
const FOR_GOOD = 'Data connection established (wanted fax)'
const MOST_TRIES = 3
/** A few modems have one fax after the other: so long one waits for the one before. */
const PACE = 15 * second

/**
 * The calls that ended within a span, in that order. Whoever's mail bounced in the world has no
 * working fax either; of the others some are busy at first.
 */
export function callsBetween(world: World, after: number, until: number): Call[] {
  world.settle(until)
  const calls = world.campaigns.all().flatMap((campaign) =>
    campaign.activities.flatMap(({ activityId }) => {
      const { bounces = [] } = world.activity(activityId)?.rows ?? {}
      const failing = new Set(bounces.map(({ contactId }) => contactId))
      return world.rows(activityId, 'sends', until).flatMap(({ contactId, address, at, seq }) =>
        triesOf({
          campaign: campaign.name,
          number: faxNumberOf(address),
          at: at + seq * PACE,
          isFailing: failing.has(contactId),
          seed: `${activityId}/${contactId}`,
        }),
      )
    }),
  )
  const due = calls.filter(({ ended }) => ended > after && ended <= until)
  return due.sort((a, b) => a.ended - b.ended)
}

interface Fax {
  campaign: string
  number: string
  at: number
  isFailing: boolean
  seed: string
}

function triesOf({ campaign, number, at, isFailing, seed }: Fax): Call[] {
  const random = createRandom(`calls/${seed}`)
  const pages = random.int(1, 4)
  const failure = random.chance(0.3) ? FOR_GOOD : PASSING[random.int(0, PASSING.length - 1)]!
  const failures = isFailing ? (failure === FOR_GOOD ? 1 : MOST_TRIES) : random.chance(0.15) ? 1 : 0
  const tries = isFailing ? failures : failures + 1
  return Array.from({ length: tries }, (_, place) => {
    const begun = at + place * 5 * minute
    const isThrough = place >= failures
    const reason = isThrough ? '' : isFailing ? failure : PASSING[0]
    const ended = begun + (isThrough ? pages * 30 : 20) * second
    return { campaign, number, begun, ended, pages: isThrough ? pages : 0, reason }
  })
}
