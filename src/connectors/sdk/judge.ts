import { redact, retryAfterMs } from '../../platform/http/index.ts'
import { Failure, type FailureKind, type WhoMustAct } from './failure.ts'
import type { ErrorRow } from './vendor-http.ts'

export interface Judged {
  status: number
  headers: Headers
  /** Parsed where it is JSON, else undefined. */
  body: unknown
  now: number
}

const WORDS_MAX = 300

/** Whether an answer of success says in its body that it is none; the body is parsed only then. */
export function isErrorInBody(
  rows: readonly ErrorRow[],
  answer: { status: number; body: () => unknown },
): boolean {
  const own = rows.filter(({ status, when }) => status === answer.status && when !== undefined)
  if (own.length === 0) return false
  const body = answer.body()
  return own.some(({ when }) => when!(body))
}

/**
 * The Failure an unsuccessful answer means: the first row of the vendor's table that fits, else the
 * meaning its status has by itself. A Retry-After of the vendor's is kept as waitMs.
 */
export function judgeAnswer(vendor: string, rows: readonly ErrorRow[], answer: Judged): Failure {
  const row = rows.find((candidate) => fits(candidate, answer))
  const said = retryAfterMs(answer.headers, answer.now)
  if (!row) {
    const plain = byStatus(vendor, answer.status)
    return new Failure(plain.kind, plain.sentence, {
      whoMustAct: plain.whoMustAct,
      remedy: plain.remedy,
      status: answer.status,
      ...(said === null ? {} : { waitMs: said }),
    })
  }
  const waitMs = said ?? row.waitMs?.(answer.now)
  const code = row.code?.(answer.body)
  const words = isShared(row.failure) ? undefined : row.words?.(answer.body)
  const sentence = words
    ? `${row.sentence} It says: “${redact(words).slice(0, WORDS_MAX)}”`
    : row.sentence
  return new Failure(row.failure, sentence, {
    whoMustAct: row.whoMustAct,
    status: answer.status,
    ...(row.remedy === undefined ? {} : { remedy: row.remedy }),
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(code === undefined ? {} : { code }),
  })
}

/** Told to everybody who uses the same budget: a vendor's own words might name an account. */
function isShared(kind: FailureKind): boolean {
  return kind === 'throttled' || kind === 'quota_exceeded'
}

function fits(row: ErrorRow, answer: Judged): boolean {
  const { status } = answer
  if (row.status === '4xx') {
    if (status < 400 || status > 499) return false
  } else if (row.status === '5xx') {
    if (status < 500 || status > 599) return false
  } else if (row.status !== status) return false
  return row.when?.(answer.body) ?? true
}

interface Plain {
  kind: FailureKind
  whoMustAct: WhoMustAct
  sentence: string
  remedy: string
}

function byStatus(vendor: string, status: number): Plain {
  if (status >= 300 && status < 400) {
    return {
      kind: 'unreadable',
      whoMustAct: 'you',
      sentence: `${vendor} answered with a redirect (${status}), and Homing follows none.`,
      remedy: 'Check the base address in the settings.',
    }
  }
  const known = STATUSES[status] ?? (status >= 500 ? STATUSES[500] : undefined)
  if (!known) {
    return {
      kind: 'refused',
      whoMustAct: 'homing',
      sentence: `${vendor} refused what was asked (status ${status}).`,
      remedy: '',
    }
  }
  return { ...known, sentence: known.sentence(vendor, status), remedy: known.remedy ?? '' }
}

interface Meaning {
  kind: FailureKind
  whoMustAct: WhoMustAct
  sentence: (vendor: string, status: number) => string
  remedy?: string
}

const STATUSES: Readonly<Record<number, Meaning>> = {
  401: {
    kind: 'unauthorised',
    whoMustAct: 'you',
    sentence: (vendor, status) => `${vendor} did not accept the authorisation (status ${status}).`,
    remedy: 'Authorise the connection again.',
  },
  403: {
    kind: 'forbidden',
    whoMustAct: 'you',
    sentence: (vendor, status) => `${vendor} does not permit this (status ${status}).`,
    remedy: 'Check the permissions of the connection.',
  },
  404: {
    kind: 'not_found',
    whoMustAct: 'homing',
    sentence: (vendor, status) => `${vendor} does not know what was asked for (status ${status}).`,
  },
  408: {
    kind: 'temporary',
    whoMustAct: 'vendor',
    sentence: (vendor, status) => `${vendor} took too long (status ${status}).`,
  },
  410: {
    kind: 'not_found',
    whoMustAct: 'homing',
    sentence: (vendor, status) => `${vendor} no longer has what was asked for (status ${status}).`,
  },
  425: {
    kind: 'temporary',
    whoMustAct: 'vendor',
    sentence: (vendor, status) => `${vendor} asks to try later (status ${status}).`,
  },
  429: {
    kind: 'throttled',
    whoMustAct: 'vendor',
    sentence: (vendor, status) => `${vendor} asks for a slower pace (status ${status}).`,
  },
  500: {
    kind: 'temporary',
    whoMustAct: 'vendor',
    sentence: (vendor, status) => `${vendor} has a fault of its own (status ${status}).`,
  },
}
