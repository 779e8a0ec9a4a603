import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { emailHash, hashOf } from './tokens.ts'
import type { AccountsWorld } from './world.ts'

/** Wrong passwords let through without delay: for one account from one address, and an address. */
const FREE_PER_ACCOUNT = 5
const FREE_PER_ADDRESS = 30
const FIRST_DELAY_MS = 15_000
const DELAY_MAX_MS = 15 * 60_000
/** After a day without an attempt all is forgotten. */
const FORGET_MS = 24 * 3600_000
/** Old rows swept with one attempt, so that the table cannot grow without bound. */
const SWEEP_MAX = 100
/** Bytes of an account's key that say whose it is, wherever it was tried from. */
const WHOSE_BYTES = 16

export interface Attempt {
  email: string
  /** The caller's network address. */
  address: string
}

/**
 * Counts an attempt before its password is looked at, so that a burst cannot slip through between
 * look and count. Refuses (429) while an earlier delay runs; the answer is the same whether the
 * account exists or not.
 */
export async function countAttempt(world: AccountsWorld, attempt: Attempt): Promise<void> {
  const now = world.now()
  const waitMs = await world.database.withoutWorkspace(async (tx) => {
    await sweep(tx, now)
    const delays = [
      await count(tx, accountKey(attempt), { now, free: FREE_PER_ACCOUNT }),
      await count(tx, addressKey(attempt), { now, free: FREE_PER_ADDRESS }),
    ]
    return Math.max(...delays)
  })
  if (waitMs === 0) return
  throw new Refused(429, 'Too many attempts to sign in.', {
    remedy: `Try again in ${inWords(waitMs)}.`,
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })
}

/** After the right password: the account's count begins anew, the address gets one back. */
export async function forgetAttempts(tx: Tx, attempt: Attempt): Promise<void> {
  await tx.deleteFrom('sign_in_attempt').where('key', '=', accountKey(attempt)).execute()
  await tx
    .updateTable('sign_in_attempt')
    .set({ attempts: sql`greatest(attempts - 1, 0)`, blocked_until: null })
    .where('key', '=', addressKey(attempt))
    .execute()
}

/**
 * After somebody gave them a new password: the account's counts begin anew from every address. An
 * address that tried many accounts stays held up.
 */
export async function forgetAttemptsOn(tx: Tx, email: string): Promise<void> {
  const first = Buffer.alloc(2 * WHOSE_BYTES, 0)
  const last = Buffer.alloc(2 * WHOSE_BYTES, 0xff)
  for (const key of [first, last]) whose(email).copy(key)
  await tx
    .deleteFrom('sign_in_attempt')
    .where('key', '>=', first)
    .where('key', '<=', last)
    .execute()
}

/** Begins with whose account it is, so that all counts on one are found beside each other. */
function accountKey({ email, address }: Attempt): Buffer {
  const here = hashOf(`account\n${email.trim().toLowerCase()}\n${address}`)
  return Buffer.concat([whose(email), here.subarray(0, WHOSE_BYTES)])
}

function whose(email: string): Buffer {
  return emailHash(email).subarray(0, WHOSE_BYTES)
}

function addressKey({ address }: Attempt): Buffer {
  return hashOf(`address\n${address}`)
}

/** Milliseconds still to wait; 0 when the attempt was let through and counted. */
async function count(tx: Tx, key: Buffer, rule: { now: number; free: number }): Promise<number> {
  await tx
    .insertInto('sign_in_attempt')
    .values({ key, attempts: 0, last_at: new Date(rule.now) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  const row = await tx
    .selectFrom('sign_in_attempt')
    .selectAll()
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const blockedUntil = row.blocked_until?.getTime() ?? 0
  if (blockedUntil > rule.now) return blockedUntil - rule.now

  const isForgotten = row.last_at.getTime() < rule.now - FORGET_MS
  const attempts = isForgotten ? 1 : row.attempts + 1
  const delay = delayAfter(attempts - rule.free)
  await tx
    .updateTable('sign_in_attempt')
    .set({
      attempts,
      last_at: new Date(rule.now),
      blocked_until: delay === 0 ? null : new Date(rule.now + delay),
    })
    .where('key', '=', key)
    .execute()
  return 0
}

/** Each attempt beyond the free ones doubles the wait before the next. */
function delayAfter(excess: number): number {
  if (excess < 0) return 0
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(excess, 20), DELAY_MAX_MS)
}

async function sweep(tx: Tx, now: number): Promise<void> {
  await sql`delete from sign_in_attempt where key in (
    select key from sign_in_attempt where last_at < ${new Date(now - FORGET_MS)}
    limit ${SWEEP_MAX} for update skip locked)`.execute(tx)
}

function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
