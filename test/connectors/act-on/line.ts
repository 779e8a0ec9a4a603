import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import type { Vendor } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const API = 'https://api.actonsoftware.com'
export const SETTINGS = { clientId: 'client', username: 'ada@firm.example' }

/** A vendor whose answers are scripted; asked lists what went out, without the host. */
export function scripted(...outcomes: Outcome[]) {
  const lined = line(outcomes, { connector: actOn, settings: SETTINGS })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  const asked = () => lined.asked.map((ask) => ask.url.replace(API, ''))
  return { vendor, asked, exchanges: lined.asked }
}

export const good = (body: unknown): Outcome => ({ status: 200, body })
export const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
