import { skewed, type Asked, type FaultFace, type Line, type Page } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { errors } from './answers.ts'
import { readForm, type Form } from './form.ts'
import { apiPath } from './paths.ts'

const busy = { status: 429, body: errors.tooMany }

/** A page is itself the array of its rows: they are given this name while it is spoilt. */
const bare = 'rows of a bare array'
/** A count is a bare number, or a text of one. */
const count = 'count'

/** What faults look like at OpenCRM, which has keys in place of tokens and arrays for pages. */
export const openCrmFaults: FaultFace = {
  // Signing in is left alone.
  api: new RegExp(`${apiPath}/(?!login)`),
  shown: (asked) => {
    const form = formOf(asked)
    return form.accesskey ?? form.apikey ?? form.key ?? textOf(asked.headers.key1)
  },
  answers: {
    throttle: busy,
    quota: busy,
    // A session ends; keys are refused once.
    'expired-token': { status: 200, body: errors.unauthorized },
    'server-error': () => '<h1>Internal Server Error</h1>',
  },
  pages: {
    rows: [bare],
    first: (_, asked) => Number(formOf(asked).limit_start ?? 0) === 0,
    walk: (asked) => `${asked.target} ${formOf(asked).query_string ?? ''}`,
    read,
    write: (page) => JSON.stringify(page[bare] ?? page[count] ?? page),
    endless: () => undefined,
    last: () => undefined,
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  lacks: [
    'missing-scope',
    'revoke-refresh-token',
    'lost-rotated-answer',
    'hidden-activity',
    // No page says what comes next: a page that comes again and again is `duplicate-page`.
    'self-next',
    'lost-webhook',
    'repeated-webhook',
  ],
}

function formOf({ text, headers }: Asked): Form {
  return readForm(text, textOf(headers['content-type']))
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

function read(body: string): Page | undefined {
  let page: unknown
  try {
    page = JSON.parse(body)
  } catch {
    return undefined
  }
  if (Array.isArray(page)) return { [bare]: page }
  if (typeof page === 'number' || typeof page === 'string') return { [count]: page }
  return typeof page === 'object' && page !== null ? (page as Page) : undefined
}

function mangle(line: Line, variant: MalformedVariant): Line {
  switch (variant) {
    case 'missing-contact-id':
      return changed(line, /^(crmid|id|record_id)$/)
    case 'impossible-date':
      return changed(line, /date/, '2026-02-31')
    case 'future-date':
      return changed(line, /date/, '2199-01-01')
    case 'epoch-date':
      return changed(line, /date/, '1970-01-01')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return changed(line, /^(taskstatus|leadstatus|account_type|contacttype)$/, 'hologram')
    case 'unparseable-address':
      return changed(line, /^email[12]?$/, 'not an address <@@>')
  }
}

/** The line with another value under these names, or without them. */
function changed(line: Line, names: RegExp, value?: string): Line {
  const told = Object.entries(line).flatMap(([name, old]) => {
    if (!names.test(name)) return [[name, old]]
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(told) as Line
}
