import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import type { Vendor } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SITE = 'https://crm.firm.example'
export const SETTINGS = { siteUrl: SITE, username: 'ada', platform: 'homing' }

export type Fields = Record<string, unknown>

/** A vendor whose answers are scripted; asked lists what went out, below the service's address. */
export function scripted(...outcomes: Outcome[]) {
  let token = 't-1'
  const tokens = { current: async () => token, renew: async () => (token = 't-2') }
  const lined = line(outcomes, { connector: sugarCrm, settings: SETTINGS, tokens })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  const asked = () =>
    lined.asked.map(({ method, url, body, headers }) => {
      const { pathname, searchParams } = new URL(url)
      return {
        asked: `${method} ${pathname.replace('/rest/v11_20/', '')}`,
        query: Object.fromEntries(searchParams),
        json: (typeof body === 'string' ? JSON.parse(body) : {}) as Fields,
        headers,
      }
    })
  return { vendor, asked }
}

export const good = (body: unknown): Outcome => ({ status: 200, body: JSON.stringify(body) })

export const failed = (status: number, error: string, error_message: unknown = ''): Outcome => ({
  status,
  body: JSON.stringify({ error, error_message }),
})

/** A page of records, the last one unless it says otherwise. */
export const found = (records: readonly Fields[], next_offset = -1) =>
  good({ next_offset, records })

export const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

export const address = (fields: Fields = {}) => ({
  id: 'e-1',
  email_address: 'ada@client.example',
  opt_out: false,
  invalid_email: false,
  date_modified: '2026-03-02T05:00:31-05:00',
  ...fields,
})
