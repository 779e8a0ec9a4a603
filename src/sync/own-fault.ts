import { Failure } from '../connectors/index.ts'

/** PostgreSQL, appendix A: disk_full. */
const DISK_FULL = /^53100$/
const NO_ROOM = /no space left on device|ENOSPC/i
/** Connection exceptions, and a server that stops, has stopped or is starting. */
const GONE = /^(08|57P0)/
const CUT = /connection (terminated|ended)|ECONN|the server went away/i

/**
 * What a run that failed on our side of the line says: where the database has no room or went away,
 * that, and else that it is our mistake. Either way it is a problem until a run succeeds.
 */
export function ownFault(error: unknown): Failure {
  const { code = '', message = '' } = error as { code?: unknown; message?: string }
  if (DISK_FULL.test(String(code)) || NO_ROOM.test(message)) {
    return new Failure('temporary', 'The disk of Homing’s database is full.', {
      whoMustAct: 'you',
      remedy:
        'Make room on it. Nothing that was brought home is lost, and Homing goes on by itself.',
      cause: error,
    })
  }
  if (GONE.test(String(code)) || CUT.test(message)) {
    return new Failure('temporary', 'Homing’s database went away in the middle of this run.', {
      whoMustAct: 'homing',
      remedy: 'Homing goes on by itself when the database is back.',
      cause: error,
    })
  }
  return new Failure('temporary', 'Homing made a mistake here; its log has the details.', {
    whoMustAct: 'homing',
    remedy: 'Homing tries again by itself.',
    cause: error,
  })
}
