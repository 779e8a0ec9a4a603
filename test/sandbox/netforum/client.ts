import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'
import { childOf, maker, readEnvelope, textOf, writeEnvelope } from '../../../sandbox/soap/index.ts'
import type { Content, Element } from '../../../sandbox/soap/index.ts'

export const { keys, paths } = vendors.netforum
const namespace = 'http://www.avectra.com/2005/'
export const make = maker(namespace)

/** Parameters by their names, in the order of the contract. */
export type Parameters = Readonly<Record<string, Content>>
export type Line = Record<string, string>

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'netforum', ...options })
}

export function parameters(values: Parameters): Element[] {
  return Object.entries(values).map(([name, value]) => make(name, value))
}

export interface Reply {
  status: number
  content: Element
  /** What the header of the answer brings. */
  token: string | undefined
  /** The kind of the exception in a fault's detail, and its words. */
  fault: { kind: string; message: string; detail: string } | undefined
}

/** Sends an operation as an envelope of its own. */
export async function post(
  sandbox: Sandbox,
  [operation, values]: readonly [string, Parameters],
  token?: string,
): Promise<Reply> {
  const header = make('AuthorizationToken', [make('Token', token)])
  const body = writeEnvelope({
    headers: token === undefined ? [] : [header],
    content: make(operation, parameters(values)),
  })
  const response = await fetch(sandbox.url + paths.api, {
    method: 'POST',
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      SOAPAction: `"${namespace}${operation}"`,
    },
    body,
  })
  return read(response.status, await response.text())
}

function read(status: number, text: string): Reply {
  const { headers, content } = readEnvelope(text)
  const told = headers.find((one) => one.name === 'AuthorizationToken')
  return { status, content, token: told && textOf(told, 'Token'), fault: faultIn(content) }
}

function faultIn(content: Element): Reply['fault'] {
  const [info] = childOf(content, 'detail')?.children ?? []
  const exception = info && childOf(info, 'XWebException')
  if (info === undefined || exception === undefined) return undefined
  const of = (name: string) => textOf(exception, name) ?? ''
  return { kind: info.name, message: of('Message'), detail: of('MessageDetail') }
}

export async function signIn(sandbox: Sandbox, changed: Partial<Line> = {}): Promise<Reply> {
  const { username, password } = { ...keys, ...changed }
  return post(sandbox, ['Authenticate', { userName: username, password }])
}

/** A client that keeps the token of the last answer, and throws for a fault. */
export async function connect(sandbox: Sandbox) {
  let { token } = await signIn(sandbox)
  return async (operation: string, values: Parameters = {}): Promise<Element> => {
    const reply = await post(sandbox, [operation, values], token)
    if (reply.fault) throw new Error(`${operation}: ${reply.fault.kind} ${reply.fault.detail}`)
    token = reply.token ?? token
    return reply.content.children[0] ?? reply.content
  }
}

export type Call = Awaited<ReturnType<typeof connect>>

export function line(element: Element): Line {
  return Object.fromEntries(element.children.map((one) => [one.name, one.text]))
}

/** The rows in a result, whatever they are called. */
export function rows(result: Element): Line[] {
  return result.children.flatMap((one) => one.children.map(line))
}

export async function query(call: Call, asked: [string, string, string?, string?]) {
  const [szObjectName, szColumnList, szWhereClause = '', szOrderBy = ''] = asked
  const named = { szObjectName, szColumnList, szWhereClause, szOrderBy }
  return rows(await call('GetQuery', named))
}

export function oNode(object: string, ...objects: Line[]): Element[] {
  const inner = objects.map((one) => make(`${object}Object`, parameters(one)))
  return [make(`${object}Objects`, inner)]
}

export function insert(call: Call, object: string, ...objects: Line[]): Promise<Element> {
  return call('InsertFacadeObject', { szObjectName: object, oNode: oNode(object, ...objects) })
}

export function update(call: Call, object: string, key: string, values: Line): Promise<Element> {
  const named = { szObjectName: object, szObjectKey: key }
  return call('UpdateFacadeObject', { ...named, oNode: oNode(object, values) })
}

/** The sandbox's own look at what is stored, or a user's change; undefined for no content. */
export async function button<T = Line>(
  sandbox: Sandbox,
  request: string,
  body?: object,
): Promise<T> {
  const [method = 'GET', target = ''] = request.split(' ')
  const response = await fetch(`${sandbox.url}/_sandbox/crm${target}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${request}: ${response.status}`)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export interface Told {
  campaigns: number
  activities: number
  optedOut: number
  invalid: number
}

export const told = (sandbox: Sandbox) => button<Told>(sandbox, 'GET /told')

/** An individual who can be written to. */
export async function somebody(call: Call, at = 0): Promise<Line> {
  const found = await query(call, [
    'Individual @TOP 40',
    'ind_cst_key,ind_last_name,eml_key,eml_address,cst_change_date,eml_change_date',
    'cst_no_email_flag=0 and eml_invalid_flag=0 and ind_delete_flag=0',
    'cst_recno',
  ])
  return found[at + 10] as Line
}
