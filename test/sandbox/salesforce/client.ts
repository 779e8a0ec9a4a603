import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'

export type Line = Record<string, unknown>

export interface Reply<T> {
  status: number
  body: T
  headers: Headers
}

export interface RecordLine {
  attributes: { type: string; url: string }
  Id: string
  [field: string]: unknown
}

export interface Page {
  totalSize: number
  done: boolean
  nextRecordsUrl?: string
  records: RecordLine[]
}

export interface Failure {
  errorCode: string
  message: string
  fields?: string[]
}

/** What became of one record of a collection. */
export interface Outcome {
  id: string
  success: boolean
  created?: boolean
  errors: { statusCode: string; message: string; fields: string[] }[]
}

export const { client } = vendors.salesforce
export const data = '/services/data/v59.0'

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'salesforce', ...options })
}

type Body = object | string | undefined

/** Sends a request; a body that is a text is CSV. */
export async function send<T = unknown>(
  url: string,
  request: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: Body } = {},
): Promise<Reply<T>> {
  const [method = 'GET', target = ''] = request.split(/ (.*)/s)
  const csv = typeof body === 'string'
  const response = await fetch(url + target, {
    method,
    headers: { 'content-type': csv ? 'text/csv' : 'application/json', ...headers },
    ...(body !== undefined && { body: csv ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  const read = json ? (JSON.parse(text) as T) : (text as T)
  return { status: response.status, body: read, headers: response.headers }
}

/** Requests below the API's path, with a token as if somebody had just signed in. */
export function connect(sandbox: Sandbox) {
  const { accessToken } = sandbox.issueTokens()
  const headers = { authorization: `Bearer ${accessToken}` }
  return <T = Line>(request: string, body?: Body) => {
    const [method, target = ''] = request.split(/ (.*)/s)
    const whole = target.startsWith('/services/') ? target : data + target
    return send<T>(sandbox.url, `${method} ${whole}`, { headers, body })
  }
}

export type Call = ReturnType<typeof connect>

export async function query(call: Call, soql: string, kind = 'query'): Promise<Page> {
  const { status, body } = await call<Page>(`GET /${kind}?q=${encodeURIComponent(soql)}`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}

/** What a query is refused with. */
export async function refusal(call: Call, soql: string): Promise<Failure | undefined> {
  return (await call<Failure[]>(`GET /query?q=${encodeURIComponent(soql)}`)).body[0]
}

/** The sandbox's own look at what is stored, or what a user does. */
export async function button<T = Line>(
  sandbox: Sandbox,
  request: string,
  body?: object,
): Promise<T> {
  const answer = await send<T>(`${sandbox.url}/_sandbox/crm`, request, { body })
  if (answer.status >= 400) throw new Error(`${request}: ${answer.status}`)
  return answer.body
}

export const rowOf = (sandbox: Sandbox, type: string, id: string) =>
  button(sandbox, `GET /records/${type}/${id}`)

export interface ListLook {
  id: string
  name: string
  members: string[]
}

export async function listNamed(sandbox: Sandbox, name: string): Promise<ListLook> {
  const found = (await button<ListLook[]>(sandbox, 'GET /lists')).find((one) => one.name === name)
  if (found === undefined) throw new Error(`no campaign is called ${name}`)
  return found
}

/** A new campaign by the API. */
export async function campaign(call: Call, Name = 'A letter'): Promise<string> {
  const given = { Name, Type: 'Email', Status: 'In Progress', IsActive: true }
  return String((await call('POST /sobjects/Campaign', given)).body.id)
}

/** Records of one type for a collection. */
export const records = (type: string, lines: readonly object[], allOrNone = false) => ({
  allOrNone,
  records: lines.map((one) => ({ attributes: { type }, ...one })),
})
