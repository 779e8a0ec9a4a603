const perMillisecond = 10_000n
const toEpoch = 62_135_596_800_000n

/** A moment of the server, with all its digits, as ISO 8601 has it. */
export function ticksToMoment(ticks: string): string {
  const all = BigInt(ticks)
  const time = new Date(Number(all / perMillisecond - toEpoch)).toISOString()
  return time.replace('Z', `${String(all % perMillisecond).padStart(4, '0')}Z`)
}
