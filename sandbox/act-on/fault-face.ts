import { skewed, type FaultFace, type Line, type Page } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { gatewayError, gatewayErrors } from './errors.ts'

/** What faults look like at Act-On: its gateway speaks for it. */
export const actOnFaults: FaultFace = {
  api: '/api/1/',
  token: '/token',
  answers: {
    throttle: { status: 429, body: gatewayErrors.throttled },
    quota: { status: 429, body: gatewayErrors.throttled },
    'expired-token': { status: 401, body: gatewayErrors.unauthorized },
    'server-error': (status) => gatewayError(status, 'Internal Server Error'),
  },
  pages: {
    rows: ['result', 'msgresult', 'data'],
    first: (target) => /[?&]offset=[1-9]/.exec(target) === null,
    // There is no next link: a page that says that there is always one more row has no end.
    endless: (page) => void (page.totalCount = reach(page) + 1),
    last: (page) => Object.assign(page, { count: 0, totalCount: 0 }),
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  lacks: ['missing-scope', 'hidden-activity'],
}

function reach({ offset, count }: Page): number {
  return Number(offset) + Number(count)
}

function mangle(line: Line, variant: MalformedVariant): Line {
  // The rows of a downloaded list are arrays, of which the first value is the record's id.
  if (Array.isArray(line)) return mangledRecord(line, variant)
  const copy = { ...line }
  const dates = 'ts' in copy ? ['ts'] : ['timestamp', 'timeStamp'].filter((one) => one in copy)
  const dated = (value: unknown) => ({
    ...copy,
    ...Object.fromEntries(dates.map((one) => [one, value])),
  })
  switch (variant) {
    case 'missing-contact-id':
      delete copy.recid
      return copy
    case 'impossible-date':
      return dated('2026-02-31T25:61:00.000Z')
    case 'future-date':
      return dated(Date.UTC(2199, 0, 1))
    case 'epoch-date':
      return dated(0)
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return { ...copy, action: 'Hologram', data: 'HOLOGRAM' }
    case 'unparseable-address':
      return { ...copy, email: 'not an address <@@>' }
  }
}

function mangledRecord(record: readonly unknown[], variant: MalformedVariant): Line {
  const values = variant === 'missing-contact-id' ? record.slice(1) : [...record]
  const address = values.findIndex((one) => String(one).includes('@'))
  if (variant === 'unparseable-address') values[address] = 'not an address <@@>'
  return (variant === 'no-object' ? null : values) as unknown as Line
}
