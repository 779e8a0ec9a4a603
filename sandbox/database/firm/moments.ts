import type { SandboxClock } from '../../clock.ts'

/** A moment as PostgreSQL keeps it, to the microsecond. */
export function moment(time: number, microseconds = 0): string {
  const digits = String(microseconds).padStart(3, '0')
  return new Date(time).toISOString().replace('Z', `${digits}Z`)
}

/** The firm's time: no two of its moments are the same, even where the clock stands still. */
export function createMoments(clock: SandboxClock): () => string {
  let last = 0
  return () => {
    last = Math.max(clock.now() * 1000, last + 1)
    return moment(Math.floor(last / 1000), last % 1000)
  }
}
