import { actionOf, childOf, inEnvelope, readEnvelope, textOf, XmlRefused } from '../soap/index.ts'
import type { Element, Envelope } from '../soap/index.ts'
import { isoTime } from '../world/time.ts'
import { readJob } from './definition.ts'
import { deadToken, faultAnswer, make, namespace, Refused } from './errors.ts'
import { statusOf } from './import-book.ts'
import { packed, packedType, unpacked, type Sent } from './mtom.ts'
import type { Vendor } from './vendor.ts'

/** A message that was read, with the moment it is answered at. */
interface Call extends Envelope {
  sent: Sent
  now: number
}

/** Each operation by the name in its SOAPAction, with the element that its body holds. */
const operations: Readonly<Record<string, { element: string; perform: Operation }>> = {
  Login: { element: 'Login', perform: login },
  GetServerTime: { element: 'GetServerTime', perform: serverTime },
  SubmitImportJob: { element: 'SubmitJobRequest', perform: submit },
  GetJobResult: { element: 'GetJobResult', perform: jobResult },
}

type Operation = (vendor: Vendor, call: Call) => Element

/** The simulated job service: one address, and an operation in every envelope. */
export async function answerSoap(vendor: Vendor, request: Request, now: number) {
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  vendor.world.settle(now)
  try {
    const sent = unpacked(request.headers.get('content-type'), await request.text())
    const envelope = readEnvelope(sent.envelope)
    const perform = operationOf(actionOf(request.headers.get('soapaction')), envelope.content)
    const body = packed(inEnvelope(perform(vendor, { ...envelope, sent, now })))
    return new Response(body, { headers: { 'content-type': packedType } })
  } catch (error) {
    if (error instanceof Refused) return faultAnswer(error.code, error.message)
    if (error instanceof XmlRefused) return faultAnswer('Client', error.message)
    throw error
  }
}

function operationOf(action: string | undefined, content: Element): Operation {
  const known = action !== undefined && Object.hasOwn(operations, action)
  const operation = known ? operations[action] : undefined
  if (operation === undefined) throw new Refused('Client', 'The SOAPAction is not known')
  if (content.namespace !== namespace || content.name !== operation.element) {
    throw new Refused('Client', 'The body is not that of the SOAPAction')
  }
  return operation.perform
}

function login({ keys, tokens }: Vendor, { content, now }: Call): Element {
  const known =
    textOf(content, 'clientID') === keys.clientId
    && textOf(content, 'userName') === keys.username
    && textOf(content, 'password') === keys.password
  if (!known) throw new Refused('InvalidLogin', 'Invalid Login')
  const { token, minutes } = tokens.issue(now)
  const result = [make('TokenString', token), make('MinutesTillTokenExpires', minutes)]
  return make('LoginResponse', [make('LoginResult', result)])
}

function serverTime(_: Vendor, { now }: Call): Element {
  return make('GetServerTimeResponse', [make('GetServerTimeResult', isoTime(now))])
}

function submit(vendor: Vendor, call: Call): Element {
  checkToken(vendor, call)
  const header = call.headers.find((one) => one.name === 'JobDefinition')
  if (header === undefined) throw new Refused('Client', 'The JobDefinition is missing')
  const job = vendor.imports.order(readJob(header, call.content, call.sent), call.now)
  if (job === undefined) throw new Refused('Client', 'Too many jobs are unfinished')
  return make('JobSubmissionResultMessage', [make('JobId', job.id)])
}

function jobResult(vendor: Vendor, call: Call): Element {
  checkToken(vendor, call)
  const job = vendor.imports.find(textOf(call.content, 'JobId')?.trim() ?? '')
  if (job === undefined) throw new Refused('Client', 'There is no such job')
  const result = [make('JobId', job.id), make('Status', statusOf(job, call.now))]
  return make('GetJobResultResponse', [make('GetJobResultResult', result)])
}

function checkToken({ tokens }: Vendor, { headers, now }: Call): void {
  const header = headers.find((one) => one.name === 'SecurityToken')
  const token = header && childOf(header, 'Value')?.text.trim()
  if (!tokens.alive(token ?? '', now)) throw new Refused('Client', deadToken)
}
