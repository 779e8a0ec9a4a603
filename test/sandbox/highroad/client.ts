import {
  lawFirm,
  startSandbox,
  vendors,
  type Sandbox,
  type SandboxOptions,
} from '../../../sandbox/index.ts'
import { readResponse, writeCall, type Value } from '../../../sandbox/xmlrpc/index.ts'

const { keys, paths } = vendors.highroad
const small = { companies: 12, households: 8, unattached: 2 }

export const table = Number(keys.coreTableId)

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'highroad', world: lawFirm(1, small), ...options })
}

export function basic(password: string = keys.password): string {
  const user = `${keys.account}.${keys.username}:${password}`
  return `Basic ${Buffer.from(user).toString('base64')}`
}

/** One call of XML-RPC as it goes over the wire. */
export function post(sandbox: Sandbox, text: string, authorization = basic()): Promise<Response> {
  const headers = { authorization, 'content-type': 'text/xml' }
  return fetch(sandbox.url + paths.api, { method: 'POST', headers, body: text })
}

export async function answered(sandbox: Sandbox, method: string, ...params: Value[]) {
  return readResponse(await (await post(sandbox, writeCall(method, params))).text())
}

/** The value a method answers; a fault is thrown. */
export async function call<T>(sandbox: Sandbox, method: string, ...params: Value[]): Promise<T> {
  const answer = await answered(sandbox, method, ...params)
  if ('fault' in answer) throw new Error(`${answer.fault.code} ${answer.fault.text}`)
  return answer.value as T
}

export async function rest(sandbox: Sandbox, request: string, body?: object, shown = basic()) {
  const [method = 'GET', target = ''] = request.split(' ')
  const response = await fetch(`${sandbox.url}/api/rest/1/${target}`, {
    method,
    headers: { authorization: shown, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}
