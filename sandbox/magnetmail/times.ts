import { Refused } from './errors.ts'

/** How moments stand in an operation: in UTC, or by the clocks where the account is. */
export interface Times {
  /** A moment that is not known is the framework's first. */
  write(at: number | undefined): string
  /** Undefined for a moment that is left out, or the framework's first. */
  read(text: string): number | undefined
}

const never = '0001-01-01T00:00:00'

export const utc: Times = {
  write: (at) => (at === undefined ? never : new Date(at).toISOString()),
  read: (text) => readTime(text, (guess) => guess),
}

/** Without an offset, as nothing says that there is one. */
export function local(zone: string): Times {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  /** What the clocks show at that moment, as if it were UTC. */
  const shown = (at: number): number => {
    const parts = format.formatToParts(at).map(({ type, value }) => [type, Number(value)] as const)
    const of = Object.fromEntries(parts)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = of
    const milliseconds = ((at % 1000) + 1000) % 1000
    return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds)
  }
  return {
    write: (at) => (at === undefined ? never : new Date(shown(at)).toISOString().slice(0, -1)),
    read: (text) =>
      readTime(text, (wanted) => {
        const near = wanted - (shown(wanted) - wanted)
        return wanted - (shown(near) - near)
      }),
  }
}

const dateTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/

function readTime(text: string, placed: (wanted: number) => number): number | undefined {
  if (text === '' || text.startsWith('0001-01-01')) return undefined
  const [, clock, , offset] = dateTime.exec(text) ?? []
  const whole = clock === undefined ? `${text.slice(0, 10)}T00:00:00` : text
  const at = Date.parse(offset === undefined ? `${whole}Z` : text)
  if (!dateTime.test(text) || Number.isNaN(at)) throw new Refused('A date is no date')
  return offset === undefined ? placed(at) : at
}
