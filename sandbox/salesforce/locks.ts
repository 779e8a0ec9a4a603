import { Refused } from './refusal.ts'

/** Records that somebody else is writing to, so that they cannot be locked. */
export interface Locks {
  /** The next so many records of an object that are written to are locked. */
  hold(object: string, records: number): void
  /** Throws UNABLE_TO_LOCK_ROW for a record that is. */
  pass(object: string): void
}

export function createLocks(): Locks {
  const held = new Map<string, number>()
  return {
    hold: (object, records) => void held.set(object, records),
    pass: (object) => {
      const left = held.get(object) ?? 0
      if (left === 0) return
      held.set(object, left - 1)
      const message = 'unable to obtain exclusive access to this record or 1 records'
      throw new Refused('UNABLE_TO_LOCK_ROW', message)
    },
  }
}
