import { plainDiagnostic, type Bounce, type BounceClass } from '../../sdk/index.ts'

/**
 * What HylaFAX says of calls that failed. No list of them is documented: these are words of its
 * programs (faxsend, libhylafax 6.0.7), by how they begin. Only one says for certain that no fax is
 * at the number; what is not here is "other", which makes no number invalid.
 */
const CLASSES: readonly [BounceClass, RegExp][] = [
  ['hard', /^data connection established/i],
  ['soft', /^(busy signal|no answer|no carrier|ringback detected|carrier established)/i],
  // The line broke off, or the two could not agree.
  ['soft', /^(no receiver protocol|failure to (train|transmit|receive|raise)|call aborted)/i],
  ['soft', /^(comrec|rsprec|dis\/dtc received|dcs sent|no response to|stop and wait)/i],
  ['soft', /^unspecified transmit phase/i],
  // The server's own trouble: nothing was learnt of the number.
  ['other', /^(no local dialtone|invalid dialing|unknown problem|glare|job aborted|kill time)/i],
]

/** A call that failed, as a bounce; the reason is kept as it came, without numbers in it. */
export function bounceOf(reason: string): Bounce {
  const found = CLASSES.find(([, words]) => words.test(reason))
  return { code: plainDiagnostic(reason), class: found?.[0] ?? 'other' }
}

/** Why a job was given up, by notify(8), in words: its final state, without a call of its own. */
export const GIVEN_UP: Readonly<Record<string, string>> = {
  failed: 'The job was not completed.',
  rejected: 'The job was rejected.',
  removed: 'The job was deleted from the queue.',
  killed: 'The job was deleted from the queue.',
  timedout: 'The job could not be sent before its kill time.',
  format_failed: 'The document could not be converted.',
  no_formatter: 'The program that converts the document was not found.',
}
