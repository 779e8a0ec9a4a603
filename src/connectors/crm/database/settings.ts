import { z } from 'zod'
import { SQL_ENGINES, type SqlEngine } from '../../../platform/sql/index.ts'
import { paceSetting, type Settings, type SqlPart } from '../../sdk/index.ts'

const NAME_CHARS_MAX = 128

/** The database, a user of it who may do little, and how the views and tables are called. */
export const databaseSettings = z.strictObject({
  engine: z.enum(SQL_ENGINES).meta({
    title: 'Engine',
    description: 'What the server is: PostgreSQL, MySQL (MariaDB, too) or Microsoft SQL Server.',
  }),
  host: named('The host is needed.').max(253).meta({
    title: 'Host',
    description: 'The name or address of the server; the certificate must bear it.',
  }),
  port: z.number().int().min(1).max(65_535).optional().meta({
    title: 'Port',
    description: 'Where it is not the usual one: 5432, 3306, or 1433.',
  }),
  database: named('The name of the database is needed.').max(NAME_CHARS_MAX).meta({
    title: 'Database',
  }),
  schema: named('A schema has a name.').max(NAME_CHARS_MAX).optional().meta({
    title: 'Schema',
    description: 'Where it is not the usual one: public, dbo, or MySQL’s own database.',
  }),
  prefix: z
    .string()
    .trim()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/, 'A prefix is made of letters, digits and underscores.')
    .default('homing_')
    .meta({ title: 'Prefix', description: 'With which the names of views and tables begin.' }),
  user: named('The name of a user of the database is needed.').max(NAME_CHARS_MAX).meta({
    title: 'User name',
    description: 'With the right to read the views, and to write to the outbox tables.',
  }),
  password: z.string().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed, and used to sign in only.',
    secret: true,
  }),
  tls: z.enum(['required', 'off']).default('required').meta({
    title: 'TLS',
    description: 'off: everything travels readable. For the same machine or a private network.',
  }),
  caCertificate: z
    .string()
    .trim()
    .max(20_000)
    .refine(
      (text) => text.includes('-----BEGIN CERTIFICATE-----'),
      'A certificate in PEM is needed.',
    )
    .optional()
    .meta({
      title: 'Certificate of the authority (PEM)',
      description: 'Where the firm’s own authority signed the server’s certificate.',
    }),
  requestsPerSecond: paceSetting(),
})

const readable = databaseSettings.omit({ password: true }).strip()

const USUAL: Readonly<Record<SqlEngine, { port: number; schema: string | null }>> = {
  postgresql: { port: 5432, schema: 'public' },
  mysql: { port: 3306, schema: null },
  sqlserver: { port: 1433, schema: 'dbo' },
}

export type DatabaseSettings = z.infer<typeof readable> & { port: number; schema: string }

/** The readable settings, with what is usual where nothing was said. */
export function settingsOf(settings: Settings): DatabaseSettings {
  const read = readable.parse(settings)
  const usual = USUAL[read.engine]
  return {
    ...read,
    port: read.port ?? usual.port,
    schema: read.schema ?? usual.schema ?? read.database,
  }
}

export const sqlPart: SqlPart = {
  target(settings) {
    const { engine, host, port, database, user, tls, caCertificate } = settingsOf(settings)
    const ca = caCertificate === undefined ? {} : { caCertificate }
    return { engine, host, port, database, user, tls, ...ca }
  },
}

function named(sentence: string) {
  return z.string().trim().min(1, sentence)
}
