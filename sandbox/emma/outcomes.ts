import type { Row } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import type { Mailing } from './mailing-book.ts'
import { hardCodes } from './standing.ts'

/** What became of one message: known at some moment, and final from then on. */
export interface Outcome {
  send: Row
  type: 'delivered' | 'hard' | 'soft'
  at: number
}

export interface Outcomes {
  /** Everybody it goes to, those whose message has not left included. */
  recipients: number
  sends: readonly Row[]
  known: Outcome[]
  /** Messages that have left, and of which nobody has heard yet. */
  waiting: Row[]
}

/**
 * What became of the messages of a mailing up to that moment, in the order of sending. One that
 * will bounce is in progress until it does; any other is delivered as it leaves.
 */
export function outcomesOf(world: World, { activity }: Mailing, now: number): Outcomes {
  const sends = world.rows(activity.activityId, 'sends', now)
  const told = world.activity(activity.activityId)
  const begun = activity.runs.some((run) => run.at <= now)
  const bounces = new Map(told?.rows.bounces.map((row) => [row.contactId, row]))
  const known: Outcome[] = []
  const waiting: Row[] = []
  for (const send of sends) {
    const bounce = bounces.get(send.contactId)
    if (bounce === undefined) known.push({ send, type: 'delivered', at: send.at })
    else if (bounce.at > now) waiting.push(send)
    else known.push({ send, type: bounceType(bounce), at: bounce.at })
  }
  return { recipients: begun ? (told?.rows.sends.length ?? 0) : 0, sends, known, waiting }
}

function bounceType({ bounceCode }: Row): 'hard' | 'soft' {
  return hardCodes.includes(bounceCode ?? '') ? 'hard' : 'soft'
}
