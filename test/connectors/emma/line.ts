import { emma } from '../../../src/connectors/esp/emma/index.ts'
import type { Vendor } from '../../../src/connectors/index.ts'
import { proofOf } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const API = 'https://api.e2ma.net/77'
export const SETTINGS = { accountId: '77', publicKey: 'public' }

/** A vendor whose answers are scripted; asked lists what went out, below the account. */
export function scripted(...outcomes: Outcome[]) {
  const proof = proofOf({ privateKey: 'private' })
  const tokens = { current: async () => proof, renew: async () => proof }
  const lined = line(outcomes, { connector: emma, settings: SETTINGS, tokens })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  const asked = () => lined.asked.map((ask) => ask.url.replace(API, ''))
  return { vendor, asked, exchanges: lined.asked }
}

export const good = (body: unknown): Outcome => ({
  status: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
export const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
