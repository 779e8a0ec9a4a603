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
  const code = fault.code === '' ? '' : ` (${fault.code})`
  return new Failure(kind, `${title}: ${what.replace('%', about)}${code}.`, {
    whoMustAct,
    remedy: remedy.replace('%', about),
    ...(fault.kind === 'full' && { waitMs: FULL_WAIT_MS }),
    cause: fault,
  })
}

interface Meaning {
  kind: Failure['kind']
  whoMustAct: Failure['whoMustAct']
  /** % stands for the view or the table. */
  what: string
  remedy: string
}

const CHECK_HOST = 'Check host and port in the settings, and that this server may reach them.'

const MEANINGS: Readonly<Record<SqlFaultKind, Meaning>> = {
  address_forbidden: meets(
    'address_forbidden',
    'you',
    'the host is not on the public internet, and the operator has not allowed it',
    'Ask the operator to allow this host and port (ALLOW_PRIVATE_ADDRESSES).',
  ),
  unknown_host: meets('temporary', 'you', 'the host was not found', CHECK_HOST),
  connect_timeout: meets('temporary', 'vendor', 'the server does not answer', CHECK_HOST),
  connection: meets('temporary', 'vendor', 'the connection was refused or broke off', CHECK_HOST),
  tls: meets(
    'unreadable',
    'you',
    'the server has no TLS, or its certificate does not hold',
    'Give the server a certificate for this host name, enter the authority’s certificate in the '
      + 'settings, or switch TLS off where the line is a private one.',
  ),
  login: meets(
    'unauthorised',
    'you',
    'the server does not accept the user name or the password',
    'Check both in the settings, and that the user may sign in from this server.',
  ),
  no_database: meets(
    'forbidden',
    'you',
    'there is no such database, or the user may not use it',
    'Check the name of the database in the settings, and the user’s right to connect to it.',
  ),
  forbidden: meets(
    'forbidden',
    'you',
    'the user has no right to what was asked of %',
    'Grant SELECT on the views, and SELECT, INSERT and UPDATE on the tables that are told.',
  ),
  missing: meets(
    'not_found',
    'you',
    '% is not there, or a column of it',
    'Look at the check of the connection: it shows the script for what is missing.',
  ),
  full: meets(
    'throttled',
    'vendor',
    'the server has no place for one more session',
    'Homing comes back by itself. If it stays, let more sessions be opened there.',
  ),
  busy: meets('temporary', 'vendor', 'the server was busy with something else, or going down', ''),
  statement_timeout: meets(
    'temporary',
    'vendor',
    'what was asked of % took too long',
    'See that the tables behind the view have an index by the moment of the change.',
  ),
  duplicate: meets('temporary', 'vendor', 'a row of % was made by somebody else meanwhile', ''),
  value: meets(
    'refused',
    'you',
    'a value does not fit a column of %, or a rule of it',
    'Compare the table with the script in the documentation; each column takes as much.',
  ),
  refused: meets(
    'refused',
    'you',
    'the server refused what was asked of %',
    'Compare the view or the table with the script in the documentation: the types differ.',
  ),
  too_large: meets('unreadable', 'vendor', 'the answer about % is too long', ''),
  aborted: meets('temporary', 'homing', 'Homing broke it off', ''),
}

function meets(
  kind: Failure['kind'],
  whoMustAct: Failure['whoMustAct'],
  what: string,
  remedy: string,
): Meaning {
  return { kind, whoMustAct, what, remedy }
}
