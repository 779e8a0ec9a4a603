import { netForum } from '../../../src/connectors/crm/netforum/index.ts'
import type { Vendor } from '../../../src/connectors/index.ts'
import type { HttpAsk } from '../../../src/platform/http/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SITE = 'https://netforum.firm.example'
export const SETTINGS = { siteUrl: SITE, username: 'xweb' }

/** A vendor whose answers are scripted; asked lists what went out. */
export function scripted(...outcomes: Outcome[]) {
  return lineWith(SETTINGS, outcomes)
}

export function lineWith(settings: Record<string, unknown>, outcomes: Outcome[]) {
  let token = 't-1'
  const tokens = { current: async () => token, renew: async () => (token = 't-2') }
  const lined = line(outcomes, { connector: netForum, settings, tokens })
  const vendor: Vendor = { settings, http: lined.vendor, now: lined.clock.now }
  return { vendor, asked: () => lined.asked.map(askedIn) }
}

/** Operation and parameters as they went out, entities read. */
export function askedIn({ body }: Pick<HttpAsk, 'body'>) {
  const text = body as string
  const [, operation = '', inner = ''] = /<s:Body><(\w+) [^>]*>(.*)<\/\1>/s.exec(text) ?? []
  const parameters = Object.fromEntries(
    [...inner.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, value]) => [
      name,
      unescaped(value!),
    ]),
  )
  return { operation, parameters, text }
}

const unescaped = (text: string) =>
  text.replaceAll('&apos;', "'").replaceAll('&gt;', '>').replaceAll('&lt;', '<')

const NAMESPACE = 'http://www.avectra.com/2005/'

export function envelope(operation: string, result: string, token = 't-1'): string {
  return (
    '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
    + `<soap:Header><AuthorizationToken xmlns="${NAMESPACE}"><Token>${token}</Token>`
    + `</AuthorizationToken></soap:Header><soap:Body><${operation}Response xmlns="${NAMESPACE}">`
    + `<${operation}Result>${result}</${operation}Result></${operation}Response></soap:Body>`
    + '</soap:Envelope>'
  )
}

export type Fields = Record<string, string>

export const rowsText = (object: string, rows: Fields[], count = rows.length) =>
  envelope(
    'GetQuery',
    `<${object}Objects recordReturn="${count}">${rows
      .map((row) => `<${object}Object>${cells(row)}</${object}Object>`)
      .join('')}</${object}Objects>`,
  )

const cells = (row: Fields) =>
  Object.entries(row)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')

export const rows = (object: string, ...all: Fields[]): Outcome => ({
  status: 200,
  body: rowsText(object, all),
})

export const bytes = (text: string) => new TextEncoder().encode(text)
