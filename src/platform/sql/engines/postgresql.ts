import { Socket } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import pg from 'pg'
import { codeOf, faultOfLine, SqlFault, type SqlFaultKind } from '../fault.ts'
import type { SqlDriver } from '../session.ts'
import { GRACE_MS, type SqlTarget } from '../target.ts'

/** Every value as the server spells it: no number and no moment loses anything on the way. */
const AS_TEXT = { getTypeParser: () => (text: string) => text }

export const postgresql: SqlDriver = {
  async open(target, address, { connectMs, statementMs }) {
    const socket = new Socket()
    const client = new pg.Client({
      host: address,
      port: target.port,
      database: target.database,
      user: target.user,
      password: target.password,
      ssl: tlsOf(target),
      stream: () => socket,
      types: AS_TEXT as unknown as pg.CustomTypesConfig,
      connectionTimeoutMillis: connectMs,
      query_timeout: statementMs + GRACE_MS,
      application_name: 'homing',
    })
    // A session that is lost while nobody uses it shows with its next statement.
    client.on('error', () => undefined)
    try {
      await client.connect()
      // Not as options of the session: poolers in between refuse those.
      await client.query(
        `set datestyle = 'ISO'; set timezone = 'UTC'; set statement_timeout = ${statementMs}`,
      )
    } catch (error) {
      socket.destroy()
      throw error
    }
    return {
      run: async ({ text, values }) => (await client.query(text, [...values])).rows,
      bytesRead: () => socket.bytesRead,
      end: () => void client.end().catch(() => undefined),
      destroy: () => void socket.destroy(),
    }
  },

  judge(error) {
    const line = faultOfLine(error)
    if (line !== null) return line
    if (error instanceof pg.DatabaseError) return new SqlFault(kindOf(codeOf(error)), codeOf(error))
    // The driver tells these in words alone.
    const { message } = error as Error
    if (/does not support SSL/.test(message)) return new SqlFault('tls')
    if (/timeout expired|timeout exceeded/i.test(message)) return new SqlFault('connect_timeout')
    if (/read timeout/i.test(message)) return new SqlFault('statement_timeout')
    if (/Connection terminated|not queryable|SASL|password/i.test(message)) {
      return new SqlFault(/SASL|password/i.test(message) ? 'login' : 'connection')
    }
    return null
  },
}

function tlsOf({ tls, host, caCertificate }: SqlTarget) {
  if (tls === 'off') return false
  return {
    ...(caCertificate !== undefined && { ca: caCertificate }),
    // The line goes to an address, and the certificate bears the name.
    checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(host, certificate),
  }
}

const KINDS: Readonly<Record<string, SqlFaultKind>> = {
  '28P01': 'login',
  '28000': 'login',
  '3D000': 'no_database',
  '42501': 'forbidden',
  '25006': 'forbidden',
  '42P01': 'missing',
  '42703': 'missing',
  '3F000': 'missing',
  '57014': 'statement_timeout',
  '53300': 'full',
  '23505': 'duplicate',
  '55P03': 'busy',
}

/** By classes, where a code has no meaning of its own (PostgreSQL, appendix A). */
const CLASSES: Readonly<Record<string, SqlFaultKind>> = {
  '08': 'connection',
  '22': 'value',
  '23': 'value',
  '40': 'busy',
  '53': 'busy',
  '57': 'busy',
  '58': 'busy',
  XX: 'busy',
}

function kindOf(code: string): SqlFaultKind {
  return KINDS[code] ?? CLASSES[code.slice(0, 2)] ?? 'refused'
}
