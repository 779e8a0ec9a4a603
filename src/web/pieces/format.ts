import { locale } from '../languages/catalog.ts'
import { t } from '../languages/messages.ts'

export { counted } from '../languages/messages.ts'

const whole = new Intl.NumberFormat(locale())
const tenth = new Intl.NumberFormat(locale(), {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const share = new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 })
const fine = new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 2 })

/** 2143 as 2,143; in German 2.143. */
export function wholeNumber(count: number): string {
  return whole.format(count)
}

/** 0.542 as 54.2%; shares under one in a hundred with two places, so that 0.34% stays itself. */
export function percent(rate: number): string {
  return rate !== 0 && Math.abs(rate) < 0.01 ? fine.format(rate) : share.format(rate)
}

/** 95,000 ms as "1 min 35 s". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return t`${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 ? t`${minutes} min ${seconds % 60} s` : t`${minutes} min`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 ? t`${hours} h ${minutes % 60} min` : t`${hours} h`
}

/** 1,536,000 bytes as "1.5 MB". */
export function bytes(count: number): string {
  if (count < 1000) return t`${count} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length, Math.floor(Math.log10(count) / 3))
  const size = count / 1000 ** step
  return `${step > 1 ? tenth.format(size) : whole.format(Math.round(size))} ${units[step - 1]}`
}
