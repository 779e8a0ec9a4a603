import type { Call } from './calls.ts'

/** Which call of the server it is, counted from 1. */
export interface Place {
  communication: number
  job: number
}

/**
 * One line of the transmit log as its manual page (xferfaxlog, section 5) gives the order: fields
 * parted by tabs, those it shows in quotes in quotes.
 */
export function logLine(call: Call, { communication, job }: Place, timeZone: string): string {
  // Seen on a running 6.0.7: a quote within comes with a backslash.
  const quoted = (text: string) => `"${text.replaceAll('"', '\\"')}"`
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0')
  const spent = Math.round((call.ended - call.begun) / 1000)
  const parts = [Math.floor(spent / 3600), Math.floor(spent / 60) % 60, spent % 60]
  const took = parts.map((part) => pad(part, 2)).join(':')
  return [
    dateOf(call.begun, timeZone),
    'SEND',
    pad(communication, 9),
    'ttyS0',
    String(job),
    quoted(call.campaign),
    'marketing@harrowgate.example',
    quoted(call.number),
    quoted(call.reason === '' ? call.number : ''),
    '4294901760',
    String(call.pages),
    took,
    took,
    quoted(call.reason),
    ...[quoted(''), quoted(''), quoted('')],
    quoted('marketing'),
    quoted(''),
  ].join('\t')
}

/** MM/DD/YY HH:MM by the server's own clock. */
function dateOf(at: number, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: '2-digit',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: string) => shown.find((one) => one.type === type)!.value
  return `${part('month')}/${part('day')}/${part('year')} ${part('hour')}:${part('minute')}`
}
