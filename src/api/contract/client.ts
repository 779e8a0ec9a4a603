import {
  contract,
  type BodySent,
  type Contract,
  type ParamsOf,
  type QuerySent,
  type Route,
  type RouteName,
} from './index.ts'
import type { z } from 'zod'

type Answer<R extends Route> = R extends { answer: infer A }
  ? A extends z.ZodType
    ? z.output<A>
    : Response
  : void

type Given<R extends Route> = (ParamsOf<R> extends undefined ? {} : { params: ParamsOf<R> })
  & (QuerySent<R> extends undefined ? {} : { query?: QuerySent<R> })
  & (BodySent<R> extends undefined ? {} : { body: BodySent<R> }) & { signal?: AbortSignal }

/** Homing's refusal: the problem document, RFC 9457. */
export class Refusal extends Error {
  readonly status: number
  readonly title: string
  readonly remedy: string
  readonly errors: { field: string; reason: string }[]

  constructor(problem: {
    status: number
    title: string
    detail: string
    remedy?: string
    errors?: { field: string; reason: string }[]
  }) {
    super(problem.detail)
    this.status = problem.status
    this.title = problem.title
    this.remedy = problem.remedy ?? ''
    this.errors = problem.errors ?? []
  }
}

export interface ClientOptions {
  /** Empty in the browser: same origin. */
  baseUrl: string
  headers?: Record<string, string>
  fetch?: typeof fetch
}

/**
 * A typed caller of Homing's API, for browser and CLI alike. Answers are trusted as typed (the
 * server validated them); refusals throw Refusal; streams answer the Response itself.
 */
export function createClient(options: ClientOptions) {
  return async function call<Name extends RouteName>(
    name: Name,
    given: Given<Contract[Name]>,
  ): Promise<Answer<Contract[Name]>> {
    const description: Route = contract[name]
    const { params, query, body, signal } = given as {
      params?: Record<string, unknown>
      query?: Record<string, unknown>
      body?: unknown
      signal?: AbortSignal
    }
    const upload = uploadOf(description)
    const isUpload = upload !== null
    const response = await (options.fetch ?? fetch)(
      options.baseUrl + pathWith(description.path, params) + queryString(query),
      {
        method: description.method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': upload ?? 'application/json' }),
          ...options.headers,
        },
        body: body === undefined ? undefined : isUpload ? (body as BodyInit) : JSON.stringify(body),
        signal,
        credentials: 'same-origin',
        ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      } as RequestInit,
    )
    if (!response.ok) throw await refusalFrom(response)
    const isStream = description.answer !== undefined && 'stream' in description.answer
    if (isStream) return response as Answer<Contract[Name]>
    if (description.answer === undefined) return undefined as Answer<Contract[Name]>
    return (await response.json()) as Answer<Contract[Name]>
  }
}

export type Call = ReturnType<typeof createClient>

function pathWith(path: string, params: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function queryString(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (given.length === 0) return ''
  return '?' + new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
}

async function refusalFrom(response: Response): Promise<Refusal> {
  const text = await response.text()
  try {
    return new Refusal(JSON.parse(text))
  } catch {
    return new Refusal({
      status: response.status,
      title: response.statusText,
      detail: `The server answered ${response.status} without saying why.`,
    })
  }
}

/** The media type of a raw upload; null where a route takes none. */
function uploadOf({ body }: Route): string | null {
  return typeof body === 'object' && 'upload' in body ? body.upload : null
}
