import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'

export type Line = Record<string, unknown>

export interface Reply {
  status: number
  body: Line
  text: string
  headers: Headers
}

/** A page of the vendor: its rows are under `result` or `msgresult`. */
export interface Listing extends Line {
  offset: number
  count: number
  totalCount: number
  result: Line[]
}

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'act-on', enforceLimits: false, ...options })
}

/** One request; a form is sent url-encoded, an object as JSON, a FormData of several parts. */
export async function call(
  sandbox: Sandbox,
  request: string,
  body?: URLSearchParams | FormData | object,
  token?: string,
): Promise<Reply> {
  const [method = 'GET', target = ''] = request.split(' ')
  const bearer = token ?? sandbox.issueTokens().accessToken
  const form = body instanceof URLSearchParams || body instanceof FormData
  const response = await fetch(sandbox.url + target, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body !== undefined && !form && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    body: json ? (JSON.parse(text) as Line) : {},
    text,
    headers: response.headers,
  }
}

/** Walks by offset to the end, or until a bound that no test should reach. */
export async function walk(sandbox: Sandbox, target: string, count = 1000): Promise<Line[]> {
  const { accessToken } = sandbox.issueTokens()
  const lines: Line[] = []
  for (let page = 0; page < 100; page += 1) {
    const mark = target.includes('?') ? '&' : '?'
    const path = `GET ${target}${mark}count=${count}&offset=${lines.length}`
    const { body } = await call(sandbox, path, undefined, accessToken)
    const rows = (body.result ?? body.msgresult ?? body.data) as Line[]
    if (rows.length === 0) break
    lines.push(...rows)
  }
  return lines
}

export function csv(text: string): FormData {
  const form = new FormData()
  form.set('file', new Blob([text], { type: 'text/csv' }), 'upload.csv')
  return form
}

/** One of the sandbox's own buttons. */
export async function press(sandbox: Sandbox, request: string, body?: object): Promise<Reply> {
  const [method = 'GET', path = ''] = request.split(' ')
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const { status, headers } = response
  return { status, text, headers, body: text === '' ? {} : (JSON.parse(text) as Line) }
}

export interface KnownMessage {
  id: string
  kind: string
  title: string
  campaignId: string
  campaignActivityId: string
}

/** The messages with the ids of the truth beside the vendor's; newest first. */
export async function messages(sandbox: Sandbox): Promise<KnownMessage[]> {
  const { body } = await press(sandbox, 'GET ids')
  return body.messages as KnownMessage[]
}

/** The newest letter of the firm's own. */
export async function newest(sandbox: Sandbox): Promise<KnownMessage> {
  const found = (await messages(sandbox)).find((one) => one.title === 'Summer client letter')
  if (found === undefined) throw new Error('the newest letter is missing')
  return found
}

/** What really happened to a message. */
export function truthOf(sandbox: Sandbox, { campaignActivityId: id }: KnownMessage) {
  const activities = sandbox.truth().campaigns.flatMap((campaign) => campaign.activities)
  const found = activities.find((one) => one.campaignActivityId === id)
  if (found === undefined) throw new Error(`no activity is ${id}`)
  return found
}

export function held(sandbox: Sandbox, address: string) {
  const found = sandbox.truth().contacts.find((one) => one.address === address)
  if (found === undefined) throw new Error(`nobody has ${address}`)
  return found
}
