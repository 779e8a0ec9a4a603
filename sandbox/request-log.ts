import type { FaultKind } from './faults/fault.ts'

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
  /** JSON or form fields as an object; undefined when there was no body. */
  body?: unknown
  clientId?: string
  status?: number
  fault?: FaultKind
  /** What was answered, in bytes. */
  bytes?: number
}

const secrets = ['code', 'code_verifier', 'refresh_token', 'client_secret', 'state', 'access_token']

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
    return loggedQuery(new URLSearchParams(text))
  }
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
