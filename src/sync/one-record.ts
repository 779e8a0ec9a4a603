import { Failure, type FailureKind } from '../connectors/index.ts'

const OF_ONE_RECORD: readonly FailureKind[] = ['temporary', 'not_found', 'refused', 'unreadable']

/** A fault of one campaign or stream leaves the others to be read; one of the account does not. */
export function concernsOneRecord(error: unknown): error is Failure {
  return error instanceof Failure && OF_ONE_RECORD.includes(error.kind)
}
