export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Constant Contact's tracking times: UTC with milliseconds. */
export function isoTime(time: number): string {
  return new Date(time).toISOString()
}

export function isoDate(time: number): string {
  return isoTime(time).slice(0, 10)
}
