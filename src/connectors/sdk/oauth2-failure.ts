import * as oauth from 'oauth4webapi'
import { redact } from '../../platform/http/index.ts'
import { Failure } from './failure.ts'
import { judgeFault } from './unanswered.ts'

/**
 * What went wrong at an authorisation or token endpoint, as a Failure. Only the vendor's explicit
 * invalid_grant ends a grant; whatever is no news about it leaves it alone. What is no failure of
 * the world's (an abort, a bug) comes back as it is.
 */
export function tokenFailure(vendor: string, error: unknown): unknown {
  if (error instanceof Failure) return error
  if (error instanceof oauth.AuthorizationResponseError) return saidNo(vendor, error)
  if (error instanceof oauth.ResponseBodyError) return byErrorCode(vendor, error)
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return clientRefused(vendor, error, error.status)
  }
  if (error instanceof oauth.OperationProcessingError) {
    return new Failure('unreadable', `What ${vendor}'s token service answered cannot be read.`, {
      whoMustAct: 'vendor',
      remedy: 'Check the token address in the settings.',
      cause: withoutContent(error),
    })
  }
  return judgeFault(vendor, error)
}

function saidNo(vendor: string, error: oauth.AuthorizationResponseError): Failure {
  const isDenied = error.error === 'access_denied'
  const words = redact(error.error_description ?? error.error).slice(0, 300)
  return new Failure(
    'refused',
    isDenied
      ? `The authorisation was declined at ${vendor}.`
      : `${vendor} did not authorise: ${words}`,
    { whoMustAct: 'you', remedy: 'Begin the authorisation again.', cause: withoutContent(error) },
  )
}

function byErrorCode(vendor: string, error: oauth.ResponseBodyError): Failure {
  const { status } = error
  if (error.error === 'invalid_grant') {
    return new Failure('unauthorised', `${vendor} no longer accepts the authorisation.`, {
      whoMustAct: 'you',
      remedy: 'Authorise the connection again.',
      status,
      cause: withoutContent(error),
    })
  }
  if (error.error === 'invalid_client' || error.error === 'unauthorized_client') {
    return clientRefused(vendor, error, status)
  }
  if (error.error === 'temporarily_unavailable' || error.error === 'server_error') {
    return new Failure('temporary', `${vendor}'s token service is not well.`, {
      whoMustAct: 'vendor',
      status,
      cause: withoutContent(error),
    })
  }
  const words = redact(error.error_description ?? error.error).slice(0, 300)
  return new Failure('refused', `${vendor}'s token service refused: ${words}`, {
    whoMustAct: 'you',
    remedy: 'Check the client id, the client secret and the redirect address.',
    status,
    cause: withoutContent(error),
  })
}

function clientRefused(vendor: string, cause: Error, status: number): Failure {
  return new Failure('refused', `${vendor} does not accept the client id or client secret.`, {
    whoMustAct: 'you',
    remedy: 'Check both in the settings; the authorisation itself is kept.',
    status,
    cause: withoutContent(cause),
  })
}

/** The library's errors carry the answer itself, tokens included; what is kept is where and why. */
function withoutContent(error: Error): Error {
  const kept = new Error(redact(error.message))
  kept.name = error.name
  if (error.stack) kept.stack = redact(error.stack)
  return kept
}
