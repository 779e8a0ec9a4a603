import { inEnvelope, soapFault, soapType, type Content, type Element } from '../soap/index.ts'
import { children, make } from './elements.ts'

/** A request that is answered with a SOAP fault; nothing of it has been done. */
export class Refused extends Error {
  override name = 'Refused'
}

export const deadSession = 'The session is not valid'

/** The text of a fault, whose form no page documents: SOAP's own, without details. */
export function faultText(who: 'Client' | 'Server', reason: string): string {
  return inEnvelope(soapFault(who, reason))
}

export function faultAnswer(reason: string): Response {
  const headers = { 'content-type': soapType }
  return new Response(faultText('Client', reason), { status: 500, headers })
}

/** Errors told in a result of status 200. The vendor's own numbers are not documented. */
const errors = {
  address: [1001, 'The e-mail address is not valid'],
  exists: [1002, 'A recipient with this e-mail address exists'],
  recipient: [1003, 'There is no such recipient'],
  group: [1004, 'There is no such group'],
  groupName: [1005, 'A group needs a name that no other group has'],
  message: [1006, 'There is no such message'],
  incomplete: [1007, 'A message needs a name and a subject'],
  queued: [1008, 'The message is waiting to be sent'],
  fax: [1009, 'This account sends no fax'],
  nobody: [1010, 'There is nobody to send the message to'],
  mapping: [1011, 'No column holds the e-mail address'],
  job: [1012, 'There is no such job'],
  busy: [1013, 'Too many jobs are unfinished'],
} as const

export type ErrorName = keyof typeof errors

export type Failure = { error: number; errorObj: readonly Element[]; msg: string }

/** What a result says in place of success. */
export function failure(name: ErrorName): Failure {
  const [error, msg] = errors[name]
  return { error, errorObj: errorObject(error), msg }
}

/** The details of an error by its number; empty for one that is not known. */
export function errorObject(number: number): Element[] {
  const found = Object.entries(errors).find(([, [one]]) => one === number)
  if (found === undefined) return []
  const [name, [, message]] = found
  return children({
    errorCode: name,
    errorDetails: '',
    errorMessage: message,
    errorNumber: number,
    errorType: 'Validation',
  })
}

/** A SaveResult: of success where nothing is wrong. */
export function saved(outcome: number | ErrorName): Content {
  if (typeof outcome === 'number') return children({ error: 0, id: outcome, msg: '' })
  const { error, errorObj, msg } = failure(outcome)
  return [...children({ error, errorObj, id: null }), make('msg', msg)]
}
