import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'

export type Line = Record<string, string>

export interface Reply<T = unknown> {
  status: number
  body: T
}

export const { keys } = vendors.opencrm
export const inForm = { apikey: keys.apiKey, passkey: keys.passKey }

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'opencrm', ...options })
}

/** A function called with exactly this form, and these headers. */
export async function post<T = unknown>(
  sandbox: Sandbox,
  name: string,
  { form, headers = {} }: { form: Line | FormData; headers?: Line },
): Promise<Reply<T>> {
  const response = await fetch(`${sandbox.url}/api/rest/${name}`, {
    method: 'POST',
    headers: { 'user-agent': 'test/1', ...headers },
    body: form instanceof FormData ? form : new URLSearchParams(form),
  })
  const text = await response.text()
  const json = response.ok && /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: (json ? JSON.parse(text) : text) as T }
}

/** A function called with the keys; the body of its answer. */
export function connect(sandbox: Sandbox) {
  return async <T = Line[]>(name: string, form: Line = {}): Promise<T> => {
    const { status, body } = await post<T>(sandbox, name, { form: { ...inForm, ...form } })
    if (status !== 200) throw new Error(`${name}: ${status}`)
    return body
  }
}

/** Opens a session; the form that carries its key. */
export async function logIn(sandbox: Sandbox): Promise<{ accesskey: string }> {
  const form = { key: keys.apiKey, passkey: keys.passKey }
  return { accesskey: (await post<string>(sandbox, 'login', { form })).body }
}

/** The number of a written record, whatever shape it is told in. */
export function numberOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return String(body)
  return String(Object.values(body)[0])
}

/** The sandbox's own look at what is stored, or a user's change; undefined for no content. */
export async function button<T = Line>(
  sandbox: Sandbox,
  request: string,
  body?: object,
): Promise<T> {
  const [method = 'GET', ...rest] = request.split(' ')
  const target = encodeURI(rest.join(' '))
  const response = await fetch(`${sandbox.url}/_sandbox/crm${target}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${request}: ${response.status}`)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export interface TagLook {
  name: string
  contact: string[]
  lead: string[]
}

export async function tagNamed(sandbox: Sandbox, name: string): Promise<TagLook> {
  const found = (await button<TagLook[]>(sandbox, 'GET /lists')).find((one) => one.name === name)
  if (found === undefined) throw new Error(`no tag is called ${name}`)
  return found
}

export interface Told {
  campaigns: number
  activities: number
  optedOut: number
  invalid: number
}

export const told = (sandbox: Sandbox) => button<Told>(sandbox, 'GET /told')
