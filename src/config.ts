import { z } from 'zod'
import type { AllowPrivate } from './platform/http/index.ts'
import { readAs } from './platform/read-as.ts'

const hostAndPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:/]+):\d{1,5}$/, 'must be host:port, such as 127.0.0.1:4800')

/** An empty variable is one that was not set. */
const unset = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(unset, schema.optional())
const commaList = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item))

/** The whole environment Homing reads. What is not here is not looked at. */
const environment = z.object({
  HOST: z.preprocess(unset, z.string().default('127.0.0.1')),
  PORT: z.preprocess(
    unset,
    z.coerce.number('must be a number').int().min(0).max(65_535).default(4700),
  ),
  /** Folder of the embedded database, the secret key and the operator's key. */
  DATA_DIR: z.preprocess(unset, z.string().default('./data')),
  DATABASE_URL: optional(
    z.url({ protocol: /^postgres(ql)?$/, error: 'must begin with postgresql://' }),
  ),
  /** Whom `homing backup` connects as, where the application's user may not see all rows. */
  BACKUP_DATABASE_URL: optional(
    z.url({ protocol: /^postgres(ql)?$/, error: 'must begin with postgresql://' }),
  ),
  HOMING_SECRET: optional(
    z.string().regex(/^[0-9a-fA-F]{64}$/, 'must hold 64 hexadecimal digits (openssl rand -hex 32)'),
  ),
  /** The key of before is gone: this one counts from now on. */
  KEY_IS_LOST: z.preprocess(unset, z.enum(['true', 'false']).default('false')),
  /** Where people reach this Homing: https://homing.example.com */
  PUBLIC_URL: optional(
    z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .refine((text) => new URL(text).pathname === '/', 'must be an address without a path')
      .transform((text) => new URL(text).origin),
  ),
  ROLE: z.preprocess(unset, z.enum(['all', 'web', 'worker']).default('all')),
  /** Private host:port pairs connections may call, or "all" on a development machine. */
  ALLOW_PRIVATE_ADDRESSES: optional(
    z.union([z.literal('all').transform(() => true as const), commaList(hostAndPort)]),
  ),
  /** Folders whose logs connections may read. */
  LOG_FOLDERS: optional(commaList(z.string().regex(/^\//, 'must be absolute paths'))),
  /** Folders connections may take files from. */
  FILE_FOLDERS: optional(commaList(z.string().regex(/^\//, 'must be absolute paths'))),
  /** Addresses or networks (CIDR) of reverse proxies whose X-Forwarded-* headers are believed. */
  TRUSTED_PROXY: optional(
    commaList(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], 'must be an address or CIDR')),
  ),
  /** Opens /metrics to whoever presents it as a bearer token; without it, to this machine only. */
  METRICS_TOKEN: optional(z.string().min(16)),
  /** The mail server for notifications; without it e-mail is off. */
  SMTP_URL: optional(
    z.url({ protocol: /^smtps?$/, error: 'must be smtp://user:password@host:port or smtps://…' }),
  ),
  /** Whom the mails come from, such as "Homing <homing@example.com>". */
  MAIL_FROM: optional(
    z
      .string()
      .regex(/^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must be an address'),
  ),
  /** Marks the firm that is created as a sample world, on every screen. */
  SAMPLE_WORLD: z.preprocess(unset, z.enum(['true', 'false']).default('false')),
  LOG_LEVEL: z.preprocess(
    unset,
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ),
})

export interface Config {
  host: string
  port: number
  dataDir: string
  databaseUrl?: string
  backupDatabaseUrl?: string
  secret?: string
  isKeyLost: boolean
  publicUrl?: string
  role: 'all' | 'web' | 'worker'
  allowPrivate: AllowPrivate
  logFolders: string[]
  fileFolders: string[]
  trustedProxies: string[]
  metricsToken?: string
  mail?: { url: string; from: string }
  isSampleWorld: boolean
  logLevel: string
}

/** The environment cannot be used as it is; the message has a line for each variable. */
export class BadConfig extends Error {}

/** Reads the environment. Throws BadConfig, naming every variable that is wrong and why. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const read = readAs(environment, env, false)
  if ('faults' in read) {
    const lines = read.faults.map(({ path, reason }) => `  ${path.join('.')}: ${reason}`)
    throw new BadConfig(`The environment needs mending:\n${[...new Set(lines)].join('\n')}`)
  }
  const given = read.data
  if (given.ROLE !== 'all' && given.DATABASE_URL === undefined) {
    throw new BadConfig(
      `The environment needs mending:\n  ROLE ${given.ROLE} is for several processes on one `
        + 'PostgreSQL server, so DATABASE_URL must be set as well',
    )
  }
  if (given.ROLE !== 'all' && given.HOMING_SECRET === undefined) {
    throw new BadConfig(
      `The environment needs mending:\n  HOMING_SECRET must be set, the same for every process, `
        + `where ROLE is ${given.ROLE}`,
    )
  }
  if ((given.SMTP_URL === undefined) !== (given.MAIL_FROM === undefined)) {
    throw new BadConfig(
      'The environment needs mending:\n  SMTP_URL and MAIL_FROM belong together: a mail needs a '
        + 'server and a sender',
    )
  }
  return {
    host: given.HOST,
    port: given.PORT,
    dataDir: given.DATA_DIR,
    databaseUrl: given.DATABASE_URL,
    backupDatabaseUrl: given.BACKUP_DATABASE_URL,
    secret: given.HOMING_SECRET,
    isKeyLost: given.KEY_IS_LOST === 'true',
    publicUrl: given.PUBLIC_URL,
    role: given.ROLE,
    allowPrivate: given.ALLOW_PRIVATE_ADDRESSES ?? false,
    logFolders: given.LOG_FOLDERS ?? [],
    fileFolders: given.FILE_FOLDERS ?? [],
    trustedProxies: given.TRUSTED_PROXY ?? [],
    metricsToken: given.METRICS_TOKEN,
    mail: mailOf(given.SMTP_URL, given.MAIL_FROM),
    isSampleWorld: given.SAMPLE_WORLD === 'true',
    logLevel: given.LOG_LEVEL,
  }
}

function mailOf(url: string | undefined, from: string | undefined) {
  return url === undefined || from === undefined ? undefined : { url, from }
}
