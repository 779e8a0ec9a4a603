import type { ContactState } from '../world/world.ts'

const statuses = [
  'all',
  'active',
  'deleted',
  'not_set',
  'pending_confirmation',
  'temp_hold',
  'unsubscribed',
]

/** Reads the documented filters of the contacts collection, or says which one cannot be read. */
export function contactFilter(query: URLSearchParams): ((state: ContactState) => boolean) | string {
  const status = (query.get('status') ?? '').split(',').filter(Boolean)
  const unknown = status.find((one) => !statuses.includes(one))
  if (unknown !== undefined) return `status does not have a valid value: ${unknown}`
  const lists = (query.get('lists') ?? '').split(',').filter(Boolean)
  if (lists.length > 25) return 'lists accepts at most 25 values'
  const email = query.get('email')?.toLowerCase()
  const times: ((state: ContactState) => boolean)[] = []
  for (const [name, of] of Object.entries(timesOf)) {
    const range = readRange(query, name)
    if (typeof range === 'string') return range
    times.push((state) => inRange(of(state), range))
  }
  return (state) =>
    hasStatus(state, status)
    && (email === undefined || state.address.toLowerCase() === email)
    && (lists.length === 0 || lists.some((id) => state.listIds.includes(id)))
    && times.every((matches) => matches(state))
}

const timesOf = {
  updated: (state: ContactState) => state.updatedAt,
  created: (state: ContactState) => state.createdAt,
  optout: (state: ContactState) => state.optOut?.at,
}

interface Range {
  after?: number
  before?: number
}

function readRange(query: URLSearchParams, name: string): Range | string {
  const range: Range = {}
  for (const side of ['after', 'before'] as const) {
    const text = query.get(`${name}_${side}`)
    if (text === null) continue
    // A plus sign in an offset that was not encoded arrives as a space.
    const time = Date.parse(text.replace(' ', '+'))
    if (Number.isNaN(time)) return `${name}_${side} is not a valid date`
    range[side] = time
  }
  return range
}

function inRange(time: number | undefined, { after, before }: Range): boolean {
  if (after === undefined && before === undefined) return true
  if (time === undefined) return false
  return (after === undefined || time > after) && (before === undefined || time < before)
}

/** Without a status everything is returned that is not deleted. */
function hasStatus(state: ContactState, status: string[]): boolean {
  if (status.includes('all')) return true
  const deleted = state.deletedAt !== undefined
  if (status.length === 0) return !deleted
  if (deleted) return status.includes('deleted')
  const active = state.permission === 'explicit' || state.permission === 'implicit'
  return (active && status.includes('active')) || status.includes(state.permission)
}
