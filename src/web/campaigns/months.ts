import { locale } from '../languages/catalog.ts'

/** A month of the viewer's clock, as an address has it: "2026-05". */
const WRITTEN = /^(\d{4})-(0[1-9]|1[0-2])$/

const NAMES = new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' })

/** When the month begins and ends; undefined where the address names none. */
export function readMonth(month: string | undefined) {
  const first = startOf(month)
  if (first === undefined) return undefined
  const next = new Date(first.getFullYear(), first.getMonth() + 1, 1)
  return { sentFrom: first.toISOString(), sentUntil: next.toISOString() }
}

/** "May 2026". */
export function monthWords(month: string): string {
  const first = startOf(month)
  return first === undefined ? month : NAMES.format(first)
}

/** The month of a moment, or so many months before it, as an address has it. */
export function monthOf(now: Date, before = 0): string {
  const first = new Date(now.getFullYear(), now.getMonth() - before, 1)
  return `${first.getFullYear()}-${String(first.getMonth() + 1).padStart(2, '0')}`
}

function startOf(month: string | undefined): Date | undefined {
  const found = WRITTEN.exec(month ?? '')
  return found ? new Date(Number(found[1]), Number(found[2]) - 1, 1) : undefined
}
