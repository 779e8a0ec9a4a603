import type { PGlite } from '@electric-sql/pglite'
import { z } from 'zod'
import type { FaultProxy } from '../faults/proxy.ts'
import { outboxNames, rightsSql } from './firm/outbox.ts'
import { prefix, schema, viewNames, views, viewSql, type Typed, type View } from './firm/views.ts'
import type { Engine } from './wire/engine.ts'
import type { Holds } from './wire/holds.ts'
import type { Complaint } from './wire/messages.ts'
import type { Account } from './wire/sign-in.ts'

const ms = z.number().int().nonnegative()
const view = z.enum(viewNames)
const relation = z.enum([...viewNames, ...outboxNames])
const broken = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['pass', 'refuse']) }),
  z.strictObject({ kind: z.enum(['delay', 'drip']), ms }),
  z.strictObject({ kind: z.enum(['cut', 'reset', 'half-open']), afterBytes: ms }),
])

/** What can go wrong with a database; several at once, and each until all is set right. */
export const troubleInput = z.discriminatedUnion('kind', [
  /** The wire, below everything: see the fault proxy. */
  z.strictObject({ kind: z.literal('wire'), wire: broken }),
  /** Nobody is let in: the server comes up, or repairs itself after a crash. */
  z.strictObject({ kind: z.enum(['starting', 'recovering']) }),
  /** It stands in for another and takes no writing. */
  z.strictObject({ kind: z.literal('read-only') }),
  z.strictObject({ kind: z.literal('password-changed') }),
  /** Statements take so long, those in which that text occurs or all. */
  z.strictObject({ kind: z.literal('slow'), ms, match: z.string().optional() }),
  /** Somebody else has locked it: whatever is about it waits. */
  z.strictObject({ kind: z.literal('locked'), relation }),
  z.strictObject({ kind: z.literal('missing'), relation }),
  z.strictObject({ kind: z.literal('column-missing'), view, column: z.string() }),
  z.strictObject({ kind: z.literal('rights-revoked'), relation }),
  /** More is granted than is needed: the firm's own tables. */
  z.strictObject({ kind: z.literal('rights-in-excess') }),
])

export type TroubleInput = z.output<typeof troubleInput>

export interface Trouble {
  make(input: TroubleInput): Promise<void>
  /** Everything is as it should be. */
  end(): Promise<void>
  /** Why nobody is let in now, if so. */
  closed(): Complaint | undefined
  /** Settings that hold for every connection. */
  standing(): Readonly<Record<string, string>>
}

const closings = {
  starting: 'the database system is starting up',
  recovering: 'the database system is in recovery mode',
} as const

/** What the buttons reach, once it is there. */
export interface Reach {
  engine: Engine
  proxy: FaultProxy
}

export interface TroubleMeans {
  account: Account
  holds: Holds
  typed: Typed
  reach: () => Reach
}

export function createTrouble({ account, holds, typed, reach }: TroubleMeans): Trouble {
  const { password } = account
  let closed: Complaint | undefined
  let standing: Readonly<Record<string, string>> = {}
  const { user } = account
  const admin = (sql: string) => reach().engine.asOwner((db) => db.exec(sql))
  return {
    closed: () => closed,
    standing: () => standing,
    make: async (input) => {
      switch (input.kind) {
        case 'wire':
          return reach().proxy.set(input.wire)
        case 'starting':
        case 'recovering':
          closed = { severity: 'FATAL', code: '57P03', words: closings[input.kind] }
          return
        case 'read-only':
          return reach().engine.asOwner(async () => {
            standing = { default_transaction_read_only: 'on' }
          })
        case 'password-changed':
          account.password = `${password}-changed`
          return
        case 'slow':
          return holds.set({ kind: 'slow', ms: input.ms, match: input.match?.toLowerCase() })
        case 'locked':
          return holds.set({ kind: 'locked', match: prefix + input.relation })
        default:
          await admin(sqlOf(input, user, typed))
      }
    },
    end: async () => {
      reach().proxy.set({ kind: 'pass' })
      closed = undefined
      account.password = password
      holds.set(undefined)
      await reach().engine.asOwner(async (db) => {
        standing = {}
        await setRight(db, user, typed)
      })
    },
  }
}

type ByTheAdministrator = Extract<TroubleInput, { relation: string } | { view: string }>

function sqlOf(
  input: Exclude<ByTheAdministrator, { kind: 'locked' }> | { kind: 'rights-in-excess' },
  user: string,
  typed: Typed,
): string {
  switch (input.kind) {
    case 'missing': {
      const name = prefix + input.relation
      // It is put away and not dropped: what was told must be there again.
      return `alter table ${schema}.${name} rename to ${away}${name}`
    }
    case 'column-missing':
      return `drop view ${schema}.${prefix}${input.view};
        ${viewSql(input.view, typed, [input.column])}
        grant select on ${schema}.${prefix}${input.view} to ${user}`
    case 'rights-revoked':
      return `revoke all on ${schema}.${prefix}${input.relation} from ${user}`
    case 'rights-in-excess':
      return `grant usage on schema firm to ${user};
        grant select, insert, update, delete on all tables in schema firm to ${user}`
  }
}

/** Before the name of what is put away. */
const away = 'away_'

/** Views and rights as they should be, and what was put away where it belongs. */
export async function setRight(db: PGlite, user: string, typed: Typed): Promise<void> {
  for (const name of outboxNames.map((one) => prefix + one)) {
    await db.exec(`alter table if exists ${schema}.${away}${name} rename to ${name}`)
  }
  for (const name of viewNames) {
    await db.exec(`drop view if exists ${schema}.${away}${prefix}${name};
      drop view if exists ${schema}.${prefix}${name}; ${viewSql(name, typed)}`)
  }
  await db.exec(`revoke all on all tables in schema firm from ${user};
    revoke all on schema firm from ${user}; ${rightsSql(user)}`)
}

/** Whether the view has that column. */
export function hasColumn(input: Extract<TroubleInput, { view: string }>): boolean {
  const { columns }: View = views[input.view]
  return input.column in columns
}
