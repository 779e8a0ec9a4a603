import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'
import { childOf, maker, readEnvelope, textOf, writeEnvelope } from '../../../sandbox/soap/index.ts'
import type { Content, Element } from '../../../sandbox/soap/index.ts'

const { keys, paths } = vendors.magnetmail
export const make = maker('http://www.magnetmail.net/')

/** Parameters by their names, in the order of the contract; an array is one of elements. */
export type Parameters = Readonly<Record<string, Content>>

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'magnetmail', ...options })
}

export function parameters(values: Parameters): Element[] {
  return Object.entries(values).map(([name, value]) => make(name, value))
}

export function ints(...numbers: (number | string)[]): Element[] {
  return numbers.map((one) => make('int', one))
}

export function texts(...values: string[]): Element[] {
  return values.map((one) => make('string', one))
}

export interface Session {
  sessionId: string
  user_id: string
}

/** Sends an operation, and answers its result, or the reason of the fault. */
export async function post(
  sandbox: Sandbox,
  [operation, values]: readonly [string, Parameters],
  session?: Session,
  action = operation,
) {
  const headers = session ? [make('mmAuthHeader', parameters({ ...session }))] : []
  const response = await fetch(sandbox.url + paths.api, {
    method: 'POST',
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      SOAPAction: `"http://www.magnetmail.net/${action}"`,
    },
    body: writeEnvelope({ headers, content: make(operation, parameters(values)) }),
  })
  const { content } = readEnvelope(await response.text())
  return {
    status: response.status,
    result: childOf(content, `${operation}Result`),
    fault: textOf(content, 'faultstring'),
  }
}

export async function signIn(sandbox: Sandbox, changed: Partial<typeof keys> = {}) {
  const { result } = await post(sandbox, ['Authenticate', { ...keys, ...changed }])
  if (result === undefined) throw new Error('no answer to Authenticate')
  const of = (name: string) => textOf(result, name) ?? ''
  return {
    authenticated: of('authenticated'),
    session: { sessionId: of('sessionId'), user_id: of('user_id') },
  }
}

/** A client with a session of its own, which throws for a fault. */
export async function connect(sandbox: Sandbox) {
  const { session } = await signIn(sandbox)
  const call = async (operation: string, values: Parameters = {}): Promise<Element> => {
    const { result, fault } = await post(sandbox, [operation, values], session)
    if (result === undefined) throw new Error(`${operation}: ${fault}`)
    return result
  }
  return { session, call }
}

export type Call = Awaited<ReturnType<typeof connect>>['call']

/** An element's texts by the names of its children. */
export function line(element: Element): Record<string, string> {
  return Object.fromEntries(element.children.map((one) => [one.name, one.text]))
}

/** The rows in a result, or in what it holds of that name. */
export function rows(result: Element, holder?: string): Element[] {
  return [...(holder === undefined ? result : (childOf(result, holder) as Element)).children]
}

export const always = {
  SearchStartDate: '2000-01-01T00:00:00',
  SearchEndDate: '2100-01-01T00:00:00',
}

/** Every row of a report of the whole account, page by page. */
export async function walk(call: Call, operation: string, more: Parameters, pageSize = 1500) {
  const all: Record<string, string>[] = []
  for (let page = 1; page < 100; page += 1) {
    const criteria = parameters({ PageNo: page, PageSize: pageSize, ...always, ...more })
    const result = await call(operation, { criteria })
    all.push(...rows(result, 'data').map(line))
    if (all.length >= Number(textOf(result, 'Count'))) return all
  }
  throw new Error('the report has no end')
}

/** Every message's id, by its name and the moment it was last sent. */
export async function messages(call: Call) {
  const any = '0001-01-01T00:00:00'
  const result = await call('getMessageListUtc', {
    createStartDate: any,
    createEndDate: any,
    sentStartDate: any,
    sentEndDate: any,
    archived: 'all',
    hidden: 'all',
    hasFax: 'all',
    hasEmail: 'all',
  })
  return rows(result).map(line)
}
