import type { FaultKind } from './faults/fault.ts'
import { loggedXml } from './xml-log.ts'

/** One request as the simulated vendor saw it. Secrets are never kept. */
export interface LoggedRequest {
  /** Real time. */
  receivedAt: number
  /** The sandbox clock. */
  sandboxTime: number
  method: string
  path: string
  /** A repeated parameter is an array. */
  query: Record<string, string | string[]>
  /** What is asked for, where all requests go to one address. */
  operation?: string
  /** JSON, form fields or XML as an object; undefined when there was no body. */
  body?: unknown
  clientId?: string
  status?: number
  fault?: FaultKind
  /** What was answered, in bytes. */
  bytes?: number
}

const secrets = [
  'password',
  'code',
  'code_verifier',
  'refresh_token',
  'client_secret',
  'state',
  'access_token',
  'key',
  'apikey',
  'passkey',
  'accesskey',
]

/** A bound, so that a sandbox that runs for weeks does not grow without end. */
export const mostRequests = 50_000

export function loggedQuery(query: URLSearchParams): LoggedRequest['query'] {
  const result: LoggedRequest['query'] = {}
  for (const name of new Set(query.keys())) {
    const values = query
      .getAll(name)
      .map((value) => (secrets.includes(name) ? '[redacted]' : value))
    result[name] = values.length === 1 ? (values[0] as string) : values
  }
  return result
}

export function loggedBody(contentType: string | undefined, text: string): unknown {
  if (text === '') return undefined
  if (contentType?.includes('application/x-www-form-urlencoded') === true) {
    const form = loggedQuery(new URLSearchParams(text))
    const { rest_data: data } = form
    return typeof data === 'string' ? { ...form, rest_data: loggedJson(data) } : form
  }
  if (/\bxml\b/i.test(contentType ?? '')) return loggedXml(text)
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType ?? '')?.[1]
  if (boundary !== undefined) return partsOf(text, boundary)
  return loggedJson(text)
}

const secretNames = ['password', 'client_secret', 'refresh_token', 'access_token', 'session']

function loggedJson(text: string): unknown {
  try {
    return JSON.parse(text, (name, value: unknown) =>
      secretNames.includes(name) && typeof value === 'string' ? '[redacted]' : value,
    )
  } catch {
    return text
  }
}

/** The fields of a form of several parts; of a file only how long it is. */
function partsOf(text: string, boundary: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const part of text.split(`--${boundary}`)) {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1]
    if (name === undefined) continue
    const value = rest.join('\r\n\r\n').replace(/\r\n$/, '')
    if (secrets.includes(name)) fields[name] = '[redacted]'
    else fields[name] = /filename=/i.test(head) ? `[file of ${value.length} characters]` : value
  }
  return fields
}
