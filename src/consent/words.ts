import type { Answer } from './may-write.ts'

/** A fact as it is told to somebody. */
export interface FactWords {
  id: number
  occurredAt: Date
  expiresAt: Date | null
  source: 'esp' | 'user' | 'import' | 'api' | 'crm' | 'preference_page'
  /** "Constant Contact, Spring client letter" */
  from: string
  reason: string
  topic: string | null
}

/**
 * Why an address may, or may not, be written to; one sentence, dates as days in UTC. invalid: why
 * nothing arrives there, where that is known.
 */
export function sentenceOf(
  { reason }: Pick<Answer, 'reason'>,
  fact: FactWords | null,
  invalid: string | null = null,
): string {
  switch (reason) {
    case 'erased':
      return 'The person asked to be erased.'
    case 'invalid_address':
      return `Nothing arrives at this address${invalid === null ? '' : `: ${invalid}`}.`
    case 'complaint':
      return `Reported a mailing as spam${when(fact)}; only what is transactional may be sent.`
    case 'opted_out':
      return `Opted out of everything${when(fact)}.`
    case 'opted_out_address':
      return fact?.topic === null && fact.source === 'esp'
        ? `Opted out of a group of the ESP that stands for no topic yet${when(fact)}.`
        : `This address is not to be written to${when(fact)}.`
    case 'opted_out_topic':
      return `Opted out of ${fact?.topic ?? 'this topic'}${when(fact)}.`
    case 'consent_expired':
      return `The implied consent has ended${fact?.expiresAt ? ` on ${day(fact.expiresAt)}` : ''}.`
    case 'consent_missing':
      return 'Consent is needed, and none is known that suffices.'
    case 'transactional':
      return 'A transactional mail needs no consent.'
    case 'seed':
      return 'On the seed list, which gets every mailing.'
    case 'express':
      return `Express consent was given${when(fact)}.`
    case 'implied': {
      const end = fact?.expiresAt ? `, until ${day(fact.expiresAt)}` : ''
      return `Consent is implied${when(fact)}${end}.`
    }
    case 'no_objection':
      return 'Nobody has objected.'
  }
}

function when(fact: FactWords | null): string {
  if (fact === null) return ''
  const said = fact.reason === '' ? '' : `: “${fact.reason}”`
  return ` on ${day(fact.occurredAt)} via ${fact.from}${said}`
}

function day(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
