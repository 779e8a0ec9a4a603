import { parseAddress } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Channel } from './decide.ts'
import { mayWrite, type Answer, type Question } from './may-write.ts'
import { standingsOf, type NumberedWish } from './standings.ts'
import { consentPolicy, topicForQuestion } from './topics.ts'
import { describeFacts, sentenceOf, type FactWords } from './words.ts'

/** Addresses asked about in one go at most. */
export const ADDRESSES_MAX = 10_000

export interface MayWriteAsk {
  channel: Channel
  class: 'marketing' | 'transactional'
  topicId: number | null
  /** As somebody spells them. */
  addresses: readonly string[]
}

export interface MayWriteAnswer extends Omit<Answer<NumberedWish>, 'fact'> {
  /** As it was asked. */
  address: string
  /** The reason in words. */
  sentence: string
  fact: FactWords | null
}

/**
 * Answers for each address whether it may be written to, and why, in the order of the question. At
 * most ADDRESSES_MAX; few statements however many there are.
 */
export async function askMayWrite(
  tx: Tx,
  workspaceId: number,
  ask: MayWriteAsk,
  now: number,
): Promise<MayWriteAnswer[]> {
  const policy = await consentPolicy(tx, workspaceId)
  const topic = await topicForQuestion(tx, workspaceId, ask.topicId, policy)
  const question: Question = { ...ask, topic, consentNeeded: policy.consentNeeded, now }
  const parsed = ask.addresses.map((address) => ({
    address,
    read: parseAddress(address, ask.channel),
  }))
  const canonicals = parsed.flatMap(({ read }) => (read.ok ? [read.canonical] : []))
  const standings = await standingsOf(
    tx,
    { ...ask, workspaceId, seedIsExempt: policy.seedIsExempt },
    [...new Set(canonicals)],
  )
  const answers = parsed.map(({ address, read }) => ({
    address,
    unreadable: read.ok ? null : read.reason,
    answer: read.ok ? mayWrite(question, standings.get(read.canonical)!) : UNREADABLE,
    invalid: read.ok ? standings.get(read.canonical)!.invalidReason : null,
  }))
  const words = await describeFacts(
    tx,
    workspaceId,
    answers.flatMap(({ answer }) => (answer.fact === null ? [] : [answer.fact.id])),
  )
  return answers.map(({ address, unreadable, answer, invalid }) => {
    const fact = answer.fact === null ? null : words.get(answer.fact.id)!
    return { ...answer, address, fact, sentence: unreadable ?? sentenceOf(answer, fact, invalid) }
  })
}

const UNREADABLE: Answer<NumberedWish> = {
  mayWrite: false,
  reason: 'invalid_address',
  refusals: ['invalid_address'],
  state: 'unknown',
  fact: null,
}
