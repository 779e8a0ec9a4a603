import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { Failure, type FailureKind } from '../connectors/index.ts'
import { Refused } from '../platform/refused.ts'
import { workAtHand } from '../platform/work.ts'

/** RFC 9457. The only shape of an error on the wire. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  remedy?: string
  errors?: { field: string; reason: string }[]
  /** Of a fault of ours: the id under which the log has the whole story. */
  instance?: string
}

/** Fields of a request that are wrong; each with its reason. */
export class BadRequest extends Error {
  readonly status: 400 | 422
  readonly errors: { field: string; reason: string }[]

  constructor(status: 400 | 422, errors: { field: string; reason: string }[]) {
    super('Some of what was given does not fit.')
    this.status = status
    this.errors = errors
  }
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  413: 'Too large',
  415: 'Wrong content type',
  422: 'Not valid',
  429: 'Too many requests',
  500: 'Fault in Homing',
  502: 'Fault at the vendor',
  503: 'Not available now',
}

/** The world's errors as seen by somebody who asked us to ask the world. */
const FAILURE_STATUS: Record<FailureKind, number> = {
  throttled: 503,
  quota_exceeded: 503,
  temporary: 502,
  unreadable: 502,
  unauthorised: 409,
  forbidden: 409,
  not_found: 404,
  refused: 422,
  address_forbidden: 422,
}

/**
 * Makes the problem document of anything thrown, with its headers. Refusals and failures are told
 * as they are; a bug is told by a sentence and an id, and only the log learns more.
 */
export function problemResponse(error: unknown, log: Logger): Response {
  const { problem, retryAfterSeconds, allow } = describe(error, log)
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  }
  if (retryAfterSeconds !== null) headers['retry-after'] = String(retryAfterSeconds)
  if (allow !== undefined) headers['allow'] = allow
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer realm="Homing"'
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** The path is known, the method is not. */
export class WrongMethod extends Error {
  readonly allowed: string

  constructor(allowed: string) {
    super(`This path answers to ${allowed}.`)
    this.allowed = allowed
  }
}

interface Described {
  problem: Problem
  retryAfterSeconds: number | null
  allow?: string
}

function describe(error: unknown, log: Logger): Described {
  if (error instanceof Refused) {
    const { status, message, field, remedy, retryAfterSeconds, also } = error
    const errors = field === null ? undefined : [{ field, reason: message }, ...also]
    return { problem: document(status, message, { remedy, errors }), retryAfterSeconds }
  }
  if (error instanceof BadRequest) {
    const { status, message, errors } = error
    const remedy = 'Put right what is named, and send it again.'
    return { problem: document(status, message, { remedy, errors }), retryAfterSeconds: null }
  }
  if (error instanceof WrongMethod) {
    return {
      problem: document(405, error.message),
      retryAfterSeconds: null,
      allow: error.allowed,
    }
  }
  if (error instanceof Failure) {
    log.warn({ kind: error.kind, status: error.status }, 'a vendor refused what a caller asked for')
    const problem = document(FAILURE_STATUS[error.kind], error.message, { remedy: error.remedy })
    const seconds = error.waitMs === null ? null : Math.ceil(error.waitMs / 1000)
    return { problem, retryAfterSeconds: seconds }
  }
  const { request = randomUUID() } = workAtHand()
  const instance = `urn:uuid:${request}`
  log.error({ err: error, instance }, 'a request met a fault in Homing')
  const problem = document(500, 'Something went wrong inside Homing. It has been written down.', {
    remedy: `Try again; if it happens again, tell your administrator this number: ${instance}`,
  })
  return { problem: { ...problem, instance }, retryAfterSeconds: null }
}

function document(
  status: number,
  detail: string,
  more: { remedy?: string | null; errors?: Problem['errors'] } = {},
): Problem {
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Refused',
    status,
    detail,
    ...(more.remedy ? { remedy: more.remedy } : {}),
    ...(more.errors === undefined ? {} : { errors: more.errors }),
  }
}
