import type { SqlFault, SqlFaultKind } from '../../platform/sql/index.ts'
import { Failure } from './failure.ts'
import type { SqlAsk } from './vendor-sql.ts'

/** A server that has no place for one more session is left alone for so long. */
const FULL_WAIT_MS = 15_000

/**
 * The Failure a fault of a database means, in sentences its administrator can act on. They name the
 * view or table and the server's own code, and no value.
 */
export function judgeSqlFault(title: string, { about }: SqlAsk, fault: SqlFault): Failure {
  const { kind, whoMustAct, what, remedy } = MEANINGS[fault.kind]
  const code = `Its code: ${fault.code}.`
  const sentence = what(title, about)
  return new Failure(kind, fault.code === '' ? sentence : `${sentence} ${code}`, {
    whoMustAct,
    remedy,
    ...(fault.kind === 'full' && { waitMs: FULL_WAIT_MS }),
    cause: fault,
  })
}

interface Meaning {
  kind: Failure['kind']
  whoMustAct: Failure['whoMustAct']
  /** about: the view or the table. */
  what: (title: string, about: string) => string
  remedy: string
}

const CHECK_HOST = 'Check host and port in the settings, and that this server may reach them.'

const MEANINGS: Readonly<Record<SqlFaultKind, Meaning>> = {
  address_forbidden: meets(
    'address_forbidden',
    'you',
    (title) =>
      `${title}: the host is not on the public internet, and the operator has not allowed it.`,
    'Ask the operator to allow this host and port (ALLOW_PRIVATE_ADDRESSES).',
  ),
  unknown_host: meets(
    'temporary',
    'you',
    (title) => `${title}: the host was not found.`,
    CHECK_HOST,
  ),
  connect_timeout: meets(
    'temporary',
    'vendor',
    (title) => `${title}: the server does not answer.`,
    CHECK_HOST,
  ),
  connection: meets(
    'temporary',
    'vendor',
    (title) => `${title}: the connection was refused or broke off.`,
    CHECK_HOST,
  ),
  tls: meets(
    'unreadable',
    'you',
    (title) => `${title}: the server has no TLS, or its certificate does not hold.`,
    'Give the server a certificate for this host name, enter the authority’s certificate in the '
      + 'settings, or switch TLS off where the line is a private one.',
  ),
  login: meets(
    'unauthorised',
    'you',
    (title) => `${title}: the server does not accept the user name or the password.`,
    'Check both in the settings, and that the user may sign in from this server.',
  ),
  no_database: meets(
    'forbidden',
    'you',
    (title) => `${title}: there is no such database, or the user may not use it.`,
    'Check the name of the database in the settings, and the user’s right to connect to it.',
  ),
  forbidden: meets(
    'forbidden',
    'you',
    (title, about) => `${title}: the user has no right to what was asked of ${about}.`,
    'Grant SELECT on the views, and SELECT, INSERT and UPDATE on the tables that are told.',
  ),
  missing: meets(
    'not_found',
    'you',
    (title, about) => `${title}: ${about} is not there, or a column of it.`,
    'Look at the check of the connection: it shows the script for what is missing.',
  ),
  full: meets(
    'throttled',
    'vendor',
    (title) => `${title}: the server has no place for one more session.`,
    'Homing comes back by itself. If it stays, let more sessions be opened there.',
  ),
  busy: meets(
    'temporary',
    'vendor',
    (title) => `${title}: the server was busy with something else, or going down.`,
    '',
  ),
  statement_timeout: meets(
    'temporary',
    'vendor',
    (title, about) => `${title}: what was asked of ${about} took too long.`,
    'See that the tables behind the view have an index by the moment of the change.',
  ),
  duplicate: meets(
    'temporary',
    'vendor',
    (title, about) => `${title}: a row of ${about} was made by somebody else meanwhile.`,
    '',
  ),
  value: meets(
    'refused',
    'you',
    (title, about) => `${title}: a value does not fit a column of ${about}, or a rule of it.`,
    'Compare the table with the script in the documentation; each column takes as much.',
  ),
  refused: meets(
    'refused',
    'you',
    (title, about) => `${title}: the server refused what was asked of ${about}.`,
    'Compare the view or the table with the script in the documentation: the types differ.',
  ),
  too_large: meets(
    'unreadable',
    'vendor',
    (title, about) => `${title}: the answer about ${about} is too long.`,
    '',
  ),
  aborted: meets('temporary', 'homing', (title) => `${title}: Homing broke it off.`, ''),
}

function meets(
  kind: Failure['kind'],
  whoMustAct: Failure['whoMustAct'],
  what: Meaning['what'],
  remedy: string,
): Meaning {
  return { kind, whoMustAct, what, remedy }
}
