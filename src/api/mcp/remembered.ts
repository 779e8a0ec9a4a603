import { OPEN_PER_CALLER_MAX, type KeptConfirmation } from '../../accounts/index.ts'
import type { ConfirmationStore } from './confirmations.ts'

/** For a process that speaks for one caller and ends with it: kept in memory, so many at most. */
export function remembered(): ConfirmationStore {
  const open = new Map<string, KeptConfirmation>()
  return {
    async keep({ now, ...one }) {
      for (const [hash, { endsAt }] of open) if (endsAt <= now) open.delete(hash)
      const [oldest] = open.keys()
      if (open.size >= OPEN_PER_CALLER_MAX && oldest !== undefined) open.delete(oldest)
      open.set(one.tokenHash, one)
    },
    async spend({ tokenHash, caller, now }) {
      const one = open.get(tokenHash)
      if (one === undefined || one.caller !== caller || one.endsAt <= now) return null
      open.delete(tokenHash)
      return one.deedHash
    },
  }
}
