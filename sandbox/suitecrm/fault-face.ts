import type { Asked, FaultFace, Line, Page } from '../faults/face.ts'
import { skewed } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { readArguments } from './v4/arguments.ts'
import { restErrors } from './v4/errors.ts'
import { restPath } from './v4/rest.ts'
import { errorBody } from './v8/answer.ts'
import { denied } from './v8/sign-in.ts'

const busy = { status: 429, body: '<h1>Too Many Requests</h1>' }
const failed = () => '<h1>Internal Server Error</h1>'

/** What faults look like at SuiteCRM: v4_1 says what is wrong with a status of 200. */
export const suiteCrmFaults: FaultFace = {
  api: /\/V8\/|\/service\/v4_1\//,
  token: '/access_token',
  operation: (asked) => (isRest(asked) ? (formOf(asked).get('method') ?? undefined) : undefined),
  shown: (asked) =>
    isRest(asked)
      ? sessionOf(asked)
      : /^Bearer (.+)$/i.exec(String(asked.headers.authorization ?? ''))?.[1],
  // SuiteCRM has no limit of its own: too many requests are refused by a server before it.
  answers: (asked) => ({
    throttle: busy,
    quota: busy,
    'missing-scope': { status: 400, body: errorBody(400, 'Access is denied') },
    'expired-token': isRest(asked)
      ? { status: 200, body: restErrors.session }
      : { status: 401, body: denied },
    'server-error': failed,
  }),
  pages: {
    rows: ['data', 'entry_list'],
    first: (target, asked) =>
      isRest({ target })
        ? offsetOf(asked) === 0
        : !/page(%5B|\[)number(%5D|\])=(?!1\b)/i.test(target),
    walk: (asked) => {
      const path = asked.target.split('?')[0] as string
      return isRest(asked) ? `${path} ${asked.operation} ${moduleOf(asked)}` : path
    },
    read,
    write,
    endless: (page, target) => {
      if (isRest({ target })) page.next_offset = Number(page.next_offset) - countOf(page)
      else page.links = { ...(page.links as object), next: target.slice(target.indexOf('/V8') + 1) }
    },
    last: (page) => {
      if ('entry_list' in page) page.result_count = 0
      else delete page.links
    },
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  lacks: ['hidden-activity', 'lost-webhook', 'repeated-webhook'],
}

function isRest({ target }: Pick<Asked, 'target'>): boolean {
  return target.startsWith(restPath)
}

function formOf({ text }: Asked): URLSearchParams {
  return new URLSearchParams(text)
}

function argumentsOf(asked: Asked) {
  return readArguments(formOf(asked).get('rest_data') ?? '')
}

function sessionOf(asked: Asked): string | undefined {
  const [session] = argumentsOf(asked)
  return typeof session === 'string' ? session : undefined
}

function moduleOf(asked: Asked): string {
  return String(argumentsOf(asked)[1] ?? '')
}

/** The offset is the fifth argument of a list, and the tenth of what is behind a link. */
function offsetOf(asked: Asked): number {
  const at = asked.operation === 'get_relationships' ? 9 : 4
  return Number(argumentsOf(asked)[at]) || 0
}

function countOf(page: Page): number {
  return Number(page.result_count) || 0
}

/** What belongs to a row stays with it: the linked records of v4_1 are in a list beside. */
const beside = 'relationship_list'

function read(body: string): Page | undefined {
  let page: unknown
  try {
    page = JSON.parse(body)
  } catch {
    return undefined
  }
  if (typeof page !== 'object' || page === null) return undefined
  const { entry_list: rows, [beside]: linked } = page as Page
  if (!Array.isArray(rows) || !Array.isArray(linked) || linked.length !== rows.length) {
    return page as Page
  }
  const joined = rows.map((row: Line, at) => ({ ...row, [beside]: linked[at] as unknown }))
  return { ...page, entry_list: joined }
}

function write(page: Page): string {
  const rows = page.entry_list
  if (!Array.isArray(rows)) return JSON.stringify(page)
  const linked = rows.flatMap((row: Line | null) => (row && beside in row ? [row[beside]] : []))
  const plain = rows.map((row: Line | null) => {
    if (row === null) return row
    return Object.fromEntries(Object.entries(row).filter(([name]) => name !== beside))
  })
  return JSON.stringify({ ...page, entry_list: plain, ...(beside in page && { [beside]: linked }) })
}

const dates = ['date_modified', 'date_entered', 'activity_date', 'date_created']

function mangle(line: Line, variant: MalformedVariant): Line {
  const copy = { ...line }
  switch (variant) {
    case 'missing-contact-id':
      delete copy.id
      return copy
    case 'impossible-date':
      return withValues(copy, dates, '2026-02-31T25:61:00+00:00')
    case 'future-date':
      return withValues(copy, dates, '2199-01-01T00:00:00+00:00')
    case 'epoch-date':
      return withValues(copy, dates, '1970-01-01T00:00:00+00:00')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return withValues(copy, ['activity_type', 'list_type', 'status'], 'hologram')
    case 'unparseable-address':
      return withValues(copy, ['email1', 'email_address'], 'not an address <@@>')
  }
}

/** The values of a row: attributes in V8, pairs of name and value in v4_1. */
function withValues(line: Line, names: readonly string[], value: string): Line {
  const place = 'attributes' in line ? 'attributes' : 'name_value_list'
  const values = { ...(line[place] as Line) }
  for (const name of names.filter((one) => one in values)) {
    values[name] = place === 'attributes' ? value : { name, value }
  }
  return { ...line, [place]: values }
}
