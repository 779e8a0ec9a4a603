import { createHash } from 'node:crypto'
import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'

export type Line = Record<string, unknown>

export interface Reply<T = Line> {
  status: number
  body: T
}

export interface Resource {
  type: string
  id: string
  attributes: Record<string, string>
}

/** What V8 answers, whether it went well or not. */
export interface Answer {
  data: Resource[] & Resource
  meta?: Record<string, unknown>
  links?: Record<string, string | null>
  errors?: { status: number; title: null; detail: string }
}

export const { client, login } = vendors.suitecrm

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'suitecrm', ...options })
}

/** A request to V8, with a token as if somebody had just signed in. */
export function connect(sandbox: Sandbox, base = '/Api/index.php') {
  const { accessToken } = sandbox.issueTokens()
  return (request: string, body?: object) =>
    send<Answer>(`${sandbox.url}${base}`, request, { token: accessToken, body })
}

export async function send<T = Line>(
  base: string,
  request: string,
  { token, body }: { token?: string; body?: object | undefined } = {},
): Promise<Reply<T>> {
  const [method = 'GET', target = ''] = request.split(' ')
  const response = await fetch(base + target, {
    method,
    headers: {
      'content-type': 'application/vnd.api+json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse(await response.text()) as T }
}

export type NameValues = Record<string, { name: string; value: string }>

export interface RestEntry {
  id: string
  module_name: string
  name_value_list: NameValues
}

export interface RestAnswer {
  id: string
  ids: string[]
  number?: number
  name?: string
  result_count: number
  total_count: string
  next_offset: number
  entry_list: RestEntry[]
  relationship_list: {
    link_list: { name: string; records: { link_value: NameValues }[] }[]
  }[]
}

/** One call of v4_1: the arguments go in their order, whatever their names. */
export async function rest<T = RestAnswer>(
  sandbox: Sandbox,
  method: string,
  given: object,
): Promise<Reply<T>> {
  const response = await fetch(`${sandbox.url}/service/v4_1/rest.php`, {
    method: 'POST',
    body: new URLSearchParams({
      method,
      input_type: 'JSON',
      response_type: 'JSON',
      rest_data: JSON.stringify(given),
    }),
  })
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: (json ? JSON.parse(text) : text) as T }
}

export const md5 = (text: string) => createHash('md5').update(text).digest('hex')

export async function session(sandbox: Sandbox): Promise<string> {
  const user_auth = { user_name: login.username, password: md5(login.password), version: '1' }
  const given = { user_auth, application_name: 'test', name_value_list: [] }
  return (await rest(sandbox, 'login', given)).body.id
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

export interface ListLook {
  id: string
  name: string
  type: string
  entries: number
  contacts: string[]
  leads: string[]
}

export const lists = (sandbox: Sandbox) => button<ListLook[]>(sandbox, 'GET /lists')

export async function listNamed(sandbox: Sandbox, name: string): Promise<ListLook> {
  const found = (await lists(sandbox)).find((one) => one.name === name)
  if (found === undefined) throw new Error(`no list is called ${name}`)
  return found
}

export interface AddressLook {
  id: string
  optOut: boolean
  invalid: boolean
  modifiedAt: string
  holders: { module: string; id: string }[]
}

export function flagsOf(sandbox: Sandbox, address: string): Promise<AddressLook> {
  return button<AddressLook>(sandbox, `GET /addresses?address=${encodeURIComponent(address)}`)
}

export function rowOf(sandbox: Sandbox, module: string, id: string) {
  return button<Record<string, string | null>>(sandbox, `GET /records/${module}/${id}`)
}
