import type { ErrorRow, FailureKind, WhoMustAct, XmlElement } from '../../sdk/index.ts'
import { faultIn, type RpcFault } from './xml-rpc.ts'

/**
 * A fault is an answer of success with a number in it. The numbers are those a public client
 * lists (README.md, "Errors"); what each means beyond its one line is not documented.
 */
export const errors: readonly ErrorRow[] = [
  fault([301], 'unauthorised', 'you', {
    sentence: 'HighRoad does not accept the user name or the password.',
    remedy: 'Check account, user name and password in the settings of the connection.',
  }),
  fault([305], 'forbidden', 'you', {
    sentence: 'HighRoad says that the account is disabled.',
    remedy: 'Ask HighRoad about the account.',
  }),
  fault([302, 208], 'forbidden', 'you', {
    sentence: 'HighRoad does not let this user do that.',
    remedy: 'Give the user the rights for the workspace and the core table in the settings.',
  }),
  fault([304], 'throttled', 'vendor', {
    sentence: 'HighRoad asks for a slower pace.',
    remedy: 'Homing slows down by itself.',
  }),
  fault([303], 'quota_exceeded', 'you', {
    sentence: 'HighRoad says that the account is over its quota.',
    remedy: 'Ask HighRoad about the quota of the account.',
  }),
  fault([207, 209], 'not_found', 'homing', {
    sentence: 'HighRoad does not know what was asked for, or it was deleted there.',
  }),
  fault([101, 102, -32500, -32400, -32300], 'temporary', 'vendor', {
    sentence: 'HighRoad has a fault of its own, or is switched off for a while.',
  }),
  fault(null, 'refused', 'homing', { sentence: 'HighRoad refused what was asked.' }),
  {
    status: 401,
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'HighRoad does not accept the user name or the password.',
    remedy: 'Check account, user name and password in the settings of the connection.',
  },
  {
    // Everything goes to one address, so it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no service of HighRoad at the API address.',
    remedy: 'Check the API address in the settings of the connection.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'HighRoad has a fault of its own.',
  },
]

/** codes: null fits every fault. The vendor's words are shown where they can help. */
function fault(
  codes: readonly number[] | null,
  failure: FailureKind,
  whoMustAct: WhoMustAct,
  says: { sentence: string; remedy?: string },
): ErrorRow {
  return {
    status: 200,
    when: (body) => {
      const told = faultOf(body)
      return told !== null && (codes === null || codes.includes(told.code))
    },
    failure,
    whoMustAct,
    ...says,
    words: (body) => faultOf(body)?.words || undefined,
    code: (body) => faultOf(body)?.code,
  }
}

/** body: what parseXml made of the answer; undefined where it was no XML. */
function faultOf(body: unknown): RpcFault | null {
  return faultIn(body as XmlElement | undefined)
}
