const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const tenth = new Intl.NumberFormat('en-GB', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})

/** In the place of what an administrator hides from the role of who asks. */
export const HIDDEN = 'hidden'

/** 12345 as "12,345". */
export function number(value: number | null): string {
  return value === null ? HIDDEN : whole.format(value)
}

/** 0.542 as "54.2 %"; nothing where there is no rate. */
export function rate(value: number | null): string {
  return value === null ? '' : `${tenth.format(value * 100)} %`
}

/** An ISO time as "2026-05-03 09:00 UTC"; a dash where there is none. */
export function moment(iso: string | null): string {
  return iso === null ? '-' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

/** Milliseconds as "1.2 s" or "3 min 5 s". */
export function duration(ms: number): string {
  if (ms < 60_000) return `${tenth.format(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** "1 row", "2 rows". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`
}
