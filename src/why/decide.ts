import {
  mayWrite,
  type Question,
  type Refusal,
  type Standing,
  type Wish,
} from '../consent/index.ts'

/** Why somebody got a campaign, or did not: exactly one of these. */
export type CampaignReason =
  'sent' | 'not_sent_yet' | 'feedback_not_read' | 'no_address' | Refusal | 'not_among_them'

/** An address of the person, as it stood when the campaign was sent. */
export interface AddressThen<Fact extends Wish> {
  addressId: number
  address: string
  standing: Standing<Fact>
}

export interface KnownOfCampaign<Fact extends Wish> {
  /** Epoch milliseconds; null: it has not been sent. */
  sentAt: number | null
  /** When its feedback was last read; null: never. */
  asOf: number | null
  /** Addresses of the person that the ledger says were sent to, or that anything happened at. */
  reachedAddressIds: readonly number[]
  /** The addresses the person has, the primary one first. */
  addresses: readonly AddressThen<Fact>[]
  question: Question
}

export interface CampaignDecision<Fact extends Wish> {
  reason: CampaignReason
  /** The address it is about, where it is about one. */
  addressId: number | null
  fact: Fact | null
}

/**
 * Why a person got a campaign, or did not. What happened comes first, then what could have been
 * known when it was sent; where every address was closed, the first one's reason is the answer. An
 * open address that nothing was sent to was not among those the ESP sent to. Pure.
 */
export function decideCampaign<Fact extends Wish>(
  known: KnownOfCampaign<Fact>,
): CampaignDecision<Fact> {
  const reached = known.reachedAddressIds[0]
  if (reached !== undefined) return { reason: 'sent', addressId: reached, fact: null }
  if (known.sentAt === null) return nothing('not_sent_yet')
  if (known.asOf === null || known.asOf < known.sentAt) return nothing('feedback_not_read')
  if (known.addresses.length === 0) return nothing('no_address')
  const answers = known.addresses.map(({ addressId, standing }) => ({
    addressId,
    answer: mayWrite(known.question, standing),
  }))
  const [first] = answers
  const isOpen = answers.some(({ answer }) => answer.mayWrite)
  if (isOpen) return nothing('not_among_them')
  const { addressId, answer } = first!
  return { reason: answer.refusals[0]!, addressId, fact: answer.fact }
}

function nothing(reason: CampaignReason) {
  return { reason, addressId: null, fact: null }
}
