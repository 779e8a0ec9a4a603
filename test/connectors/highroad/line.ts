import { highRoad } from '../../../src/connectors/esp/highroad/index.ts'
import {
  answerIn,
  methodCall,
  type RpcValue,
} from '../../../src/connectors/esp/highroad/xml-rpc.ts'
import { parseXml, proofOf, textOf, type Vendor } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SETTINGS = {
  apiUrl: 'https://app.adestra.com',
  account: 'harrow',
  username: 'ada',
  workspaceId: '3',
  coreTableId: '1',
}

export type Called = readonly [method: string, ...params: unknown[]]

/** A vendor that answers each call by a function of it; calls lists what was asked. */
export function answering(answer: (method: string, params: unknown[]) => Outcome) {
  const calls: Called[] = []
  const proof = async () => proofOf({ password: 'secret' })
  const lined = line([{ status: 200 }], { connector: highRoad, settings: SETTINGS, ...tokens() })
  function tokens() {
    const exchange = async (ask: { body?: unknown }) => {
      const [method, ...params] = called(String(ask.body))
      calls.push([method, ...params])
      const outcome = answer(method, params)
      if ('fault' in outcome) throw new Error('No fault of the line is scripted here.')
      const body = new TextEncoder().encode(outcome.body as string)
      return { status: outcome.status, headers: new Headers(), body }
    }
    const http = { exchange, send: exchange, check: () => {}, close: () => {} }
    return { tokens: { current: proof, renew: proof }, http }
  }
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  return { vendor, calls }
}

/** What a call says, read back from its document. */
export function called(document: string): Called {
  const root = parseXml('test', document)
  const method = textOf(root, 'methodName')
  const params = root.children.find(({ name }) => name === 'params')!.children
  return [method, ...params.map((param) => answerIn('test', responseOf(param)))]
}

function responseOf(param: ReturnType<typeof parseXml>): ReturnType<typeof parseXml> {
  const within = { attributes: {}, text: '' }
  const params = { ...within, name: 'params', children: [param] }
  return { ...within, name: 'methodResponse', children: [params] }
}

/** An answer of success that holds a value. */
export function good(value: RpcValue): Outcome {
  const call = methodCall('-', [value])
  const params = call.slice(call.indexOf('<params'), call.indexOf('</methodCall>'))
  return { status: 200, body: `<methodResponse>${params}</methodResponse>` }
}

/** A fault: an answer of success, too. */
export function fault(code: number, words: string): Outcome {
  const call = methodCall('-', [{ faultCode: code, faultString: words }])
  const value = call.slice(call.indexOf('<value'), call.indexOf('</param>'))
  return { status: 200, body: `<methodResponse><fault>${value}</fault></methodResponse>` }
}
