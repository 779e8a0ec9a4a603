import { SqlError } from '../sql/errors.ts'
import type { Verb } from '../sql/batch.ts'
import type { EngineError } from './ask.ts'

/** What was being done when the engine refused. */
export interface Doing {
  database: string
  verb: Verb
  table?: string | undefined
  /** Whether that is the name of a constraint, and not of an index alone. */
  isConstraint(name: string): Promise<boolean>
  /** Whether the user may do that with the table. */
  mayDo(verb: Verb, table: string): Promise<boolean>
}

/** The engine's refusal in the words and with the number of SQL Server. */
export async function failureOf(error: EngineError, doing: Doing): Promise<SqlError> {
  const { code, message, fields } = error
  const quotedName = /"([^"]*)"/.exec(message)?.[1] ?? ''
  if (code.startsWith('M')) return own(Number(code.slice(1)), message, doing)
  const simple = plain[code]
  if (simple !== undefined) return new SqlError(...simple)
  switch (code) {
    case '42P01':
      return message.startsWith('missing FROM') || message.startsWith('invalid reference')
        ? new SqlError(4104, `The multi-part identifier "${quotedName}" could not be bound.`)
        : new SqlError(208, `Invalid object name '${quotedName.replace(/^dbo\./, '')}'.`)
    case '3F000':
      return new SqlError(208, `Invalid object name '${doing.table ?? quotedName}'.`)
    case '42703': {
      const name = /column "?(?:[^"\s.]+\.)?([^"\s]+)"?/.exec(message)?.[1] ?? quotedName
      return new SqlError(207, `Invalid column name '${name}'.`)
    }
    case '42702':
      return new SqlError(209, `Ambiguous column name '${quotedName}'.`)
    case '42501':
      return denied(message, doing)
    // The engine looks at what a view can do before it looks at what its user may do.
    case '0A000':
    case '55000':
      if (doing.table !== undefined && !(await doing.mayDo(doing.verb, doing.table))) {
        return denied('', doing)
      }
      return new SqlError(4406, derivedField(doing.table ?? ''))
    case '428C9':
      return new SqlError(544, identityWords(doing.table ?? ''))
    case '23505':
      return twice(fields, doing)
    case '23502':
      return missing(fields, doing)
    case '23503':
    case '23514':
      return conflict(code === '23514' ? 'CHECK' : 'FOREIGN KEY', fields, doing)
    case '25006': {
      const head = `Failed to update database "${doing.database}"`
      const words = `${head} because the database is read-only.`
      return new SqlError(3906, words)
    }
    case '42P07':
      return new SqlError(2714, `There is already an object named '${quotedName}' in the database.`)
    case '42803':
      return new SqlError(8120, `${message} (in the words of the engine)`)
    case '21000':
      return message.startsWith('MERGE')
        ? new SqlError(8672, severalTimes)
        : new SqlError(512, severalRows)
    default:
      return SqlError.unknown(`what the engine refused (${code}): ${message}`)
  }
}

type Fields = EngineError['fields']

function missing(fields: Fields, { database, verb }: Doing): SqlError {
  const table = `${database}.${fields.get('s') ?? ''}.${fields.get('t') ?? ''}`
  const words =
    `Cannot insert the value NULL into column '${fields.get('c') ?? ''}', table '${table}'; `
    + `column does not allow nulls. ${verb} fails.`
  return new SqlError(515, words)
}

function conflict(kind: string, fields: Fields, { database, verb }: Doing): SqlError {
  const table = `${fields.get('s') ?? ''}.${fields.get('t') ?? ''}`
  const words =
    `The ${verb} statement conflicted with the ${kind} constraint "${fields.get('n') ?? ''}". `
    + `The conflict occurred in database "${database}", table "${table}".`
  return new SqlError(547, words)
}

const identityWords = (table: string) =>
  `Cannot insert explicit value for identity column in table '${table}' when `
  + 'IDENTITY_INSERT is set to OFF.'

type Simple = ConstructorParameters<typeof SqlError>

const plain: Readonly<Record<string, Simple>> = {
  '22012': [8134, 'Divide by zero error encountered.'],
  '22003': [8115, 'Arithmetic overflow error converting expression to data type int.'],
  '2202E': [8115, 'Arithmetic overflow error converting expression to data type int.'],
  '22007': [241, 'Conversion failed when converting date and/or time from character string.'],
  '55P03': [1222, 'Lock request time out period exceeded.'],
}

const derivedField = (view: string) =>
  `Update or insert of view or function '${view}' failed because it contains a derived or `
  + `constant field.`
const severalTimes =
  'The MERGE statement attempted to UPDATE or DELETE the same row more than once. This happens '
  + 'when a target row matches more than one source row.'
const severalRows =
  'Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, '
  + '<, <= , >, >= or when the subquery is used as an expression.'

function own(number: number, message: string, { database, table }: Doing): SqlError {
  if (number === 9999) return SqlError.unknown(message)
  if (number !== 2628) return new SqlError(number, message)
  const words =
    `String or binary data would be truncated in table '${database}.${table ?? ''}'. Truncated `
    + `value: '${message}'.`
  return new SqlError(number, words)
}

function denied(message: string, { database, verb, table = '' }: Doing): SqlError {
  if (verb === 'DEFINE' || message.startsWith('must be owner')) {
    const words = `CREATE, DROP or ALTER permission denied in database '${database}'.`
    return new SqlError(262, words, { severity: 14 })
  }
  const named = /permission denied for \w+ (\S+)/.exec(message)?.[1]
  const found = named ?? table.replace(/^.*\./, '')
  const schema = table.endsWith(`.${found}`) ? table.slice(0, -found.length - 1) : ''
  const what = verb === 'MERGE' ? 'INSERT' : verb
  const place = schema === '' ? '' : `, schema '${schema}'`
  const head = `The ${what} permission was denied on the object '${found}'`
  const words = `${head}, database '${database}'${place}.`
  return new SqlError(229, words, { severity: 14, state: 5 })
}

async function twice(fields: EngineError['fields'], doing: Doing): Promise<SqlError> {
  const name = fields.get('n') ?? ''
  const object = `${fields.get('s') ?? ''}.${fields.get('t') ?? ''}`
  const value = /=\((.*)\) already exists/.exec(fields.get('D') ?? '')?.[1] ?? ''
  if (await doing.isConstraint(name)) {
    const words =
      `Violation of PRIMARY KEY constraint '${name}'. Cannot insert duplicate key in object `
      + `'${object}'. The duplicate key value is (${value}).`
    return new SqlError(2627, words, { severity: 14 })
  }
  const words =
    `Cannot insert duplicate key row in object '${object}' with unique index '${name}'. The `
    + `duplicate key value is (${value}).`
  return new SqlError(2601, words, { severity: 14 })
}

/** Errors after which nothing more of the batch is done; these undo the transaction, too. */
const undoing = new Set([241, 245, 1205, 8114, 8169])
const ending = new Set([207, 208, 209, 4104, 50_000])

export function undoes(number: number): boolean {
  return undoing.has(number)
}

export function endsBatch(number: number): boolean {
  return undoing.has(number) || ending.has(number)
}
