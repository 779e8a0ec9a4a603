/**
 * The way to databases of somebody else's. It promises the SSRF guard at the address and at the
 * connection, a deadline for each phase, a cap on every answer, and one session a target and
 * process: who asks while another statement runs waits for it.
 */
import { type AllowPrivate, checkPlace, type Resolve } from '../http/index.ts'
import type { SqlStatement } from './compile.ts'
import { createLane, type Lane } from './lane.ts'
import type { SqlRow } from './session.ts'
import { SQL_LIMITS, type SqlLimits, type SqlTarget } from './target.ts'

export interface Sql {
  /** One try. Throws SqlFault. */
  run(target: SqlTarget, statement: SqlStatement, signal?: AbortSignal): Promise<SqlRow[]>
  /** Throws HttpFault('address_forbidden') for a place that would be refused as it is written. */
  check(place: Pick<SqlTarget, 'host' | 'port'>): void
  /** Ends all sessions. */
  close(): void
}

export interface SqlOptions {
  allowPrivate?: AllowPrivate
  limits?: Partial<SqlLimits>
  resolve?: Resolve
}

/** The way to other firms’ databases, a lane each: close it when it is no longer needed. */
export function createSql({ allowPrivate = false, resolve, ...options }: SqlOptions = {}): Sql {
  const world = {
    allowPrivate,
    limits: { ...SQL_LIMITS, ...options.limits },
    ...(resolve && { resolve }),
  }
  const lanes = new Map<string, Lane>()
  return {
    async run(target, statement, signal) {
      const key = JSON.stringify(target)
      const lane = lanes.get(key) ?? createLane(target, world, () => lanes.delete(key))
      lanes.set(key, lane)
      return lane.run(statement, signal)
    },
    check: (place) => void checkPlace(place, allowPrivate),
    close() {
      for (const lane of lanes.values()) lane.end()
      lanes.clear()
    },
  }
}
