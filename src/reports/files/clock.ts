import { offsetMs } from '../../platform/zoned-time.ts'

/** What the zone's clocks show at a moment (epoch ms), written as if it were UTC. */
export function localOf(at: number, timeZone: string): number {
  return at + offsetMs(at, timeZone)
}

/** 2026-05-03 14:05, as the zone's clocks show it. */
export function clockWords(at: number, timeZone: string): string {
  return new Date(localOf(at, timeZone)).toISOString().slice(0, 16).replace('T', ' ')
}

/** 2026-05-03, as the zone's calendar shows it. */
export function dayWords(at: number, timeZone: string): string {
  return new Date(localOf(at, timeZone)).toISOString().slice(0, 10)
}
