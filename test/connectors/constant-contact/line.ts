import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import type { Vendor, VendorHttp } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const API = 'https://api.cc.email/v3'
export const SETTINGS = { clientId: 'client' }

/** A vendor whose answers are scripted; asked lists what went out, without the host. */
export function scripted(...outcomes: Outcome[]) {
  const lined = line(outcomes, { connector: constantContact, settings: SETTINGS })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  const asked = () => lined.asked.map((ask) => ask.url.replace(API, ''))
  return { ...lined, vendor, asked, exchanges: lined.asked }
}

/** A vendor that answers by path. */
export function byPath(answers: Record<string, Outcome>) {
  const asked: string[] = []
  const request: VendorHttp['request'] = (ask) => {
    const path = ask.url.replace(API, '')
    asked.push(path)
    const outcome = answers[path] ?? { status: 404 }
    return line([outcome], { connector: constantContact, settings: SETTINGS }).vendor.request(ask)
  }
  const vendor: Vendor = { settings: SETTINGS, http: { request }, now: () => 0 }
  return { vendor, asked }
}

export const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
