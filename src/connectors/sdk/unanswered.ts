import { HttpFault, type HttpFaultKind } from '../../platform/http/index.ts'
import { Failure } from './failure.ts'

/**
 * The Failure a request without a whole answer means. The caller's own abort, and whatever is no
 * HttpFault, comes back as it is: it is nobody's failure.
 */
export function judgeFault(vendor: string, error: unknown): unknown {
  if (!(error instanceof HttpFault) || error.kind === 'aborted') return error
  const [kind, whoMustAct, remedy] = MEANINGS[error.kind]
  return new Failure(kind, `${vendor}: ${error.message}`, { whoMustAct, remedy, cause: error })
}

const ASK_OPERATOR = 'Use a public https address, or ask the operator to allow this host and port.'
const CHECK_ADDRESS = 'Check the base address in the settings, and that this server may reach it.'

const MEANINGS: Record<
  Exclude<HttpFaultKind, 'aborted'>,
  [Failure['kind'], Failure['whoMustAct'], string]
> = {
  address_forbidden: ['address_forbidden', 'you', ASK_OPERATOR],
  unknown_host: ['temporary', 'you', CHECK_ADDRESS],
  connect_timeout: ['temporary', 'vendor', CHECK_ADDRESS],
  headers_timeout: ['temporary', 'vendor', ''],
  body_stall: ['temporary', 'vendor', ''],
  whole_timeout: ['temporary', 'vendor', ''],
  connection: ['temporary', 'vendor', ''],
  too_large: ['unreadable', 'vendor', ''],
  malformed: ['unreadable', 'vendor', CHECK_ADDRESS],
}
