import { HttpFault } from '../http/index.ts'

export type SftpFaultKind =
  /** The guard said no, or the host is not there. Nothing was sent. */
  | 'unreachable'
  /** The server shows another key than it was known by. Nothing was sent but that we are there. */
  | 'other_key'
  /** User, password or key are not taken. */
  | 'not_let_in'
  | 'not_there'
  /** The server does not allow it. */
  | 'denied'
  /** The connection ended, or answered nothing in time. */
  | 'cut'
  | 'refused'

/** What went wrong with a server, as a sentence that names no secret. */
export class SftpFault extends Error {
  readonly kind: SftpFaultKind

  constructor(kind: SftpFaultKind, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'SftpFault'
    this.kind = kind
  }
}

const NO_SUCH_FILE = 2
const PERMISSION_DENIED = 3
const NO_CONNECTION = 6
const CONNECTION_LOST = 7

/** What an operation came to. */
export function operationFault(error: unknown, path: string, place: string): SftpFault {
  if (error instanceof SftpFault) return error
  const { code, message } = error as { code?: unknown; message?: string }
  if (code === NO_SUCH_FILE) return new SftpFault('not_there', `There is no ${path}.`, error)
  if (code === PERMISSION_DENIED) {
    return new SftpFault('denied', `${place} does not allow that with ${path}.`, error)
  }
  const isCut = code === NO_CONNECTION || code === CONNECTION_LOST || typeof code !== 'number'
  if (isCut) return cut(place, error)
  const words = String(message).slice(0, 100)
  return new SftpFault('refused', `${place} refused that with ${path} (${words}).`, error)
}

/** What an attempt to sign in came to. */
export function signInFault(error: unknown, place: string): SftpFault {
  if (error instanceof SftpFault) return error
  if (error instanceof HttpFault) return new SftpFault('unreachable', error.message, error)
  const { level } = error as { level?: string }
  if (level === 'client-authentication') {
    return new SftpFault('not_let_in', `${place} does not let this user in.`, error)
  }
  if (level === 'client-timeout') {
    return new SftpFault('cut', `${place} did not answer in time.`, error)
  }
  return cut(place, error)
}

/** The connection ended in the middle. */
export function cut(place: string, cause?: unknown): SftpFault {
  return new SftpFault('cut', `The connection to ${place} was cut.`, cause)
}
