import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'

export type Line = Record<string, unknown>

export interface Email {
  email_address: string
  opt_out: string
  invalid_email: string
  primary_address: string
}

export type Sugar = Line & { id: string; date_modified: string; _module: string; email: Email[] }

export interface Page {
  next_offset: number
  records: Sugar[]
}

export interface Reply<T> {
  status: number
  body: T
}

export const { login, keys } = vendors.sugarcrm
export const base = '/rest/v11_20'

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'sugarcrm', ...options })
}

export async function send<T = Line>(
  sandbox: Sandbox,
  request: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: object | undefined } = {},
): Promise<Reply<T>> {
  const [method = 'GET', target = ''] = request.split(' ')
  const response = await fetch(sandbox.url + base + target, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse(await response.text()) as T }
}

/** Requests with a token as if somebody had just signed in. */
export function connect(sandbox: Sandbox) {
  const headers = { 'oauth-token': sandbox.issueTokens().accessToken }
  return <T = Sugar>(request: string, body?: object) => send<T>(sandbox, request, { headers, body })
}

export type Call = ReturnType<typeof connect>

export function filter(call: Call, module: string, asked: object) {
  return call<Page>(`POST /${module}/filter`, asked)
}

/** All records of a list, page by page. */
export async function everything(call: Call, module: string, asked: object = {}) {
  const records: Sugar[] = []
  for (let offset = 0; offset >= 0;) {
    const { body } = await filter(call, module, { max_num: 1000, ...asked, offset })
    records.push(...body.records)
    offset = body.next_offset
  }
  return records
}

export interface Tokens {
  access_token: string
  refresh_token: string
  expires_in: number
  error: string
  error_message: string
}

export function signIn(sandbox: Sandbox, given: object = {}) {
  const asked = {
    grant_type: 'password',
    client_id: 'sugar',
    client_secret: '',
    ...login,
    ...keys,
    ...given,
  }
  return send<Tokens>(sandbox, 'POST /oauth2/token', { body: asked })
}

/** The sandbox's own look at what is stored, or a user's change. */
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

export function flagsOf(sandbox: Sandbox, address: string) {
  return button<{ optOut: boolean; invalid: boolean; modifiedAt: string; holders: Line[] }>(
    sandbox,
    `GET /addresses?address=${encodeURIComponent(address)}`,
  )
}

export async function listNamed(call: Call, name: string): Promise<Sugar> {
  const { body } = await filter(call, 'ProspectLists', { filter: [{ name }] })
  const [found] = body.records
  if (found === undefined) throw new Error(`no list is called ${name}`)
  return found
}
