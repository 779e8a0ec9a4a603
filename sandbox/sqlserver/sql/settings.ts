import type { Statement } from './batch.ts'
import type { Context } from './context.ts'
import { SqlError } from './errors.ts'
import { expression } from './expressions.ts'

/** Options of a session that change nothing here, each of which the server has. */
const settings =
  `ansi_nulls ansi_null_dflt_on ansi_null_dflt_off ansi_padding ansi_warnings ansi_defaults
  arithabort   arithignore concat_null_yields_null cursor_close_on_commit datefirst dateformat
  implicit_transactions language lock_timeout nocount noexec numeric_roundabort parseonly
  quoted_identifier rowcount textsize xact_abort deadlock_priority fmtonly`.split(/\s+/)

/** SET: a variable, or an option of the session. */
export function setting(context: Context): Statement {
  const { cursor, variables } = context
  cursor.expect('set')
  const token = cursor.now()
  if (token.kind === 'variable') {
    const engine = variables.get(token.lower)
    if (engine === undefined) {
      const words = `Must declare the scalar variable "${token.text}".`
      throw new SqlError(137, words, { line: token.line, severity: 15 })
    }
    cursor.take()
    cursor.expect('=')
    const sql = `(${expression(context)})::${engine}`
    return { kind: 'let', variable: token.lower, sql }
  }
  if (cursor.accept('transaction')) return isolation(context)
  const name = cursor.take().lower
  if (!settings.includes(name)) {
    throw new SqlError(195, `'${token.text}' is not a recognized SET option.`, {
      ...{ line: token.line, severity: 15 },
    })
  }
  const sign = cursor.accept('-') ? '-' : ''
  const value = cursor.take()
  if (!['word', 'number', 'text', 'name'].includes(value.kind)) throw cursor.wrong()
  return {
    kind: 'option',
    name,
    value: sign + value.lower + (value.kind === 'text' ? value.text : ''),
  }
}

const levels = [
  ['read', 'committed'],
  ['read', 'uncommitted'],
  ['repeatable', 'read'],
  ['serializable'],
  ['snapshot'],
]

function isolation({ cursor }: Context): Statement {
  cursor.expect('isolation', 'level')
  if (!levels.some((words) => cursor.accept(...words))) throw cursor.wrong()
  return { kind: 'nothing' }
}

/** WAITFOR DELAY. */
export function wait({ cursor }: Context): Statement {
  cursor.expect('waitfor', 'delay')
  const { text } = cursor.take()
  const [, hours, minutes, seconds, rest = ''] =
    /^(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/.exec(text) ?? []
  if (hours === undefined)
    throw new SqlError(148, `Incorrect time syntax in time string '${text}' used with WAITFOR.`, {
      severity: 15,
    })
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)
  return { kind: 'wait', ms: whole * 1000 + Number(rest.padEnd(3, '0')) }
}

/** THROW with its three parts. */
export function thrown({ cursor }: Context): Statement {
  cursor.expect('throw')
  const number = Number(cursor.take().text)
  cursor.expect(',')
  const words = cursor.take().text
  cursor.expect(',')
  cursor.take()
  return { kind: 'throw', number, words }
}
