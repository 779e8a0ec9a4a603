import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { findConnection } from '../connection.ts'
import { doorOf } from './hooked.ts'
import { HOOK_KEYS_MAX, hookKeys, type HookKey } from './keys.ts'
import { registrationOf, type Registration } from './registration.ts'
import { tallyOf, type HookTally } from './tally.ts'

/** A connection's hook as screens show it. Times in epoch milliseconds. */
export interface HookState {
  /** False where the connector takes no deliveries; nothing else means anything then. */
  isAvailable: boolean
  /** What the keys are called at this vendor, where they are found, whether one is needed. */
  keyKind: { title: string; help: string; isNeeded: boolean }
  keys: HookKey[]
  keysMax: number
  address: { hint: string; createdBy: string; createdAt: number } | null
  /** The address before, while it still leads in. */
  endingAddress: { hint: string; endsAt: number } | null
  closed: { by: string; at: number } | null
  /** Present where deliveries are signals; Homing enters the address at the vendor by itself. */
  signals: Registration | null
  tally: HookTally
  /** Deliveries that are stored and not read yet, or places that signals point to. */
  waiting: number
}

const NOT_ENTERED: Registration = { registeredAt: null, failure: null }
const NO_KEYS = { title: '', help: '', isNeeded: false }

/** Throws Refused 404 where there is no such connection. */
export async function hookState(tx: Tx, homing: Homing, connectionId: number): Promise<HookState> {
  const connection = await findConnection(tx, connectionId)
  const connector = homing.connectors.find(({ id }) => id === connection.connector)
  const addresses = await tx
    .selectFrom('hook_address')
    .select(['hint', 'created_by', 'created_at', 'ends_at'])
    .where('connection_id', '=', connectionId)
    .orderBy('created_at', 'desc')
    .limit(2)
    .execute()
  const current = addresses.find(({ ends_at }) => ends_at === null)
  const ending = addresses.find(({ ends_at }) => (ends_at?.getTime() ?? 0) > homing.now())
  const closing = await tx
    .selectFrom('hook_closing')
    .select(['closed_by', 'closed_at'])
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  const door = connector === undefined ? null : doorOf(connector)
  return {
    isAvailable: door !== null,
    keyKind: connector?.hooks?.keys ?? NO_KEYS,
    keys: await hookKeys(tx, connectionId),
    keysMax: HOOK_KEYS_MAX,
    address: current
      ? {
          hint: current.hint,
          createdBy: current.created_by,
          createdAt: current.created_at.getTime(),
        }
      : null,
    endingAddress: ending ? { hint: ending.hint, endsAt: ending.ends_at!.getTime() } : null,
    closed: closing ? { by: closing.closed_by, at: closing.closed_at.getTime() } : null,
    signals: door?.signals ? ((await registrationOf(tx, connectionId)) ?? NOT_ENTERED) : null,
    tally: await tallyOf(tx, connectionId),
    waiting: await countWaiting(tx, connectionId),
  }
}

async function countWaiting(tx: Tx, connectionId: number): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select (select count(*) from receipt
        where connection_id = ${connectionId} and status = 'pending' and stream = 'hook')::int
      + (select count(*) from signal
        where connection_id = ${connectionId} and is_waiting)::int as waiting`.execute(tx)
  return rows[0]!.waiting
}
