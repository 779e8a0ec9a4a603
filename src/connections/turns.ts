/**
 * Whose turn it is where a vendor takes few requests at once. Whoever is refused a place waits in
 * line, which has one place too: nobody else goes before them, but for a few of those that are more
 * urgent. So an opt-out goes first, and what has time progresses all the same.
 */
import { sql, type RawBuilder } from 'kysely'
import { Failure } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { PURPOSES, type Purpose } from './purpose.ts'

/** More urgent requests that go before whoever waits. */
const PASSED_MAX = 4
/** Whoever waits and does not ask again for so long waits no more: it died, or gave up. */
const WAITING_MS_MAX = 3_000
/** Whoever waited in vain asks again after this long: nothing is wrong, it was only busy. */
const AGAIN_MS = 10_000

/** It was never its turn within the time it waits. No fault of anybody's. */
export class WaitedForTurn extends Failure {
  constructor() {
    super('throttled', 'Other requests had their turns at the vendor all the while.', {
      whoMustAct: 'homing',
      waitMs: AGAIN_MS,
    })
  }
}

/** Whoever asks for a turn: a gate, by a UUID of its own. */
export interface Asker {
  gate: string
  purpose: Purpose
}

/** Somebody else waits in the line of row p. */
function othersWait({ gate }: Asker): RawBuilder<boolean> {
  return sql`coalesce(p.waiting_until > clock_timestamp() and p.waiting <> ${gate}::uuid, false)`
}

/** It may go now, by the line of row p. */
export function mayGo(asker: Asker): RawBuilder<boolean> {
  const isUrgent = sql`${urgencyOf(asker)}::smallint < p.waiting_urgency`
  return sql`(not ${othersWait(asker)} or (${isUrgent} and p.passed < ${PASSED_MAX}))`
}

/** What its going makes of the line of row p: it is emptied, or somebody waits who was passed. */
export function lineAfter(asker: Asker): RawBuilder<unknown> {
  return sql`waiting_until = case when ${othersWait(asker)} then p.waiting_until end,
    passed = case when ${othersWait(asker)} then p.passed + 1 else 0 end`
}

/** Waits in the line of the budget of a key, or goes on waiting, unless somebody else does. */
export async function waitInLine(tx: Tx, key: string, asker: Asker): Promise<void> {
  await sql`
    update pace p set waiting = ${asker.gate}::uuid, waiting_urgency = ${urgencyOf(asker)},
      waiting_until = clock_timestamp() + make_interval(secs => ${WAITING_MS_MAX / 1000}::float8),
      passed = case when p.waiting = ${asker.gate}::uuid and p.waiting_until is not null
        then p.passed else 0 end
    where key = ${key} and not ${othersWait(asker)}`.execute(tx)
}

function urgencyOf({ purpose }: Asker): number {
  return PURPOSES.indexOf(purpose)
}
