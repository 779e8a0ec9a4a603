import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import type { Vendor } from '../../../src/connectors/index.ts'
import type { HttpAsk } from '../../../src/platform/http/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SITE = 'https://crm.firm.example'
export const SETTINGS = { siteUrl: SITE, username: 'ada' }

/** A vendor whose answers are scripted; asked lists what went out. */
export function scripted(...outcomes: Outcome[]) {
  return lineWith('s-1', outcomes)
}

/** The same without a session: to open one. */
export function unproved(...outcomes: Outcome[]) {
  return lineWith('', outcomes)
}

function lineWith(first: string, outcomes: Outcome[]) {
  let session = first
  const tokens = { current: async () => session, renew: async () => (session = 's-2') }
  const lined = line(outcomes, { connector: suiteCrm, settings: SETTINGS, tokens })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  return { vendor, asked: () => lined.asked.map(askedIn), exchanges: lined.asked }
}

export interface Asked {
  method: string
  /** rest_data, parsed. */
  args: Record<string, unknown>
}

export function askedIn({ body }: Pick<HttpAsk, 'body'>): Asked {
  const form = new URLSearchParams(body as string)
  return { method: form.get('method')!, args: JSON.parse(form.get('rest_data')!) }
}

export const good = (body: unknown): Outcome => ({ status: 200, body: JSON.stringify(body) })

/** An error as SuiteCRM tells one: with status 200. */
export const failed = (number: number | string, name: string, description = '') =>
  good({ name, number, description })

export type Fields = Record<string, unknown>
export type Linked = Record<string, Fields[]>

/** An answer of get_entry_list; a link with nothing at its other end is not told at all. */
export function entryList(
  module: string,
  records: (Fields & { linked?: Linked })[],
  total?: number,
) {
  return {
    result_count: records.length,
    total_count: String(total ?? records.length),
    next_offset: records.length,
    entry_list: records.map(({ linked: _, ...fields }) => ({
      id: fields['id'],
      module_name: module,
      name_value_list: valueList(fields),
    })),
    relationship_list: records.some(({ linked }) => linked)
      ? records.map(({ linked = {} }) => ({
          link_list: Object.entries(linked).map(([name, ends]) => ({
            name,
            records: ends.map((end) => ({ link_value: valueList(end) })),
          })),
        }))
      : [],
  }
}

function valueList(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { name, value }]))
}

export const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
