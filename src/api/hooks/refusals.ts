/** What a delivery is refused with, and what it is counted as. */
import type { HookOutcome } from '../../connections/index.ts'
import type { ProofFault } from '../../connectors/index.ts'
import { Refused } from '../../platform/refused.ts'

/** A refusal with the outcome it is counted under. */
export class Refusal extends Refused {
  readonly outcome: HookOutcome

  constructor(outcome: HookOutcome, status: 400 | 401 | 404, sentence: string) {
    super(status, sentence)
    this.outcome = outcome
  }
}

/** All alike to who sends them: nothing tells a forger how near the mark it was. */
const NOT_PROVED = 'Nothing proves that this delivery comes from the sender.'

/** How each fault of a proof is answered. */
export const REFUSALS: Record<ProofFault, [400 | 401, string]> = {
  missing: [401, NOT_PROVED],
  wrong: [401, NOT_PROVED],
  stale: [401, NOT_PROVED],
  ahead: [401, NOT_PROVED],
  unreadable: [400, 'The delivery is not what this sender sends.'],
}

const OUTCOMES: Record<number, HookOutcome> = {
  400: 'unreadable',
  408: 'too_slow',
  413: 'too_large',
  415: 'wrong_type',
}

/** Under which outcome a delivery that ended in this error is counted. Pure. */
export function outcomeOf(error: unknown): HookOutcome {
  if (error instanceof Refusal) return error.outcome
  return (error instanceof Refused ? OUTCOMES[error.status] : undefined) ?? 'busy'
}
