import type { Http } from '../../platform/http/index.ts'

interface FetchOptions {
  body?: unknown
  headers: Record<string, string>
  method: string
  signal?: AbortSignal | undefined
}

const TOKEN_BODY_BYTES_MAX = 256 * 1024
const NO_BODY_STATUSES: readonly number[] = [101, 103, 204, 205, 304]

/** The shape oauth4webapi asks for, over the outgoing HTTP core: one try, guarded and capped. */
export function overOurHttp(http: Http) {
  return async (url: string, options: FetchOptions): Promise<Response> => {
    const { body, headers, method, signal } = options
    const answer = await http.exchange({
      method,
      url,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body === undefined || body === null ? {} : { body: String(body) }),
      ...(signal ? { signal } : {}),
      limits: { bodyBytesMax: TOKEN_BODY_BYTES_MAX },
    })
    const isBodiless = NO_BODY_STATUSES.includes(answer.status)
    // The body was unpacked already.
    answer.headers.delete('content-encoding')
    answer.headers.delete('content-length')
    return new Response(isBodiless ? null : Buffer.from(answer.body), {
      status: answer.status,
      headers: answer.headers,
    })
  }
}
