/**
 * What a connector may do on the network: ask its vendor, paced and authorised. Implemented over
 * platform/http; a connector never calls fetch itself.
 */
export interface VendorHttp {
  /**
   * Promises: the account's pace and quota are respected across processes; the access token is
   * added and renewed once when the vendor refuses it; safe requests are repeated on temporary
   * faults within a bound; the body is read to its end within a size cap; the address passed the
   * SSRF guard. Throws Failure, its sentence from the connector's error table.
   */
  request(ask: VendorRequest): Promise<VendorAnswer>
}

export interface VendorRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute; must lie under one of the connection's own base URLs. */
  url: string
  query?: Record<string, string | number | undefined>
  json?: unknown
  /**
   * Sent as it is, with its media type. Where the proof of who asks goes into the body, body makes
   * it of the proof (KeysPart) at the last moment.
   */
  text?: { type: string; body: string | ((proof: string) => string) }
  headers?: Readonly<Record<string, string>>
  /** Sent as multipart/form-data: fields, and files as blobs. */
  parts?: Readonly<Record<string, string | Blob>>
  /** May be sent twice without harm; GET is by default. */
  isSafe?: boolean
}

export interface VendorAnswer {
  status: number
  headers: Headers
  body: Uint8Array
  /** Parsed with caps on size and depth; throws Failure('unreadable') if it is no JSON. */
  json(): unknown
}

/**
 * The vendor's errors as a table: the first row that fits decides. Given to the HTTP core by the
 * connector; what no row fits is judged by status alone.
 */
export interface ErrorRow {
  /**
   * 200: an answer that says in its body that it is none of success, which `when` must recognise.
   * Such an answer is looked at by these rows alone.
   */
  status: number | '4xx' | '5xx'
  /** Fits when the body, parsed, satisfies this; absent = any body. */
  when?: (body: unknown) => boolean
  failure: import('./failure.ts').FailureKind
  whoMustAct: import('./failure.ts').WhoMustAct
  sentence: string
  remedy?: string
  /** The vendor's own words, where they help; added to the sentence, redacted and cut. */
  words?: (body: unknown) => string | undefined
  /** The vendor's own code, for what depends on it beyond this table. */
  code?: (body: unknown) => number | undefined
  /** How long to wait, where the vendor's documentation says so. */
  waitMs?: (now: number) => number
}
