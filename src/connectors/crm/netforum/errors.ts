import type { ErrorRow } from '../../sdk/index.ts'
import { exceptionIn } from './client.ts'

/**
 * Faults have the status 500, and name their kind in their detail: <Kind>ExceptionInfo. A query for
 * an object or a column that the site does not have is a fault of the kind System like any other.
 */
export const errors: readonly ErrorRow[] = [
  {
    status: '5xx',
    when: ofKind('InvalidToken'),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'netFORUM does not accept the token.',
    remedy: 'Check user name and password in the settings of the connection.',
  },
  {
    status: '5xx',
    when: ofKind('InvalidCredentials'),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'netFORUM does not accept the user name or the password.',
    remedy: 'Check both in the settings of the connection.',
  },
  {
    // Asked again with the same it would only last longer.
    status: '5xx',
    when: ofKind('LockedCredentials'),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'netFORUM has locked the user out after too many wrong passwords.',
    remedy: 'Check the password, and have the lock taken away there or wait for its end.',
  },
  {
    status: '5xx',
    when: (body) => /permission|not authori[sz]ed|access denied|privilege/i.test(wordsIn(body)),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'netFORUM does not permit this to the user.',
    remedy: 'Give the user of xWeb the right to use the object.',
    words: wordsIn,
  },
  {
    status: 500,
    when: (body) => /deadlock|time-?out|timed out|not available/i.test(wordsIn(body)),
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'The database of netFORUM is busy.',
    words: wordsIn,
  },
  {
    status: 500,
    when: (body) => exceptionIn(body)?.kind === 'SystemExceptionInfo',
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'netFORUM refused what was asked.',
    words: wordsIn,
  },
  {
    // Everything goes to one address, so it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no xWeb of netFORUM below the address.',
    remedy: 'Check the address in the settings of the connection.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'netFORUM has a fault of its own.',
  },
]

function ofKind(kind: string): (body: unknown) => boolean {
  return (body) => exceptionIn(body)?.kind === `${kind}ExceptionInfo`
}

function wordsIn(body: unknown): string {
  return exceptionIn(body)?.words ?? ''
}
